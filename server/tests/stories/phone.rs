//! A phone as the hub sees it: keys, proofs, a chain, sealed files.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use counterfoil_domain::cbor;
use counterfoil_domain::command::draft::ChangeDraft;
use counterfoil_domain::command::{AuthorContext, ChangeFrame, EnvelopeDraft, build_envelope};
use counterfoil_domain::document::{Author, Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::envelope::{BlobRef, Envelope};
use counterfoil_domain::fact::{Comment, Fact, Photo, ShiftClosed};
use counterfoil_domain::hash::{device_id, sha256};
use counterfoil_domain::ids::{
    ChainId, DeviceId, Hash, Incarnation, PersonId, SubjectId, TenantId,
};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::moment::{Clocks, Moment};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::proof::{Derived, Proof, ProofStatement, UploadLeave, UploadStatement};
use counterfoil_domain::receipt::KeyRole;
use counterfoil_domain::seal::{Seal, SealStatement};
use counterfoil_domain::subject::{Subject, SubjectKind};
use counterfoil_sync::access::{
    NonceAnswer, NonceAsk, PROOF_HEADER, SEAL_PROOF_HEADER, TokenAnswer, UPLOAD_HEADER, leave_text,
    proof_text, upload_path,
};
use counterfoil_sync::enrolment::{EnrolAnswer, EnrolForm, Invitation};
use counterfoil_sync::wire::{Carrier, Expected, OpenedAnswer, Request, Section};

use crate::world::{MORNING_MS, Reply, World};

/// A store on a phone.
pub(crate) struct Phone {
    session: SoftwareKey,
    seal: SoftwareKey,
    recipient: String,
    pub(crate) device: DeviceId,
    pub(crate) answer: Option<EnrolAnswer>,
    chain: ChainId,
    edge: Frontier,
    unsent: Vec<Envelope>,
}

/// A file as the phone's vault has it.
pub(crate) struct SealedFile {
    pub(crate) bytes: Vec<u8>,
    pub(crate) leave: UploadLeave,
}

impl SealedFile {
    pub(crate) fn path(&self) -> String {
        let said = &self.leave.statement;
        upload_path(&said.device, &said.sealed_hash)
    }
}

impl Phone {
    /// A phone whose keys follow from a number.
    pub(crate) fn new(number: u8) -> Self {
        let session = SoftwareKey::ed25519(&[number; 32]);
        let seal = SoftwareKey::es256(&[number; 32]).expect("a scalar");
        let device = device_id(&session.public().bytes);
        let recipient = age::x25519::Identity::generate().to_public().to_string();
        let chain = ChainId { device, incarnation: Incarnation([number; 8]) };
        let edge = Frontier::new();
        Self { session, seal, recipient, device, answer: None, chain, edge, unsent: Vec::new() }
    }

    /// A phone that is enrolled.
    pub(crate) async fn enrolled(world: &World, number: u8, invitation: &str) -> Self {
        let mut phone = Self::new(number);
        let reply = phone.enrol(world, invitation).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", String::from_utf8_lossy(&reply.body));
        phone
    }

    fn tenant(&self) -> TenantId {
        self.answer.as_ref().expect("enrolled").tenant
    }

    pub(crate) fn person(&self) -> PersonId {
        self.answer.as_ref().expect("enrolled").person
    }

    pub(crate) async fn nonce(&self, world: &World) -> NonceAnswer {
        let ask = cbor::encode(&NonceAsk { device: self.device });
        let reply = world.call(Method::POST, "/v1/nonce", &[], ask).await;
        cbor::decode(&reply.body).expect("a nonce")
    }

    pub(crate) fn proof(
        &self,
        key: &SoftwareKey,
        fresh: &NonceAnswer,
        target: &str,
        body: &[u8],
    ) -> String {
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

    /// Hands in the form of an invitation.
    pub(crate) async fn enrol(&mut self, world: &World, invitation: &str) -> Reply {
        let invited = Invitation::from_text(invitation).expect("an invitation");
        let form = EnrolForm {
            version: 1,
            code: invited.code,
            session_key: self.session.public(),
            seal_key: self.seal.public(),
            recipient: self.recipient.clone(),
            ticket: None,
        };
        let body = cbor::encode(&form);
        let fresh = self.nonce(world).await;
        let proof = |key| self.proof(key, &fresh, "POST /v1/enrol", &body);
        let headers =
            [(PROOF_HEADER, proof(&self.session)), (SEAL_PROOF_HEADER, proof(&self.seal))];
        let reply = world.call(Method::POST, "/v1/enrol", &headers, body).await;
        if reply.status == StatusCode::OK {
            let answer: EnrolAnswer = cbor::decode(&reply.body).expect("an answer");
            answer.keys.verify(&answer.tenant, &invited.root_fingerprint).expect("certified keys");
            self.answer = Some(answer);
        }
        reply
    }

    /// A proven request, with a token where there is one.
    pub(crate) async fn ask(
        &self,
        world: &World,
        (method, path): (Method, &str),
        body: Vec<u8>,
        token: Option<&str>,
    ) -> Reply {
        let fresh = self.nonce(world).await;
        let target = format!("{method} {path}");
        let mut headers = vec![(PROOF_HEADER, self.proof(&self.session, &fresh, &target, &body))];
        headers.extend(token.map(|token| ("authorization", format!("Bearer {token}"))));
        world.call(method, path, &headers, body).await
    }

    pub(crate) async fn token(&self, world: &World) -> String {
        let reply = self.ask(world, (Method::POST, "/v1/token"), Vec::new(), None).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", String::from_utf8_lossy(&reply.body));
        cbor::decode::<TokenAnswer>(&reply.body).expect("a token").token
    }

    /// Writes an envelope on a subject.
    pub(crate) fn write(
        &mut self,
        subject: Subject,
        audience: &str,
        facts: Vec<Fact>,
        blobs: Vec<BlobRef>,
    ) -> Hash {
        let draft = EnvelopeDraft {
            subject,
            audience: audience.to_owned(),
            change: None,
            facts,
            blobs,
            act: None,
            playbook: Playbook::builtin().version(),
        };
        self.write_draft(&draft, None)
    }

    fn write_draft(&mut self, draft: &EnvelopeDraft, change: Option<ChangeFrame>) -> Hash {
        let author = AuthorContext {
            tenant: self.tenant(),
            chain: self.chain,
            seq: self.edge.size(),
            person: self.person(),
            moment: Moment { clocks: clocks(), anchor: None },
            seen: None,
            act: None,
            instead_of: None,
            predecessor: None,
            k: salt_key(draft),
            k_is_new: true,
        };
        let envelope = build_envelope(draft, &author, change).expect("an envelope");
        let hash = envelope.hash();
        self.edge.push(hash);
        self.unsent.push(envelope);
        hash
    }

    /// Takes a picture of an order: the envelope's hash.
    pub(crate) fn photograph(&mut self, order: SubjectId, picture: &[u8]) -> Hash {
        let photo = Photo {
            original: sha256(picture),
            role: "door".into(),
            width_px: 1,
            height_px: 1,
            exif_taken_at: None,
            exif_latitude_e7: None,
            exif_longitude_e7: None,
            camera: None,
            look: None,
            unreadable: None,
            sharpness_milli: None,
            light: None,
        };
        let blob = BlobRef {
            hash: sha256(picture),
            size_bytes: picture.len() as u64,
            media_type: "image/jpeg".into(),
            role: "door".into(),
        };
        self.write(Subject::order(order), "work", vec![Fact::Photo(photo)], vec![blob])
    }

    pub(crate) fn comment(&mut self, order: SubjectId, text: &str) -> Hash {
        let fact = Fact::Comment(Comment { text: text.to_owned() });
        self.write(Subject::order(order), "work", vec![fact], Vec::new())
    }

    pub(crate) fn close_shift(&mut self) -> Hash {
        let closed = ShiftClosed {
            size: self.edge.size(),
            drafts: 0,
            vault_files: 0,
            vault_root: Hash::ZERO,
        };
        let shift = Subject { kind: SubjectKind::Shift, id: SubjectId([9; 16]) };
        self.write(shift, "work", vec![Fact::ShiftClosed(closed)], Vec::new())
    }

    /// Pushes what is unsent, sealed.
    pub(crate) async fn push(&mut self, world: &World) -> OpenedAnswer {
        let section = self.section();
        self.exchange(world, false, vec![section]).await
    }

    /// What is unsent, sealed; it counts as sent from now on.
    pub(crate) fn section(&mut self) -> Section {
        let envelopes = std::mem::take(&mut self.unsent);
        let from = self.edge.size() - envelopes.len() as u64;
        let statement = SealStatement {
            version: 1,
            tenant: self.tenant(),
            device: self.device,
            incarnation: self.chain.incarnation,
            size: self.edge.size(),
            root: self.edge.root(),
            clocks: clocks(),
        };
        let signature = self.seal.sign(Purpose::Seal, &statement.to_bytes());
        let seals = vec![Seal { statement, signature }];
        Section { chain: self.chain, from, salted: false, envelopes, seals }
    }

    pub(crate) async fn exchange(
        &self,
        world: &World,
        pull: bool,
        sections: Vec<Section>,
    ) -> OpenedAnswer {
        let carrier = Carrier { tenant: self.tenant(), device: self.device };
        let request = Request {
            carrier,
            cursor: None,
            scope_digest: None,
            pull,
            receipts_for: vec![self.chain],
            blobs: Vec::new(),
            sections,
        };
        let bytes = request.to_bytes().expect("a request");
        let token = if pull { Some(self.token(world).await) } else { None };
        let place = (Method::POST, "/v1/sync");
        let reply = self.ask(world, place, bytes.clone(), token.as_deref()).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", String::from_utf8_lossy(&reply.body));
        let keys = &self.answer.as_ref().expect("enrolled").keys;
        let expected = Expected {
            carrier,
            request: sha256(&bytes),
            cursor: None,
            keys: vec![keys.signing_key(KeyRole::Answer).expect("certified").clone()],
        };
        OpenedAnswer::from_bytes(&reply.body, &expected).expect("an answer that stands")
    }

    /// Seals a file to the hub and signs leave to upload it.
    pub(crate) fn seal_file(&self, envelope: Hash, plain: &[u8]) -> SealedFile {
        self.seal_as(envelope, plain, None)
    }

    pub(crate) fn seal_as(
        &self,
        envelope: Hash,
        plain: &[u8],
        derived_from: Option<Derived>,
    ) -> SealedFile {
        let keys = &self.answer.as_ref().expect("enrolled").keys;
        let to = keys.recipient(KeyRole::Upload).expect("certified");
        let to: age::x25519::Recipient = to.parse().expect("a recipient");
        let bytes = age::encrypt(&to, plain).expect("sealed");
        self.leave_for(envelope, plain, bytes, derived_from)
    }

    /// Signs leave for whatever bytes.
    pub(crate) fn leave_for(
        &self,
        envelope: Hash,
        plain: &[u8],
        bytes: Vec<u8>,
        derived_from: Option<Derived>,
    ) -> SealedFile {
        let statement = UploadStatement {
            version: 1,
            tenant: self.tenant(),
            device: self.device,
            envelope,
            plain_hash: sha256(plain),
            plain_size_bytes: plain.len() as u64,
            sealed_hash: sha256(&bytes),
            sealed_size_bytes: bytes.len() as u64,
            derived_from,
        };
        let signature = self.session.sign(Purpose::Upload, &statement.to_bytes());
        SealedFile { bytes, leave: UploadLeave { statement, signature } }
    }

    /// Asks how much of a file is at the hub.
    pub(crate) async fn offset(&self, world: &World, file: &SealedFile) -> Reply {
        let headers = [(UPLOAD_HEADER, leave_text(&file.leave))];
        world.call(Method::HEAD, &file.path(), &headers, Body::empty()).await
    }

    /// Appends bytes `from..to` of a file.
    pub(crate) async fn append(
        &self,
        world: &World,
        file: &SealedFile,
        (from, to): (usize, usize),
    ) -> Reply {
        let complete = if to == file.bytes.len() { "?1" } else { "?0" };
        let headers = [
            (UPLOAD_HEADER, leave_text(&file.leave)),
            ("content-type", "application/partial-upload".to_owned()),
            ("upload-offset", from.to_string()),
            ("upload-complete", complete.to_owned()),
        ];
        let body = file.bytes[from..to].to_vec();
        world.call(Method::PATCH, &file.path(), &headers, body).await
    }

    /// Uploads a whole file.
    pub(crate) async fn upload(&self, world: &World, file: &SealedFile) -> Reply {
        self.append(world, file, (0, file.bytes.len())).await
    }
}

/// One for each subject and audience, as a phone keeps it.
fn salt_key(draft: &EnvelopeDraft) -> [u8; 16] {
    sha256(&[draft.subject.id.0.as_slice(), draft.audience.as_bytes()].concat()).short()
}

fn clocks() -> Clocks {
    Clocks { wall_ms: MORNING_MS as i64, boot: [1; 8], monotonic_ms: 1_000 }
}

/// What only a story of enrolment does.
impl Phone {
    /// A proof by the session key.
    pub(crate) fn session_proof(&self, fresh: &NonceAnswer, target: &str, body: &[u8]) -> String {
        self.proof(&self.session, fresh, target, body)
    }

    /// Asks for a token without having enrolled.
    pub(crate) async fn ask_as_stranger(&self, world: &World) -> Reply {
        self.ask(world, (Method::POST, "/v1/token"), Vec::new(), None).await
    }

    /// Hands in a form that names another phone's seal key, proven as well as it can be.
    pub(crate) async fn enrol_with_foreign_seal(
        &mut self,
        world: &World,
        invitation: &str,
        other: &Self,
    ) -> Reply {
        let invited = Invitation::from_text(invitation).expect("an invitation");
        let form = EnrolForm {
            version: 1,
            code: invited.code,
            session_key: self.session.public(),
            seal_key: other.seal.public(),
            recipient: self.recipient.clone(),
            ticket: None,
        };
        let body = cbor::encode(&form);
        let fresh = self.nonce(world).await;
        let proof = |key| self.proof(key, &fresh, "POST /v1/enrol", &body);
        let headers =
            [(PROOF_HEADER, proof(&self.session)), (SEAL_PROOF_HEADER, proof(&self.seal))];
        world.call(Method::POST, "/v1/enrol", &headers, body).await
    }
}

/// What only a story of the desk does.
impl Phone {
    /// Sets a field of the `work` document as somebody does who has never seen it.
    pub(crate) fn set_field_upon_nothing(&mut self, order: SubjectId, path: &str, value: &str) {
        let id = DocumentId { subject: order, audience: "work".into(), name: String::new() };
        let playbook = Playbook::builtin();
        let notes: Vec<String> = playbook.notes_of("work").map(str::to_owned).collect();
        let key = DocumentKey { id, generation: 0 };
        let mut document = Document::genesis(key, &notes).expect("a document");
        let heads = document.heads();
        let sets = vec![(path.to_owned(), FieldValue::text(value))];
        let edit = document.edit(Author::first(self.chain), &heads, &sets).expect("an edit");
        let draft = EnvelopeDraft {
            subject: Subject::order(order),
            audience: "work".to_owned(),
            change: Some((String::new(), ChangeDraft::Sets(sets))),
            facts: Vec::new(),
            blobs: Vec::new(),
            act: None,
            playbook: Playbook::builtin().version(),
        };
        self.write_draft(&draft, Some(ChangeFrame { generation: 0, frame: edit.frame }));
    }
}
