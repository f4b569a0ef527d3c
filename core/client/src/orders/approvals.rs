//! Approvals: asking for them, answering them, and both between two phones without any signal.

use counterfoil_domain::approval::{ApprovalStatement, Asked, CodeError, Shown, SignedApproval};
use counterfoil_domain::cbor;
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{Approval, ApprovalRequest, Delegation};
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::approvals::ApprovalRow;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::subject::Key;
use counterfoil_store::cards::{self, CardFilter};
use counterfoil_store::{Connection, Transaction, progress};

use super::{CardOrder, Done, Orders, content, tell};
use crate::capturing::{self, Intent, look};
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::layers::{self, View};
use crate::phone::core::Core;

const HOUR_MS: u64 = 60 * 60 * 1_000;
/// Orders looked through for requests, by pages of this many.
const PAGE: usize = 500;
/// Where an answer waits until its order is here.
const GIVEN: &str = "approval-given/";

/// A request that waits for an answer of this person's role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingApproval {
    /// The order.
    pub order: SubjectId,
    /// What people call it.
    pub title: Option<String>,
    /// The level that is asked, with who asks.
    pub row: ApprovalRow,
    /// Exactly what an approval is good for.
    pub shown: Shown,
}

/// What another phone's code asks, as this phone shows it. Nothing has been signed yet: a PIN comes first.
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
    /// The approvals of the steps from here, level by level: who has answered, what is missing, what has lapsed.
    ///
    /// # Errors
    /// [`ClientError::NotFound`].
    pub fn approvals(&self, id: SubjectId) -> Result<Vec<ApprovalRow>, ClientError> {
        let view = look(&self.core, id)?;
        Ok(view.state.approval_rows(&view.playbook))
    }

    /// Asks the level whose turn it is to approve a step, as the order stands here.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] where nothing is to be asked; as [`Orders::act`].
    pub fn request_approval(
        &self,
        id: SubjectId,
        transition: &str,
        note: Option<String>,
    ) -> Result<Done, ClientError> {
        let view = look(&self.core, id)?;
        let row = turn(&view, transition)?;
        let ask = ApprovalRequest {
            transition: row.transition,
            level: row.level,
            request: row.request,
            note,
        };
        self.act(id, Command::AskApproval(ask), None)
    }

    /// Requests that wait for somebody in this person's role, of all orders that are here.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn approvals_waiting(&self) -> Result<Vec<WaitingApproval>, ClientError> {
        Ok(self.core.read(|connection| waiting(&self.core, connection))?)
    }

    /// Answers a request that came by way of the hub. It is an answer to what this phone shows: if that is not what
    /// was asked any more, it has to be asked again.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] with the code `changed`; as [`Orders::act`].
    pub fn answer_approval(
        &self,
        id: SubjectId,
        transition: &str,
        granted: bool,
        note: Option<String>,
    ) -> Result<Done, ClientError> {
        let view = look(&self.core, id)?;
        let row = turn(&view, transition)?;
        if row.asked.as_ref().is_some_and(|ask| ask.changed) {
            return Err(not_now(
                "changed",
                "内容有变动,须重新申请",
                "what was shown has changed: ask again",
            ));
        }
        let answer = Approval {
            request: row.request,
            level: row.level,
            granted,
            note,
            transition: Some(row.transition),
            in_stead_of: None,
            statement: None,
        };
        self.act(id, Command::Approve(answer), None)
    }

    /// Lets somebody else approve on this order in one's stead, until a time (ms since 1970).
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn delegate_approval(
        &self,
        id: SubjectId,
        to: PersonId,
        until_ms: u64,
        note: Option<String>,
    ) -> Result<Done, ClientError> {
        self.act(id, Command::Delegate(Delegation { to, until_ms, note }), None)
    }

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
        let row = turn(&view, transition)?;
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
    /// [`ClientError::NotAllowed`] by policy or role.
    pub fn grant(&self, asked: &AskedApproval) -> Result<String, ClientError> {
        self.sign_answer(asked, true)
    }

    /// Says no to what was asked.
    ///
    /// # Errors
    /// As [`Orders::grant`].
    pub fn deny(&self, asked: &AskedApproval) -> Result<String, ClientError> {
        self.sign_answer(asked, false)
    }

    fn sign_answer(&self, asked: &AskedApproval, granted: bool) -> Result<String, ClientError> {
        let asked = &asked.asked;
        let (order, core) = (asked.shown.order, &self.core);
        let code = core.capture(|tx| {
            let signed = signed(core, tx, asked, granted)?;
            give_own(core, tx, &signed.statement)?;
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

fn not_now(code: &'static str, zh: &str, en: &str) -> ClientError {
    ClientError::NotAllowed { reason: NotAllowed::now(code, zh, en) }
}

fn nothing_to_ask() -> ClientError {
    not_now("nothing_to_ask", "现在没有可申请的审批", "there is nothing to ask approval for now")
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

/// The level whose turn it is.
fn turn(view: &View, transition: &str) -> Result<ApprovalRow, ClientError> {
    let rows = view.state.approval_rows(&view.playbook);
    let found = rows.into_iter().find(|row| row.transition == transition && row.is_open);
    found.ok_or_else(nothing_to_ask)
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
fn give_own(core: &Core, tx: &Transaction<'_>, says: &ApprovalStatement) -> Caused<()> {
    let Ok(subject) = layers::subject_of(tx, says.order) else {
        let name = format!("{GIVEN}{}/{}", says.order, says.request);
        return Ok(progress::set_note(tx, &name, &cbor::encode(says))?);
    };
    let command = Command::Approve(answer_of(says, None));
    capturing::write(core, tx, Intent::new(subject, command)).map(|_| ())
}

/// Writes the answers whose orders have come here meanwhile; what the hub would not take is let go, as the signed
/// answer travels with the worker.
pub(crate) fn give_what_waited(core: &Core, tx: &Transaction<'_>) -> Caused<Vec<SubjectId>> {
    let mut given = Vec::new();
    for (name, bytes) in progress::notes(tx, GIVEN)? {
        let Ok(says) = cbor::decode::<ApprovalStatement>(&bytes) else { continue };
        if layers::subject_of(tx, says.order).is_err() {
            continue;
        }
        progress::clear_note(tx, &name)?;
        match give_own(core, tx, &says) {
            Err(CauseError::NotAllowed(_)) => {}
            other => {
                other?;
                given.push(says.order);
            }
        }
    }
    Ok(given)
}

fn waiting(core: &Core, connection: &Connection) -> Caused<Vec<WaitingApproval>> {
    let (roles, me) = (core.roles(connection)?, core.person()?);
    let filter = CardFilter { is_known: Some(true), ..CardFilter::default() };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = cards::list(connection, &filter, CardOrder::Due, after, PAGE)?;
        for row in &page.cards {
            let card = content(row)?;
            let asked = card.asks_roles.unwrap_or_default();
            if asked.is_empty() {
                continue;
            }
            let view = layers::view(core, connection, row.subject)?;
            let rows = view.state.approval_rows(&view.playbook);
            let mine = rows.into_iter().filter(|row| is_mine(&view, row, &roles, me));
            for row in mine {
                let step = view.playbook.transition(view.state.kind(), &row.transition);
                let shown =
                    step.and_then(|step| view.state.shown_for_approval(&view.playbook, step));
                let (order, title) = (card.id, card.title.clone());
                found.extend(shown.map(|shown| WaitingApproval { order, title, row, shown }));
            }
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(found),
        }
    }
}

fn is_mine(view: &View, row: &ApprovalRow, roles: &[String], me: PersonId) -> bool {
    let asked = row.asked.as_ref().is_some_and(|ask| !ask.changed && ask.person != me);
    let answered = row.answers.iter().any(|one| one.approver == me && one.lapsed.is_none());
    let role = roles.iter().any(|role| row.roles.contains(role));
    row.is_open && asked && !answered && (role || view.state.may_stand_in(&me))
}
