//! Errors: one variant for each thing that a person can do about it.

use counterfoil_client::{ClientError, NotAllowed as Forbidden};
use counterfoil_domain::command::Refusal;
use counterfoil_domain::order::missing;

use crate::crossing::Shown;

/// Why a call did nothing. No text in it carries content of an order, a name or a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum CounterfoilError {
    /// No way to the hub now; work goes on without it.
    #[error("no connection to the hub")]
    Offline,
    /// This store is not enrolled, or no longer: capturing and pushing go on where they can.
    #[error("this store has to be enrolled")]
    SignInAgain,
    /// The device is full. Nothing that was acknowledged is lost.
    #[error("the storage of this device is full")]
    StorageFull,
    /// Another process, or another handle, has this store open.
    #[error("this store is already open")]
    AlreadyOpen,
    /// There is no such thing here; also for a text that is no id.
    #[error("not found: {what}")]
    NotFound {
        /// What was looked for: `order`, `file`, `person`.
        what: String,
    },
    /// The playbook or this state does not allow it.
    #[error("not allowed: {}", reason.code)]
    NotAllowed {
        /// What is missing, as codes and in words.
        reason: NotAllowed,
    },
    /// The PIN was wrong, or no try is taken now; nothing was signed.
    #[error("wrong PIN, {attempts_left} tries left, the next after {wait_ms} ms")]
    WrongPin {
        /// Wrong tries that are left; at 0 this store has to be enrolled with a fresh code.
        attempts_left: i64,
        /// Ms until the next try is looked at; 0: now.
        wait_ms: i64,
    },
    /// Bytes on this device are not what was written; nothing was deleted.
    #[error("damaged: {what}")]
    Damaged {
        /// What is damaged.
        what: String,
    },
    /// A newer program wrote or asks for this; nothing was changed.
    #[error("this program is too old for that")]
    UpdateNeeded,
    /// The phone was closed.
    #[error("the store is closed")]
    Closed,
    /// Nobody can act on this.
    #[error("internal: {reason}")]
    Internal {
        /// For a report to who made the program.
        reason: String,
    },
}

/// Why a person may not do something.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NotAllowed {
    /// A short stable code: `missing`, `may_not_set`, `no_shift`.
    pub code: String,
    /// In Chinese, one sentence for each thing that is missing.
    pub words_zh: Vec<String>,
    /// In English, in the same order.
    pub words_en: Vec<String>,
    /// Where the workflow lacks something: a stable code for each thing, in the order of the words, such as
    /// `photo/door/1`; else empty.
    pub missing: Vec<String>,
}

impl NotAllowed {
    pub(crate) fn now(code: &str, zh: &str, en: &str) -> CounterfoilError {
        let (words_zh, words_en) = (vec![zh.to_owned()], vec![en.to_owned()]);
        let reason = Self { code: code.to_owned(), words_zh, words_en, missing: Vec::new() };
        CounterfoilError::NotAllowed { reason }
    }
}

impl From<Forbidden> for NotAllowed {
    fn from(forbidden: Forbidden) -> Self {
        let missing = match &forbidden.refusal {
            Some(Refusal::Missing(missing)) => missing.iter().map(missing::code).collect(),
            Some(Refusal::Codes { codes, .. }) => codes.clone(),
            _ => Vec::new(),
        };
        let Forbidden { code, words_zh, words_en, .. } = forbidden;
        Self { code: code.to_owned(), words_zh, words_en, missing }
    }
}

impl From<ClientError> for CounterfoilError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Offline => Self::Offline,
            ClientError::SignInAgain => Self::SignInAgain,
            ClientError::StorageFull => Self::StorageFull,
            ClientError::AlreadyOpen => Self::AlreadyOpen,
            ClientError::NotFound { what } => Self::NotFound { what: what.to_owned() },
            ClientError::NotAllowed { reason } => Self::NotAllowed { reason: reason.into() },
            ClientError::WrongPin { attempts_left, wait_ms } => {
                Self::WrongPin { attempts_left: attempts_left.shown(), wait_ms: wait_ms.shown() }
            }
            ClientError::Damaged { what } => Self::Damaged { what: what.to_owned() },
            ClientError::UpdateNeeded => Self::UpdateNeeded,
            ClientError::Closed => Self::Closed,
            ClientError::Internal { reason } => Self::Internal { reason },
        }
    }
}
