//! What somebody wrote, read into an order that a person looks at before it is made.

use counterfoil_domain::extract::{self, Extraction, LocalNow, Private};
use serde::Deserialize;

use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Minutes by which Beijing is ahead of UTC.
const UTC_OFFSET_MINUTES: i32 = 480;

/// `POST /v1/office/read-text`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadText {
    /// The message; nothing of it is kept.
    pub text: Private,
    /// Minutes by which the clock of who reads it is ahead of UTC, for deadlines.
    #[serde(default = "beijing")]
    pub utc_offset_minutes: i32,
}

fn beijing() -> i32 {
    UTC_OFFSET_MINUTES
}

impl Server {
    /// Reads a text by the rules of the newest playbook, as a phone does without a network.
    pub async fn read_text(&self, asked: &ReadText) -> Answer<Extraction> {
        let playbook = self.playbook(0).await?.ok_or_else(Problem::not_found)?;
        let utc_offset_minutes = asked.utc_offset_minutes;
        let now = LocalNow { at_ms: self.now_ms(), utc_offset_minutes };
        Ok(extract::read_text(&playbook, asked.text.text(), Some(now)))
    }
}
