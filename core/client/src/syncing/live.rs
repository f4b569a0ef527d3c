//! Staying live: while the app is open, the hub says that there is something after the cursor, and a session
//! fetches it. Nothing depends on it: what a lost connection misses, the next session brings.

use std::time::Duration;

use counterfoil_store::progress;
use counterfoil_sync::access::LIVE_PATH;
use tokio::sync::Notify;

use super::{Budget, Syncing};
use crate::door::{self, Knock, SMALL_ANSWER_BYTES_MAX, Traffic};
use crate::error::{CauseError, Caused, ClientError};
use crate::phone::core::Core;

/// What the hub writes when there is something.
const NEWS: &[u8] = b"event: news";
/// Pauses before the hub is listened to again, s; the last is kept.
const PAUSES_S: [u64; 6] = [1, 2, 5, 15, 30, 60];

impl Syncing {
    /// Stays live until the phone is closed: runs a session at once and whenever the hub has something, and listens
    /// again when the connection ends. Listeners hear [`crate::Topic::Syncing`] after each session. Drop the future to stop; a
    /// session that is cut off so leaves nothing half done.
    ///
    /// # Errors
    /// [`ClientError::SignInAgain`] when this store has to be enrolled again, and those of the store. That the phone
    /// is closed is the end and no error.
    pub async fn stay_live(&self, budget: Budget) -> Result<(), ClientError> {
        match self.core.until_closed(self.live(budget)).await {
            Err(ClientError::Closed) => Ok(()),
            ended => ended,
        }
    }

    async fn live(&self, budget: Budget) -> Result<(), ClientError> {
        let mut tries = 0;
        loop {
            if self.run(budget).await?.sign_in_again {
                return Err(ClientError::SignInAgain);
            }
            tries = if self.listen(budget).await? { 0 } else { tries + 1 };
            let pause = PAUSES_S.get(tries).or(PAUSES_S.last()).copied().unwrap_or(1);
            tokio::time::sleep(Duration::from_secs(pause)).await;
        }
    }

    /// Listens until the connection ends, and runs a session at each news; whether there was a connection.
    async fn listen(&self, budget: Budget) -> Result<bool, ClientError> {
        let news = Notify::new();
        let heard = |part: &[u8]| {
            if part.windows(NEWS.len()).any(|window| window == NEWS) {
                news.notify_one(); // many news before a session are one
            }
        };
        let connection = connect(&self.core, &heard);
        tokio::pin!(connection);
        loop {
            tokio::select! {
                ended = &mut connection => return Ok(ended?),
                () = news.notified() => {
                    self.run(budget).await?;
                }
            }
        }
    }
}

async fn connect(core: &Core, heard: &(dyn Fn(&[u8]) + Send + Sync)) -> Caused<bool> {
    match door::ensure_token(core, &mut Traffic::default()).await {
        Ok(true) => {}
        Ok(false) => return Err(CauseError::NotEnrolled),
        Err(CauseError::Transport(_) | CauseError::Hub { .. }) => return Ok(false),
        Err(other) => return Err(other),
    }
    let seen = core.read(|connection| Ok(progress::progress(connection)?))?;
    let cursor = seen.map_or(0, |held| held.seen.index);
    let knock = Knock::get(format!("{LIVE_PATH}?cursor={cursor}"), SMALL_ANSWER_BYTES_MAX);
    match door::listen(core, knock, heard).await {
        Ok(status) => Ok(status == 200),
        Err(CauseError::Transport(_) | CauseError::Hub { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}
