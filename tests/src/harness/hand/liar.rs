//! What a hand-built phone does that no client would: it lies about itself, shows what is another's, and hands in
//! codes that it guessed.

use counterfoil_domain::cbor;
use counterfoil_domain::command::{AuthorContext, build_envelope};
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::subject::Subject;
use counterfoil_sync::access::{ENROL_PATH, PROOF_HEADER, SEAL_PROOF_HEADER};
use counterfoil_sync::enrolment::EnrolForm;

use super::{HandPhone, Reply, draft};

impl HandPhone {
    /// Talks to another hub from now on, with the keys and papers of the first.
    pub fn turns_to(&mut self, url: &str) {
        url.clone_into(&mut self.url);
    }

    /// Where it sends to.
    #[must_use]
    pub fn hub_url(&self) -> &str {
        &self.url
    }

    /// Writes facts; `lie` changes who, when and where before they are closed under a hash.
    pub fn lies(
        &mut self,
        subject: Subject,
        audience: &str,
        facts: Vec<Fact>,
        lie: impl FnOnce(&mut AuthorContext),
    ) -> Hash {
        let mut author = self.author(subject.id, audience);
        lie(&mut author);
        let draft = draft(subject, audience, facts, Vec::new());
        self.keep(build_envelope(&draft, &author, None).expect("an envelope"))
    }

    /// The headers by which a request of this phone is taken, for who records it and sends it again.
    pub async fn papers(
        &self,
        method: &str,
        path: &str,
        body: &[u8],
        token: Option<&str>,
    ) -> Vec<(&'static str, String)> {
        let fresh = self.nonce().await;
        let proof = self.proof(&self.session, &fresh, &format!("{method} {path}"), body);
        let token = token.map(|token| ("authorization", format!("Bearer {token}")));
        [(PROOF_HEADER, proof)].into_iter().chain(token).collect()
    }

    /// Hands in an enrolment form with this code, whatever it is.
    pub async fn shows_code(&self, code: &str) -> Reply {
        let form = EnrolForm {
            version: 1,
            code: code.to_owned(),
            session_key: self.session.public(),
            seal_key: self.seal.public(),
            recipient: age::x25519::Identity::generate().to_public().to_string(),
            ticket: None,
        };
        let body = cbor::encode(&form);
        let (fresh, target) = (self.nonce().await, format!("POST {ENROL_PATH}"));
        let headers = [
            (PROOF_HEADER, self.proof(&self.session, &fresh, &target, &body)),
            (SEAL_PROOF_HEADER, self.proof(&self.seal, &fresh, &target, &body)),
        ];
        self.send("POST", ENROL_PATH, &headers, body).await
    }
}
