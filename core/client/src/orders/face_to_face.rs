//! Approvals face to face, without any signal: the request and the signed answer as codes that one phone shows and
//! the other reads.

use counterfoil_domain::approval::{ApprovalStatement, Asked, CodeError, Shown, SignedApproval};
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Approval;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::subject::Key;
use counterfoil_store::{Transaction, progress};

use super::approvals::{not_now, nothing_to_ask, turn};
use super::{Done, Orders, tell};
use crate::account::pin::{self, Pin};
use crate::capturing::{self, Intent, look};
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::layers;
use crate::phone::core::Core;

const HOUR_MS: u64 = 60 * 60 * 1_000;
/// Where an answer waits until its order is here.
const GIVEN: &str = "approval-given/";

/// What another phone's code asks, as this phone shows it. Nothing has been signed yet: the PIN comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedApproval {
    asked: Asked,
    /// The transition for people.
    pub transition_name: Words,
    /// The level for people.
    pub level_name: Words,
}

impl AskedApproval {
    /// The order.
    #[must_use]
    pub fn order(&self) -> SubjectId {
        self.asked.shown.order
    }

    /// A key by which people know the order.
    #[must_use]
    pub fn key(&self) -> Option<&Key> {
        self.asked.key.as_ref()
    }

    /// Who asks.
    #[must_use]
    pub fn asker(&self) -> PersonId {
        self.asked.asker
    }

    /// Words of who asks.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.asked.note.as_deref()
    }

    /// Exactly what is agreed to.
    #[must_use]
    pub fn shown(&self) -> &Shown {
        &self.asked.shown
    }
}

impl Orders {
    /// The request as a text for a QR code that the approver's phone reads; it is written down as asked.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] with the code `too_much` where it does not fit into a code.
    pub fn approval_code(
        &self,
        id: SubjectId,
        transition: &str,
        note: Option<String>,
    ) -> Result<String, ClientError> {
        let view = look(&self.core, id)?;
        let row = turn(&self.core, &view, transition)?;
        let step = view.playbook.transition(view.state.kind(), transition);
        let shown = step.and_then(|step| view.state.shown_for_approval(&view.playbook, step));
        let shown = shown.ok_or_else(nothing_to_ask)?;
        let tenant = self.core.enrolment()?.answer.tenant;
        let asked = Asked {
            version: 1,
            tenant,
            playbook: view.state.playbook,
            kind: view.state.kind().to_owned(),
            level: row.level,
            asker: self.core.person()?,
            key: view.state.keys().into_iter().next(),
            note: note.clone(),
            shown,
        };
        let code = asked.to_code().map_err(|error| not_a_code(&error))?;
        let known = row.asked.as_ref().is_some_and(|ask| !ask.changed);
        if !known {
            self.request_approval(id, transition, note)?;
        }
        Ok(code)
    }

    /// Reads another phone's request: what to show, before anybody answers. Writes nothing.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for a text that is none, of another tenant, or one's own.
    pub fn read_approval_code(&self, text: &str) -> Result<AskedApproval, ClientError> {
        let asked = Asked::from_code(text).map_err(|error| not_a_code(&error))?;
        if asked.tenant != self.core.enrolment()?.answer.tenant {
            return Err(not_now("other_tenant", "不是本公司的审批", "this is another company's"));
        }
        if asked.asker == self.core.person()? {
            return Err(not_now("own", "不能审批自己的申请", "nobody approves what he asks for"));
        }
        let playbook =
            self.core.read(|connection| self.core.playbook(connection, asked.playbook))?;
        let step = playbook.transition(&asked.kind, &asked.shown.transition);
        let level = step.and_then(|step| step.approvals.as_ref()?.level(asked.level));
        let (Some(step), Some(level)) = (step, level) else { return Err(nothing_to_ask()) };
        let (transition_name, level_name) = (step.name.clone(), level.name.clone());
        Ok(AskedApproval { asked, transition_name, level_name })
    }

    /// Says yes to what was asked, and gives the answer as a text for a QR code. This person's own chain says so too:
    /// now if the order is here, else once it is.
    ///
    /// # Errors
    /// [`ClientError::WrongPin`]; [`ClientError::NotAllowed`] with the code `no_pin`, and by policy or role.
    pub fn grant(&self, asked: &AskedApproval, pin: &Pin) -> Result<String, ClientError> {
        self.sign_answer(asked, true, pin)
    }

    /// Says no to what was asked.
    ///
    /// # Errors
    /// As [`Orders::grant`].
    pub fn deny(&self, asked: &AskedApproval, pin: &Pin) -> Result<String, ClientError> {
        self.sign_answer(asked, false, pin)
    }

    fn sign_answer(
        &self,
        asked: &AskedApproval,
        granted: bool,
        pin: &Pin,
    ) -> Result<String, ClientError> {
        let asked = &asked.asked;
        let (order, core) = (asked.shown.order, &self.core);
        pin::check(core, pin)?;
        let code = core.capture(|tx| {
            let signed = signed(core, tx, asked, granted)?;
            give_own(core, tx, &signed)?;
            signed.to_code().map_err(|error| CauseError::NotAllowed(code_error(&error)))
        })?;
        tell(core, [order]);
        Ok(code)
    }

    /// Takes the approver's answer from his phone: it travels with this person's work, and the hub checks whose it is.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for a text that is none, or that nobody signed; as [`Orders::act`].
    pub fn take_approval(&self, text: &str) -> Result<Done, ClientError> {
        let signed = SignedApproval::from_code(text).map_err(|error| not_a_code(&error))?;
        if signed.statement.tenant != self.core.enrolment()?.answer.tenant {
            return Err(not_now("other_tenant", "不是本公司的审批", "this is another company's"));
        }
        let answer = answer_of(&signed.statement, Some(signed.to_bytes()));
        self.act(signed.statement.order, Command::Approve(answer), None)
    }
}

fn not_a_code(error: &CodeError) -> ClientError {
    ClientError::NotAllowed { reason: code_error(error) }
}

fn code_error(error: &CodeError) -> NotAllowed {
    let (code, zh) = match error {
        CodeError::Unreadable => ("unreadable", "不是审批二维码,或已损坏"),
        CodeError::TooLong => ("too_much", "内容太多,二维码放不下,请联网申请"),
        CodeError::TooNew => ("update_needed", "对方版本较新,请更新"),
        CodeError::Forged => ("forged", "签名不成立"),
    };
    NotAllowed::now(code, zh, &error.to_string())
}

fn answer_of(says: &ApprovalStatement, statement: Option<Vec<u8>>) -> Approval {
    Approval {
        request: says.request,
        level: says.level,
        granted: says.granted,
        note: says.note.clone(),
        transition: Some(says.transition.clone()),
        in_stead_of: None,
        statement,
    }
}

fn signed(
    core: &Core,
    tx: &Transaction<'_>,
    asked: &Asked,
    granted: bool,
) -> Caused<SignedApproval> {
    let playbook = core.playbook(tx, asked.playbook)?;
    let step = playbook.transition(&asked.kind, &asked.shown.transition);
    let level = step.and_then(|step| step.approvals.as_ref()?.level(asked.level));
    let hours = level.and_then(|level| level.valid_hours);
    let latest_ms = core.moment(tx)?.claimed().latest_ms;
    let expires_ms = hours
        .zip(latest_ms)
        .map(|(hours, now_ms)| now_ms.saturating_add(u64::from(hours).saturating_mul(HOUR_MS)));
    let statement = ApprovalStatement {
        version: 1,
        tenant: asked.tenant,
        order: asked.shown.order,
        transition: asked.shown.transition.clone(),
        request: asked.shown.hash(),
        level: asked.level,
        granted,
        approver: core.person()?,
        device: core.keys.device(),
        expires_ms,
        note: None,
    };
    Ok(SignedApproval::sign(statement, &core.keys.session))
}

/// The approver's own chain says the same; where the order is not here it waits.
fn give_own(core: &Core, tx: &Transaction<'_>, signed: &SignedApproval) -> Caused<()> {
    let says = &signed.statement;
    let Ok(subject) = layers::subject_of(tx, says.order) else {
        let name = format!("{GIVEN}{}/{}", says.order, says.request);
        return Ok(progress::set_note(tx, &name, &signed.to_bytes())?);
    };
    let command = Command::Approve(answer_of(says, None));
    capturing::write(core, tx, Intent::new(subject, command)).map(|_| ())
}

/// Writes the answers whose orders have come here meanwhile, as they were signed: when they run out was said then. What
/// the hub would not take is let go, as the signed
/// answer travels with the worker.
pub(crate) fn give_what_waited(core: &Core, tx: &Transaction<'_>) -> Caused<Vec<SubjectId>> {
    let mut given = Vec::new();
    for (name, bytes) in progress::notes(tx, GIVEN)? {
        let Ok(signed) = SignedApproval::from_bytes(&bytes) else { continue };
        let order = signed.statement.order;
        let Ok(subject) = layers::subject_of(tx, order) else {
            continue;
        };
        progress::clear_note(tx, &name)?;
        let command = Command::Approve(answer_of(&signed.statement, Some(bytes)));
        match capturing::write(core, tx, Intent::new(subject, command)) {
            Err(CauseError::NotAllowed(_)) => {}
            other => {
                other?;
                given.push(order);
            }
        }
    }
    Ok(given)
}
