//! A phone built by hand over plain HTTP: keys, proofs, a chain, seals. It owes nothing to the client, so it
//! can lie, repeat itself and send what no client would.

mod liar;

use std::collections::BTreeMap;
use std::ops::Range;

use counterfoil_domain::cbor;
use counterfoil_domain::command::draft::ChangeDraft;
use counterfoil_domain::command::{AuthorContext, ChangeFrame, EnvelopeDraft, build_envelope};
use counterfoil_domain::envelope::{BlobRef, Envelope};
use counterfoil_domain::fact::{Comment, Fact, Photo};
use counterfoil_domain::hash::{device_id, sha256};
use counterfoil_domain::ids::{
    ChainId, DeviceId, Hash, Incarnation, PersonId, SubjectId, TenantId,
};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::moment::{Clocks, Moment};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::proof::{Proof, ProofStatement};
use counterfoil_domain::receipt::KeyRole;
use counterfoil_domain::seal::{Seal, SealStatement};
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_sync::access::{
    NONCE_PATH, NonceAnswer, NonceAsk, PROOF_HEADER, SYNC_PATH, TOKEN_PATH, TokenAnswer, proof_text,
};
use counterfoil_sync::enrolment::{EnrolAnswer, Invitation};
use counterfoil_sync::wire::{
    Carrier, Cursor, Expected, OpenedAnswer, Request, Section, SectionVerdicts,
};

use super::clock::MORNING_MS;
use super::office::http_client;

/// A store that tells the hub whatever a story wants.
pub struct HandPhone {
    url: String,
    http: reqwest::Client,
    session: SoftwareKey,
    seal: SoftwareKey,
    /// The store.
    pub device: DeviceId,
    /// The chain that it writes.
    pub chain: ChainId,
    /// What the hub answered to its enrolment.
    pub enrolled: Option<EnrolAnswer>,
    /// Everything that it ever wrote, pushed or not.
    pub made: Vec<Envelope>,
    /// Envelopes that the hub has answered for.
    pub pushed: usize,
    /// How far it has pulled.
    pub cursor: Option<Cursor>,
    salt_keys: BTreeMap<(SubjectId, String), [u8; 16]>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP's status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The problem's code, where it is one.
    #[must_use]
    pub fn code(&self) -> String {
        let problem: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        problem["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A photograph as its facts say it, with its original: nothing was measured of it.
#[must_use]
pub fn photograph(name: &str, role: &str) -> (Photo, BlobRef) {
    let (hash, role) = (sha256(name.as_bytes()), role.to_owned());
    let picture =
        BlobRef { hash, size_bytes: 8, media_type: "image/jpeg".into(), role: role.clone() };
    let photo = Photo {
        original: hash,
        role,
        width_px: 1_600,
        height_px: 1_200,
        exif_taken_at: None,
        exif_latitude_e7: None,
        exif_longitude_e7: None,
        camera: None,
        look: None,
        unreadable: None,
        sharpness_milli: None,
        light: None,
    };
    (photo, picture)
}

impl HandPhone {
    /// A phone whose keys follow from a name.
    #[must_use]
    pub fn new(url: &str, name: &str) -> Self {
        let key =
            |what: &str| SoftwareKey::ed25519(&sha256(format!("{name}'s {what} key").as_bytes()).0);
        let (session, seal) = (key("session"), key("seal"));
        let device = device_id(&session.public().bytes);
        let incarnation = life(name);
        Self {
            url: url.to_owned(),
            http: http_client(),
            session,
            seal,
            device,
            chain: ChainId { device, incarnation },
            enrolled: None,
            made: Vec::new(),
            pushed: 0,
            cursor: None,
            salt_keys: BTreeMap::new(),
        }
    }

    fn answer(&self) -> &EnrolAnswer {
        self.enrolled.as_ref().expect("enrolled")
    }

    /// The tenant.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.answer().tenant
    }

    /// Whose phone it is.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.answer().person
    }

    /// Another life of the same store, with the same keys and its own chain, as after a restore.
    pub fn begin_chain(&mut self, name: &str) {
        self.chain.incarnation = life(name);
        self.made.clear();
        self.pushed = 0;
        self.salt_keys.clear();
    }

    /// Sends bytes as they are.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Vec<u8>,
    ) -> Reply {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.url)).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let answer = request.send().await.expect("the hub is alive");
        let status = answer.status().as_u16();
        Reply { status, body: answer.bytes().await.expect("a body").to_vec() }
    }

    async fn nonce(&self) -> NonceAnswer {
        let ask = cbor::encode(&NonceAsk { device: self.device });
        cbor::decode(&self.send("POST", NONCE_PATH, &[], ask).await.body).expect("a nonce")
    }

    fn proof(&self, key: &SoftwareKey, fresh: &NonceAnswer, target: &str, body: &[u8]) -> String {
        let statement = ProofStatement {
            version: 1,
            tenant: fresh.tenant,
            device: self.device,
            target: target.to_owned(),
            request: sha256(body),
            nonce: fresh.nonce,
        };
        let signature = key.sign(Purpose::Proof, &statement.to_bytes());
        proof_text(&Proof { statement, signature })
    }

    /// The key by which its proofs and segments are signed.
    #[must_use]
    pub fn session_key(&self) -> &SoftwareKey {
        &self.session
    }

    /// Hands in the form of an invitation.
    pub async fn enrol(&mut self, invitation: &str) {
        let invited = Invitation::from_text(invitation).expect("an invitation");
        let reply = self.shows_code(&invited.code).await;
        assert_eq!(reply.status, 200, "{}", reply.code());
        let answer: EnrolAnswer = cbor::decode(&reply.body).expect("an answer");
        answer.keys.verify(&answer.tenant, &invited.root_fingerprint).expect("certified keys");
        self.enrolled = Some(answer);
    }

    /// A proven request.
    pub async fn ask(&self, path: &str, body: Vec<u8>, token: Option<&str>) -> Reply {
        let fresh = self.nonce().await;
        let target = format!("POST {path}");
        let mut headers = vec![(PROOF_HEADER, self.proof(&self.session, &fresh, &target, &body))];
        headers.extend(token.map(|token| ("authorization", format!("Bearer {token}"))));
        self.send("POST", path, &headers, body).await
    }

    /// A proven request for something that is there.
    pub async fn get(&self, path: &str, token: Option<&str>) -> Reply {
        let fresh = self.nonce().await;
        let target = format!("GET {path}");
        let mut headers = vec![(PROOF_HEADER, self.proof(&self.session, &fresh, &target, &[]))];
        headers.extend(token.map(|token| ("authorization", format!("Bearer {token}"))));
        self.send("GET", path, &headers, Vec::new()).await
    }

    /// Asks for an access token; `Err` is the problem's code.
    pub async fn token(&self) -> Result<String, String> {
        let reply = self.ask(TOKEN_PATH, Vec::new(), None).await;
        let answer = cbor::decode::<TokenAnswer>(&reply.body);
        if reply.status == 200 { Ok(answer.expect("a token").token) } else { Err(reply.code()) }
    }

    fn author(&mut self, subject: SubjectId, audience: &str) -> AuthorContext {
        let seq = self.made.len() as u64;
        let place = (subject, audience.to_owned());
        let k_is_new = !self.salt_keys.contains_key(&place);
        let fresh = sha256(format!("{seq} {audience}").as_bytes()).short();
        let k = *self.salt_keys.entry(place).or_insert(fresh);
        AuthorContext {
            tenant: self.tenant(),
            chain: self.chain,
            seq,
            person: self.person(),
            moment: Moment { clocks: clocks(seq), anchor: None },
            seen: None,
            act: None,
            instead_of: None,
            predecessor: None,
            k,
            k_is_new,
        }
    }

    /// Writes facts on a subject; the envelope's hash.
    pub fn write(
        &mut self,
        subject: Subject,
        audience: &str,
        facts: Vec<Fact>,
        blobs: Vec<BlobRef>,
    ) -> Hash {
        let draft = draft(subject, audience, facts, blobs);
        let author = self.author(subject.id, audience);
        self.keep(build_envelope(&draft, &author, None).expect("an envelope"))
    }

    /// Writes a frame, whatever it holds, as a change of the order's main document in `audience`.
    pub fn write_frame(&mut self, order: SubjectId, audience: &str, frame: Vec<u8>) -> Hash {
        let mut draft = draft(Subject::order(order), audience, Vec::new(), Vec::new());
        draft.change = Some((String::new(), ChangeDraft::Sets(Vec::new())));
        let author = self.author(order, audience);
        let change = ChangeFrame { generation: 0, frame };
        self.keep(build_envelope(&draft, &author, Some(change)).expect("an envelope"))
    }

    /// Writes a remark.
    pub fn comment(&mut self, order: SubjectId, words: &str) -> Hash {
        let fact = Fact::Comment(Comment { text: words.to_owned() });
        self.write(Subject::order(order), "work", vec![fact], Vec::new())
    }

    fn keep(&mut self, envelope: Envelope) -> Hash {
        let hash = envelope.hash();
        self.made.push(envelope);
        hash
    }

    /// A seal over the chain as it stands.
    #[must_use]
    pub fn seal(&self) -> Seal {
        let mut edge = Frontier::new();
        self.made.iter().for_each(|envelope| edge.push(envelope.hash()));
        let statement = SealStatement {
            version: 1,
            tenant: self.tenant(),
            device: self.device,
            incarnation: self.chain.incarnation,
            size: edge.size(),
            root: edge.root(),
            clocks: clocks(edge.size()),
        };
        let signature = self.seal.sign(Purpose::Seal, &statement.to_bytes());
        Seal { statement, signature }
    }

    /// The bytes of a request that pushes the chain from a place on.
    #[must_use]
    pub fn request_from(&self, from: usize, pull: bool) -> Vec<u8> {
        self.request(from..self.made.len(), vec![self.seal()], pull)
    }

    /// The same of a piece of the chain, which no seal ends.
    #[must_use]
    pub fn request_between(&self, from: usize, to: usize) -> Vec<u8> {
        self.request(from..to, Vec::new(), false)
    }

    fn request(&self, places: Range<usize>, seals: Vec<Seal>, pull: bool) -> Vec<u8> {
        let from = places.start;
        let section = Section {
            chain: self.chain,
            from: from as u64,
            salted: false,
            envelopes: self.made[places].to_vec(),
            seals,
        };
        let request = Request {
            carrier: self.carrier(),
            cursor: self.cursor.clone(),
            scope_digest: None,
            pull,
            receipts_for: vec![self.chain],
            blobs: Vec::new(),
            sections: if from < self.made.len() { vec![section] } else { Vec::new() },
        };
        request.to_bytes().expect("a request")
    }

    fn carrier(&self) -> Carrier {
        Carrier { tenant: self.tenant(), device: self.device }
    }

    /// Sends request bytes and reads the answer, whose signature must stand.
    pub async fn exchange(&self, bytes: &[u8], token: Option<&str>) -> OpenedAnswer {
        let reply = self.ask(SYNC_PATH, bytes.to_vec(), token).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
        let keys = &self.answer().keys;
        let expected = Expected {
            carrier: self.carrier(),
            request: sha256(bytes),
            cursor: self.cursor.clone(),
            keys: vec![keys.signing_key(KeyRole::Answer).expect("certified").clone()],
        };
        OpenedAnswer::from_bytes(&reply.body, &expected).expect("an answer that stands")
    }

    /// Pushes what was not pushed yet.
    pub async fn push(&mut self) -> SectionVerdicts {
        let bytes = self.request_from(self.pushed, false);
        let answer = self.exchange(&bytes, None).await;
        self.pushed = self.made.len();
        let sections = answer.payload.sections;
        sections.into_iter().find(|one| one.chain == self.chain).expect("a word on this chain")
    }

    /// Pulls from its cursor on.
    pub async fn pull(&mut self) -> OpenedAnswer {
        let token = self.token().await.expect("a token");
        let answer = self.exchange(&self.request_from(self.made.len(), true), Some(&token)).await;
        self.cursor = answer.payload.cursor.clone().or(self.cursor.take());
        answer
    }
}

/// The verdicts of a push, in the chain's order.
#[must_use]
pub fn verdicts(section: &SectionVerdicts) -> Vec<Verdict> {
    section.verdicts.iter().map(|judged| judged.verdict.clone()).collect()
}

fn draft(subject: Subject, audience: &str, facts: Vec<Fact>, blobs: Vec<BlobRef>) -> EnvelopeDraft {
    let audience = audience.to_owned();
    EnvelopeDraft {
        subject,
        audience,
        change: None,
        facts,
        blobs,
        act: None,
        playbook: Playbook::builtin().version(),
    }
}

fn clocks(place: u64) -> Clocks {
    let wall_ms = i64::try_from(MORNING_MS + place).unwrap_or(i64::MAX);
    Clocks { wall_ms, boot: [1; 8], monotonic_ms: 1_000 + place }
}

fn life(name: &str) -> Incarnation {
    let [a, b, c, d, e, f, g, h, ..] = sha256(name.as_bytes()).0;
    Incarnation([a, b, c, d, e, f, g, h])
}
