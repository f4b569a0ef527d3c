//! Errors: ours has a variant for each cause, the public one a variant for each thing a person can do. One table
//! converts. No text carries content of an order, a name or a path.

use counterfoil_domain::command::{BuildError, Refusal};
use counterfoil_domain::document::{DocumentError, EditError};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_store::StoreError;
use counterfoil_sync::enrolment::HubKeysError;

use crate::media::photo::PhotoError;
use crate::media::signature::{DrawError, SignatureError};
use crate::ports::{SecretError, SignerError, TransportError};

/// Why something was not done, by what a person can do about it.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
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
    /// There is no such thing here.
    #[error("not found: {what}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// The playbook or this state does not allow it.
    #[error("not allowed: {reason}")]
    NotAllowed {
        /// What is missing, as a value and in words.
        reason: NotAllowed,
    },
    /// The PIN was wrong, or no try is taken now; nothing was signed.
    #[error("wrong PIN, {attempts_left} tries left, the next after {wait_ms} ms")]
    WrongPin {
        /// Wrong tries that are left; at 0 the store has to be enrolled with a fresh code.
        attempts_left: u32,
        /// Ms until the next try is looked at.
        wait_ms: u64,
    },
    /// Bytes on this device are not what was written; nothing was deleted.
    #[error("damaged: {what}")]
    Damaged {
        /// What is damaged.
        what: &'static str,
    },
    /// A newer program wrote or asks for this.
    #[error("this program is too old for that")]
    UpdateNeeded,
    /// The phone was closed.
    #[error("the store is closed")]
    Closed,
    /// Nobody can act on this; the reason is for a report.
    #[error("internal: {reason}")]
    Internal {
        /// For a report.
        reason: String,
    },
}

/// Why a person may not do something, as a value that a screen can look into, and as words.
#[derive(Debug, Clone, PartialEq)]
pub struct NotAllowed {
    /// What the domain says; absent where this state and not the playbook forbids it.
    pub refusal: Option<Refusal>,
    /// A short stable code.
    pub code: &'static str,
    /// In Chinese, one sentence for each thing that is missing.
    pub words_zh: Vec<String>,
    /// In English.
    pub words_en: Vec<String>,
}

impl core::fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code)
    }
}

impl NotAllowed {
    pub(crate) fn by(refusal: Refusal, playbook: &Playbook, kind: &str) -> Self {
        let words_zh = refusal.words(playbook, kind, Lang::Zh);
        let words_en = refusal.words(playbook, kind, Lang::En);
        Self { code: refusal_code(&refusal), refusal: Some(refusal), words_zh, words_en }
    }

    pub(crate) fn now(code: &'static str, zh: &str, en: &str) -> Self {
        let (words_zh, words_en) = (vec![zh.to_owned()], vec![en.to_owned()]);
        Self { refusal: None, code, words_zh, words_en }
    }
}

fn refusal_code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Missing(_) | Refusal::Codes { .. } => "missing",
        Refusal::MayNotAdd { .. } => "may_not_add",
        Refusal::MayNotSet { .. } => "may_not_set",
        Refusal::NotInPlaybook { .. } => "not_in_playbook",
        Refusal::TooLong { .. } | Refusal::TooMany { .. } => "too_much",
        Refusal::Empty { .. } => "empty",
        Refusal::Wrong { .. } => "wrong",
        Refusal::OffDuty { .. } => "off_duty",
        Refusal::UnknownFact(_) => "unknown_fact",
        Refusal::NothingToDo => "nothing_to_do",
    }
}

/// Every cause of a failure in this crate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CauseError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("not allowed: {0}")]
    NotAllowed(NotAllowed),
    #[error("wrong PIN")]
    WrongPin { attempts_left: u32, wait_ms: u64 },
    #[error("this store is not enrolled")]
    NotEnrolled,
    #[error("not found: {0}")]
    NotFound(&'static str),
    #[error("the store is closed")]
    Closed,
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Signer(#[from] SignerError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error("the hub answered {status} {code}")]
    Hub { status: u16, code: String },
    #[error("the hub's answer is not what was asked for: {0}")]
    Answer(&'static str),
    #[error(transparent)]
    HubKeys(#[from] HubKeysError),
    #[error(transparent)]
    Photo(#[from] PhotoError),
    #[error(transparent)]
    Signature(#[from] SignatureError),
    #[error(transparent)]
    Draw(#[from] DrawError),
    #[error("no random numbers")]
    Random,
}

impl From<getrandom::Error> for CauseError {
    fn from(_: getrandom::Error) -> Self {
        Self::Random
    }
}

impl From<std::io::Error> for CauseError {
    fn from(error: std::io::Error) -> Self {
        Self::Store(StoreError::from(error))
    }
}

pub(crate) type Caused<T> = Result<T, CauseError>;

impl CauseError {
    /// What came in the place of an answer is nothing that a hub writes: somebody on the way did, and a later try helps.
    pub(crate) fn garbled() -> Self {
        Self::Transport(TransportError::NotTheHub)
    }
}

impl From<CauseError> for ClientError {
    fn from(cause: CauseError) -> Self {
        match cause {
            CauseError::Store(error) => error.into(),
            CauseError::NotAllowed(reason) => {
                tracing::debug!(code = reason.code, "not allowed");
                Self::NotAllowed { reason }
            }
            CauseError::WrongPin { attempts_left, wait_ms } => {
                Self::WrongPin { attempts_left, wait_ms }
            }
            CauseError::NotEnrolled => Self::SignInAgain,
            CauseError::NotFound(what) => Self::NotFound { what },
            CauseError::Closed => Self::Closed,
            CauseError::Transport(error) => error.into(),
            CauseError::Hub { status, code } => hub_refusal(status, code),
            CauseError::Edit(error) => edit_refusal(error),
            CauseError::Photo(error) => photo_refusal(error),
            CauseError::Document(_) => Self::Damaged { what: "document" },
            CauseError::Secret(SecretError::LockedBeforeFirstUnlock) => Self::NotAllowed {
                reason: NotAllowed::now(
                    "locked",
                    "手机重启后还没解锁过,解锁后再试",
                    "unlock the phone once after its restart, then try again",
                ),
            },
            CauseError::Signer(SignerError::Locked) => Self::NotAllowed {
                reason: NotAllowed::now(
                    "locked",
                    "手机锁着,解锁后再试",
                    "unlock the phone, then try again",
                ),
            },
            CauseError::Secret(SecretError::Invalidated)
            | CauseError::Signer(SignerError::Invalidated) => Self::SignInAgain,
            CauseError::HubKeys(_) => Self::NotAllowed {
                reason: NotAllowed::now(
                    "hub_keys",
                    "服务器身份不符",
                    "the hub is not the one of the code",
                ),
            },
            CauseError::Signature(_) => Self::NotAllowed {
                reason: NotAllowed::now("signature", "签名无效", "this is no signature"),
            },
            other => internal(&other),
        }
    }
}

fn internal(cause: &dyn core::fmt::Display) -> ClientError {
    tracing::warn!(%cause, "a call failed");
    ClientError::Internal { reason: cause.to_string() }
}

impl From<StoreError> for ClientError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::AlreadyOpen => Self::AlreadyOpen,
            StoreError::StorageFull => Self::StorageFull,
            StoreError::UpdateNeeded { .. } => Self::UpdateNeeded,
            StoreError::WrongKey => Self::Damaged { what: "the key of this store" },
            StoreError::Damaged { what } => Self::Damaged { what },
            StoreError::NotFound { what } => Self::NotFound { what },
            StoreError::TooLarge { what, .. } => Self::NotAllowed {
                reason: NotAllowed::now("too_large", "文件过大", &format!("{what} is too large")),
            },
            other => internal(&other),
        }
    }
}

impl From<TransportError> for ClientError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Unreachable | TransportError::TimedOut | TransportError::NotTheHub => {
                Self::Offline
            }
            other => internal(&other),
        }
    }
}

fn hub_refusal(status: u16, code: String) -> ClientError {
    match (status, code.as_str()) {
        (_, "enrol_again" | "unproven") => ClientError::SignInAgain,
        (_, "code_used") => ClientError::NotAllowed {
            reason: NotAllowed::now(
                "code_used",
                "此码已被使用",
                "this code was used by another device",
            ),
        },
        (_, "code_gone") => ClientError::NotAllowed {
            reason: NotAllowed::now("code_gone", "此码已失效", "this code is unknown or over"),
        },
        (_, "ticket_refused" | "ticket_used" | "worker_unknown" | "ticket_not_for_them") => {
            ticket_refusal(&code)
        }
        (502..=504 | 408 | 429, _) => ClientError::Offline,
        _ => internal(&CauseError::Hub { status, code }),
    }
}

/// What a person whose ticket was not taken is told.
pub(crate) fn ticket_refusal(code: &str) -> ClientError {
    let (code, zh, en) = match code {
        "ticket_used" => (
            "ticket_used",
            "登录凭证已在别的手机上用过,请重新登录",
            "this sign-in was used by another device; sign in again",
        ),
        "worker_unknown" => (
            "worker_unknown",
            "工号未登记,请联系调度",
            "the office does not know your staff number; ask the office",
        ),
        "ticket_not_for_them" => (
            "ticket_not_for_them",
            "您的岗位不能这样登录,请向调度要登记码",
            "your role needs an enrolment code; ask the office",
        ),
        _ => (
            "ticket_refused",
            "登录凭证无效或已过期,请重新登录",
            "this sign-in is over; sign in again",
        ),
    };
    ClientError::NotAllowed { reason: NotAllowed::now(code, zh, en) }
}

fn edit_refusal(error: EditError) -> ClientError {
    match error {
        EditError::UnknownHeads => ClientError::NotAllowed {
            reason: NotAllowed::now("stale", "内容已更新,请重新打开", "it changed; open it again"),
        },
        EditError::NothingToDo => ClientError::NotAllowed {
            reason: NotAllowed::now("nothing_to_do", "没有改动", "nothing would change"),
        },
        EditError::Engine => internal(&error),
        other => ClientError::NotAllowed {
            reason: NotAllowed::now("document", "无法修改", &other.to_string()),
        },
    }
}

fn photo_refusal(error: PhotoError) -> ClientError {
    match error {
        PhotoError::Policy(error) => internal(&error),
        other => ClientError::NotAllowed {
            reason: NotAllowed::now("photo", "照片无法读取", &photo_words(&other)),
        },
    }
}

/// Without the system's words, which may hold a path.
fn photo_words(error: &PhotoError) -> String {
    match error {
        PhotoError::Unreadable(_) => "the photo file cannot be read".into(),
        other => other.to_string(),
    }
}
