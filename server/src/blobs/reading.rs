//! Reading a blob: by the envelope that names it, for those who may see that envelope's facts.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use counterfoil_domain::envelope::{Body as EnvelopeBody, Header};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, DeviceId, Hash, PersonId};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::policy::{self, Standing};

use super::sealing;
use crate::door;
use crate::erasing::existed_erased;
use crate::problem::{Answer, Problem};
use crate::range::{self, Piece};
use crate::server::Server;
use crate::storage::LoadRequest;

/// Which envelope names a blob.
#[derive(Debug, Clone, Copy)]
pub enum NamedBy {
    /// Its hash.
    Envelope(Hash),
    /// Its place in a chain: what a phone knows of a colleague's work.
    Place(ChainId, u64),
}

impl Server {
    /// Answers a download by the office or a phone: the whole, or the range that the headers ask for.
    pub async fn read_evidence(
        &self,
        headers: &HeaderMap,
        target: &str,
        by: NamedBy,
        hash: Hash,
    ) -> Answer<Response> {
        let reader = self.reader(headers, target).await?;
        let named = self.find_named(self.envelope_of(by).await?, hash).await?;
        if let Some(person) = reader
            && !self.may_see(person, &named.header).await?
        {
            return Err(Problem::not_found());
        }
        let plain = self.read_blob(named.header.device, hash).await?.ok_or_else(not_here)?;
        let plain = bytes::Bytes::from(plain);
        let size_bytes = plain.len() as u64;
        let asked = range::asked(headers, size_bytes)?;
        let (from, to) = asked.unwrap_or((0, size_bytes));
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(plain.len());
        let bytes = plain.slice(place(from)..place(to));
        let (media_type, part) = (named.media_type, asked.is_some());
        Ok(Piece { from, bytes, size_bytes, media_type, part }.answer("private, no-store"))
    }

    async fn envelope_of(&self, by: NamedBy) -> Answer<Hash> {
        let (chain, seq) = match by {
            NamedBy::Envelope(hash) => return Ok(hash),
            NamedBy::Place(chain, seq) => (chain, seq),
        };
        let found = self.storage.envelopes(self.tenant(), chain, seq, 1).await?;
        let there = found.into_iter().find(|one| one.seq == seq);
        there.map(|one| one.hash).ok_or_else(Problem::not_found)
    }

    /// The plain bytes of a blob of a device, hashed again; `None` if it has not arrived or was erased.
    pub async fn read_blob(&self, device: DeviceId, hash: Hash) -> Answer<Option<Vec<u8>>> {
        let failed = |error: object_store::Error| Problem::internal("blobs", &error);
        let Some(blob_key) = self.blob_key(device, hash).await? else { return Ok(None) };
        let Some(closed) = self.blobs.get(device, hash).await.map_err(failed)? else {
            return Ok(None);
        };
        let work = move || sealing::open(&closed, &blob_key, hash);
        let opened = tokio::task::spawn_blocking(work).await;
        let opened = opened.map_err(|error| Problem::internal("blobs", &error))?;
        Ok(Some(opened.map_err(|error| Problem::internal("blobs", &error))?))
    }

    /// The person who asks; `None` for the office.
    async fn reader(&self, headers: &HeaderMap, target: &str) -> Answer<Option<PersonId>> {
        if door::authenticate_office(self, headers).is_ok() {
            return Ok(None);
        }
        let caller = door::authenticate(self, headers, target, sha256(&[])).await?;
        if caller.may_pull { Ok(Some(caller.person)) } else { Err(door::no_token()) }
    }

    /// The envelope's header, if its facts stand and it names the blob or the blob's original.
    async fn find_named(&self, envelope: Hash, hash: Hash) -> Answer<Named> {
        let known = self.storage.known(self.tenant(), vec![envelope]).await?;
        let stands = known.iter().any(|one| {
            one.verdict.as_ref().is_some_and(counterfoil_domain::verdict::Verdict::takes_facts)
        });
        let found = self.storage.envelope(self.tenant(), envelope).await?;
        let found = found.filter(|_| stands).ok_or_else(Problem::not_found)?;
        let header = Header::from_bytes(&found.header_bytes).map_err(|_| Problem::not_found())?;
        let Some(body) = found.body else {
            let erased = self.storage.erasure(self.tenant(), header.subject.id).await?;
            return Err(erased.map_or_else(Problem::not_found, |_| existed_erased()));
        };
        let body = EnvelopeBody::from_bytes(&body.bytes).map_err(|_| Problem::not_found())?;
        if let Some(blob) = body.blobs().iter().find(|blob| blob.hash == hash) {
            self.wrap_late(header.device, hash, header.subject.id).await?;
            return Ok(Named { header, media_type: blob.media_type.clone() });
        }
        for blob in body.blobs() {
            let made = self.storage.derivatives(self.tenant(), header.device, blob.hash).await?;
            if made.iter().any(|row| row.hash == hash) {
                return Ok(Named { header, media_type: "image/jpeg".to_owned() });
            }
        }
        Err(Problem::not_found())
    }

    /// Whether a person has access to the subject and some role of theirs sees the audience there.
    async fn may_see(&self, person: PersonId, header: &Header) -> Answer<bool> {
        let id = header.subject.id;
        let request = LoadRequest { subjects: vec![id], ..LoadRequest::default() };
        let loaded = self.storage.load_for_gate(self.tenant(), request).await?;
        let Some(subject) = loaded.subjects.get(&id) else { return Ok(false) };
        let Some(row) = &subject.row else { return Ok(false) };
        let assigned = subject.access.iter().any(|span| span.person == person && span.to.is_none());
        let Some(playbook) = self.playbook(row.playbook).await? else { return Ok(false) };
        let roles = self.roles_of(person).await?;
        let sees = |role: &String, audience: &str| {
            let standing = Standing { role, kind: &row.kind, stage: &row.stage, assigned };
            policy::sees(&playbook, &standing).contains(audience)
        };
        // Without access of one's own, only a desk sees orders beyond their keys.
        let near = assigned || roles.iter().any(|role| sees(role, "desk"));
        Ok(near && roles.iter().any(|role| sees(role, &header.audience)))
    }

    /// The playbook version that a subject is pinned to, parsed once; 0 means the one in force.
    pub async fn playbook(&self, version: u32) -> Answer<Option<Arc<Playbook>>> {
        let tip = self.storage.tip(self.tenant()).await?;
        let shelf = self.engine.shelf(self.tenant(), &tip).await?;
        Ok(shelf.pinned(version).cloned())
    }
}

struct Named {
    header: Header,
    media_type: String,
}

fn not_here() -> Problem {
    let title = "The blob has not arrived, or was erased";
    Problem::new(StatusCode::NOT_FOUND, "blob_missing", title)
}
