//! Notices that leave the hub: each is posted to a URL of the operator, signed as Standard Webhooks has it, until it
//! was taken. What makes a mail, a message or a call of them is the operator's own.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterfoil_server::office::NoticeShown;
use counterfoil_server::private_file;
use counterfoil_server::server::Server;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;

use crate::CliError;
use crate::asking::client;

/// Bytes of a fresh secret.
const SECRET_BYTES: usize = 32;
/// What stands before the secret in its file.
const SECRET_MARK: &str = "whsec_";
/// Notices that one round posts.
const ROUND: usize = 100;
/// How long one answer may take.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);
/// How long to wait after one failure, two in a row, and so on; the last one for all after it.
const WAITS_S: [u64; 5] = [5, 30, 120, 600, 1_800];

/// The secret that both sides know.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// The secret in a file, made if it is not there: `whsec_` and Base64.
    ///
    /// # Errors
    /// The file cannot be read or written, or holds no secret.
    pub fn in_file(path: &Path) -> Result<Self, CliError> {
        if !path.exists() {
            let mut fresh = [0; SECRET_BYTES];
            getrandom::fill(&mut fresh).map_err(|error| error.to_string())?;
            let text = format!("{SECRET_MARK}{}\n", STANDARD.encode(fresh));
            private_file::write(path, text.as_bytes())?;
        }
        let text = std::fs::read_to_string(path)?;
        Self::read(text.trim()).ok_or_else(|| format!("{}: no secret", path.display()).into())
    }

    /// A secret as it is written.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.strip_prefix(SECRET_MARK)?).ok()?;
        (bytes.len() >= 24).then_some(Self(bytes))
    }

    /// The signature of a message: `v1,` and Base64 of HMAC-SHA-256 over id, time and body, with points between.
    #[must_use]
    pub fn sign(&self, id: &str, at_s: u64, body: &str) -> String {
        let signed = Hmac::<Sha256>::new_from_slice(&self.0).map(|mut mac| {
            mac.update(format!("{id}.{at_s}.{body}").as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        });
        // HMAC takes a key of any length.
        format!("v1,{}", signed.unwrap_or_default())
    }
}

/// Where notices go.
pub struct Hook {
    url: reqwest::Url,
    secret: Secret,
    client: reqwest::Client,
}

/// What became of one post.
enum Outcome {
    Taken,
    /// It will never be taken as it is: the next one may be.
    Refused(u16),
    /// Not now.
    Failed(String),
}

impl Hook {
    /// A hook to a URL of `https`, or of `http` for what listens on this machine.
    ///
    /// # Errors
    /// The URL is none of these.
    pub fn new(url: &str, secret: Secret) -> Result<Self, CliError> {
        let url = reqwest::Url::parse(url).map_err(|error| format!("{url}: {error}"))?;
        let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if url.scheme() != "https" && !(url.scheme() == "http" && here) {
            return Err("notices go to https, or to this machine".into());
        }
        Ok(Self { url, secret, client: client()? })
    }

    /// Posts what was told since, in its order; gives how many were taken.
    ///
    /// # Errors
    /// One was not taken: it and those after it are posted in a later round.
    pub async fn round(&self, hub: &Server) -> Result<usize, CliError> {
        let waiting = hub.notices_to_send(ROUND).await.map_err(|problem| problem.code)?;
        let mut taken = 0;
        for notice in &waiting {
            match self.post(notice, hub.now_ms()).await {
                Outcome::Failed(why) => return Err(why.into()),
                Outcome::Refused(status) => {
                    tracing::warn!(status, "a notice was refused and is not sent again");
                }
                Outcome::Taken => taken += 1,
            }
            hub.notice_is_sent(notice.id).await.map_err(|problem| problem.code)?;
        }
        Ok(taken)
    }

    async fn post(&self, notice: &NoticeShown, now_ms: u64) -> Outcome {
        let id = format!("notice_{}", notice.id);
        let told = i64::try_from(notice.fired_at_ms).ok();
        let told = told.and_then(chrono::DateTime::from_timestamp_millis);
        let told = told.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
        let body = json!({"type": "notice.due", "timestamp": told, "data": notice}).to_string();
        let at_s = now_ms / 1_000;
        let request = self
            .client
            .post(self.url.clone())
            .timeout(ANSWERED_WITHIN)
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", at_s)
            .header("webhook-signature", self.secret.sign(&id, at_s, &body))
            .body(body);
        match request.send().await {
            Err(error) => Outcome::Failed(error.without_url().to_string()),
            Ok(answer) => match answer.status().as_u16() {
                200..=299 => Outcome::Taken,
                408 | 425 | 429 => Outcome::Failed("asked to wait".to_owned()),
                status @ 400..=499 => Outcome::Refused(status),
                status => Outcome::Failed(format!("status {status}")),
            },
        }
    }

    /// Posts every so often until the task is aborted; after failures less and less often.
    #[must_use]
    pub fn spawn(self, hub: Server, every: Duration) -> tokio::task::JoinHandle<()> {
        tokio::spawn(async move {
            let mut failures = 0;
            loop {
                let wait = match self.round(&hub).await {
                    Ok(_) => {
                        failures = 0;
                        every
                    }
                    Err(error) => {
                        let wait_s = WAITS_S.get(failures).or(WAITS_S.last()).copied();
                        failures += 1;
                        tracing::warn!(%error, failures, "notices wait to be taken");
                        Duration::from_secs(wait_s.unwrap_or_default())
                    }
                };
                tokio::time::sleep(wait).await;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the Standard Webhooks specification.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let secret = Secret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = r#"{"test": 2432232314}"#;
        let signed = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_made_once_and_other_texts_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hook.secret");
        let (first, again) = (Secret::in_file(&path).unwrap().0, Secret::in_file(&path).unwrap().0);
        assert_eq!((first.len(), &first), (SECRET_BYTES, &again));
        for text in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert!(Secret::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn notices_go_to_https_or_to_this_machine() {
        let secret = || Secret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        for (url, fits) in [
            ("https://notices.example/hook", true),
            ("http://127.0.0.1:9000/hook", true),
            ("http://notices.example/hook", false),
            ("ftp://notices.example", false),
            ("notices", false),
        ] {
            assert_eq!(Hook::new(url, secret()).is_ok(), fits, "{url}");
        }
    }
}
