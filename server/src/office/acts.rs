//! What the office can do to an order: each act says which command it is on the order as it stands.

use axum::http::StatusCode;
use counterfoil_domain::command::{Command, FieldSet, Settle, TransitionCommand};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{
    Assignment, Comment, Confirmed, DoNotLoad, Fact, Part, Proposed, SequenceStep, Sequenced, Urge,
    Withdrawn,
};
use counterfoil_domain::ids::{FactId, Hash};
use counterfoil_domain::limits::URGE_TAPS_MAX;
use counterfoil_domain::order::OrderState;
use counterfoil_domain::order::sums::PaymentStanding;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::file::ValueType;
use counterfoil_domain::playbook::words::Words;

use super::approving::{self, ApproveOrder};
use super::reading::OrderRead;
use super::shapes::{
    AnswerProposal, AssignOrder, CancelOrder, CommentOrder, ConfirmPayment, EditFields,
    OfferSequence, PartStep, SettleField, StepOrder, StopLoading, TakeBack, UrgeOrder, fields,
    value,
};
use crate::problem::{Answer, Problem};

/// The transition by which an order is assigned, where a workflow has one.
const ASSIGN: &str = "assign";
/// The transition by which an order is cancelled.
const CANCEL: &str = "cancel";
/// The code of what would change nothing.
const NOTHING: &str = "nothing_to_do";
const MINUTE_MS: u64 = 60_000;

/// One thing that the office does to an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Assigns it, whoever had it before.
    Assign(AssignOrder),
    /// Assigns it if nobody else has it.
    AssignNew(AssignOrder),
    /// Sets fields.
    Edit(EditFields),
    /// Cancels it.
    Cancel(CancelOrder),
    /// Takes a step of the workflow.
    Step(StepOrder),
    /// Lets one of several values stand.
    Settle(SettleField),
    /// Accepts or declines a proposal.
    Propose(AnswerProposal),
    /// Takes a fact back.
    TakeBack(TakeBack),
    /// Says whether money has come.
    Confirm(ConfirmPayment),
    /// Intercepts it, or sets it free.
    StopLoading(StopLoading),
    /// Asks to hurry.
    Urge(UrgeOrder),
    /// Writes a remark.
    Comment(CommentOrder),
    /// Agrees to a step, or does not.
    Approve(ApproveOrder),
    /// Reserves, sends or takes back a part.
    Part(PartStep),
    /// Offers an order of calls, on a shift.
    Offer(OfferSequence),
}

macro_rules! acts {
    ($($shape:ident => $act:ident,)*) => {
        $(impl From<$shape> for Act {
            fn from(shape: $shape) -> Self {
                Self::$act(shape)
            }
        })*
    };
}

acts! {
    AssignOrder => Assign,
    EditFields => Edit,
    CancelOrder => Cancel,
    StepOrder => Step,
    SettleField => Settle,
    AnswerProposal => Propose,
    TakeBack => TakeBack,
    ConfirmPayment => Confirm,
    StopLoading => StopLoading,
    UrgeOrder => Urge,
    CommentOrder => Comment,
    ApproveOrder => Approve,
    PartStep => Part,
    OfferSequence => Offer,
}

impl Act {
    /// The command that the act is on this order; a problem of [`is_nothing`] if it would change nothing.
    pub(super) fn command(&self, read: &OrderRead, now_ms: u64) -> Answer<Command> {
        let state = &read.state;
        match self {
            Self::Assign(asked) => assign(asked, read),
            Self::AssignNew(asked) => {
                let other = state.assigned.iter().any(|own| Some(*own) != asked.to);
                if other { Err(assigned_already()) } else { assign(asked, read) }
            }
            Self::Edit(asked) => Ok(Command::SetFields(fields(&asked.document, &asked.fields)?)),
            Self::Cancel(asked) => {
                Ok(step(CANCEL, asked.reason.clone(), asked.note.clone(), Vec::new()))
            }
            Self::Step(asked) => {
                let (reason, note) = (asked.reason.clone(), asked.note.clone());
                let (name, until_ms, with) = (asked.name.clone(), asked.until_ms, Vec::new());
                let step = TransitionCommand { name, reason, note, until_ms, with };
                Ok(Command::Transition(step))
            }
            Self::Settle(asked) => settle(asked, state),
            Self::Propose(asked) => answer_proposal(asked, read),
            Self::TakeBack(asked) => take_back(asked, state),
            Self::Confirm(asked) => confirm(asked, state),
            Self::StopLoading(asked) => {
                if state.do_not_load() == asked.stop {
                    return Err(nothing("as_it_is", "已是这样", "it is so already"));
                }
                let (stop, reason) = (asked.stop, asked.reason.clone());
                Ok(Command::DoNotLoad(DoNotLoad { stop, reason }))
            }
            Self::Urge(asked) => urge(asked, read, now_ms),
            Self::Comment(asked) => {
                Ok(Command::Comment(Comment { text: asked.text.clone() }, Vec::new()))
            }
            Self::Approve(asked) => approving::answer(asked, read),
            Self::Part(asked) => part(asked, state),
            Self::Offer(asked) => {
                let (step, orders) = (SequenceStep::Offered, asked.orders.clone());
                Ok(Command::Sequence(Sequenced { step, orders, offer: None }))
            }
        }
    }
}

/// A deed that was told before is not told again.
fn part(asked: &PartStep, state: &OrderState) -> Answer<Command> {
    let same =
        |part: &Part| (&part.sku, &part.step, &part.slip) == (&asked.sku, &asked.step, &asked.slip);
    if state.standing().any(|(_, fact)| matches!(fact, Fact::Part(part) if same(part))) {
        return Err(nothing("as_it_is", "已是这样", "it is so already"));
    }
    Ok(Command::UsePart(Part {
        sku: asked.sku.clone(),
        name: asked.name.clone(),
        step: asked.step.clone(),
        quantity: asked.quantity,
        serial: asked.serial.clone(),
        slip: asked.slip.clone(),
        place: asked.place,
    }))
}

fn step(name: &str, reason: Option<String>, note: Option<String>, with: Vec<Command>) -> Command {
    let name = name.to_owned();
    Command::Transition(TransitionCommand { name, reason, note, until_ms: None, with })
}

fn assign(asked: &AssignOrder, read: &OrderRead) -> Answer<Command> {
    let (state, playbook) = (&read.state, &read.playbook);
    let same = state.assigned.iter().copied().eq(asked.to);
    let fact = Command::Assign(Assignment { to: asked.to, reason: asked.reason.clone() });
    if asked.to.is_some() && is_over(read) {
        return Err(over());
    }
    if let Some(again) = step_with_assignment(playbook, state).filter(|_| asked.to.is_some()) {
        if !asked.override_refusal {
            return Err(refused_before());
        }
        let with = if same { Vec::new() } else { vec![fact] };
        return Ok(step(again, asked.reason.clone(), None, with));
    }
    if same {
        return Err(nothing("as_it_is", "已是这样", "it is so already"));
    }
    let with_step = asked.to.is_some() && can_step(playbook, state, ASSIGN);
    Ok(if with_step { step(ASSIGN, asked.reason.clone(), None, vec![fact]) } else { fact })
}

fn settle(asked: &SettleField, state: &OrderState) -> Answer<Command> {
    let candidates = candidates(state, &asked.document, &asked.path);
    if candidates.is_empty() {
        return Err(nothing("one_value", "只有一个值", "there is one value only"));
    }
    let (document, path) = (asked.document.clone(), asked.path.clone());
    let field = FieldSet { document, path, value: value(&asked.value)? };
    Ok(Command::Settle(Settle { field, candidates, proposal: None }))
}

/// Accepting gives the field its value in an envelope that names the proposal; declining takes it back.
fn answer_proposal(asked: &AnswerProposal, read: &OrderRead) -> Answer<Command> {
    let (fact, proposed) = proposal(&read.state, &asked.proposal)?;
    if !asked.accept {
        let reason = asked.reason.clone().unwrap_or_default();
        return Ok(Command::Withdraw(Withdrawn { fact, reason }));
    }
    let path = proposed.path.clone();
    let value = proposed_value(proposed, &read.playbook)?;
    let field = FieldSet::new(path.clone(), value);
    let holds = |held: &FieldValue| *held == field.value;
    let main = read.state.documents.iter().filter(|document| {
        document.subject == read.state.subject
            && document.audience == proposed.audience
            && document.name.is_empty()
    });
    let candidates = candidates(&read.state, "", &path);
    let mut shown = main.filter_map(|document| document.fields.get(&path));
    if candidates.is_empty() && shown.any(holds) {
        return Err(nothing("as_it_is", "已是这样", "it is so already"));
    }
    Ok(Command::Settle(Settle { field, candidates, proposal: Some(fact) }))
}

fn proposal<'a>(state: &'a OrderState, id: &FactId) -> Answer<(FactId, &'a Proposed)> {
    let mut standing = state.standing();
    let found = standing.find_map(|(row, fact)| match fact {
        Fact::Proposed(proposed) if row.id == *id => Some((row.id, proposed)),
        _ => None,
    });
    found.ok_or_else(Problem::not_found)
}

fn proposed_value(proposed: &Proposed, playbook: &Playbook) -> Answer<FieldValue> {
    let words = proposed.value.as_str();
    let kind = playbook.field(&proposed.path).map_or(ValueType::Text, |rule| rule.value);
    let read = match kind {
        ValueType::Text => Some(FieldValue::text(words)),
        ValueType::Integer => words.trim().parse().ok().map(FieldValue::Int),
        ValueType::Boolean => words.trim().parse().ok().map(FieldValue::Bool),
    };
    read.ok_or_else(|| Problem::malformed("The proposed words are no value of this field"))
}

fn take_back(asked: &TakeBack, state: &OrderState) -> Answer<Command> {
    let row = state.fact(&asked.fact).ok_or_else(Problem::not_found)?;
    if row.struck.is_some() {
        return Err(nothing("as_it_is", "已撤回", "it was taken back before"));
    }
    Ok(Command::Withdraw(Withdrawn { fact: row.id, reason: asked.reason.clone() }))
}

fn confirm(asked: &ConfirmPayment, state: &OrderState) -> Answer<Command> {
    let deeds = state.payments();
    let mut deeds = deeds.iter();
    let deed = deeds.find(|deed| deed.told_by.contains(&asked.payment));
    let standing = state.payment_standing(deed.ok_or_else(Problem::not_found)?);
    let wanted = if asked.received { PaymentStanding::Confirmed } else { PaymentStanding::Denied };
    if standing == wanted {
        return Err(nothing("as_it_is", "已是这样", "it is so already"));
    }
    let (payment, received) = (asked.payment, asked.received);
    Ok(Command::Confirm(Confirmed { payment, received, reference: asked.reference.clone() }))
}

/// Asks to hurry. Taps that nobody has answered are one urge with its history; a wave leaves alone what was urged
/// within the playbook's window.
fn urge(asked: &UrgeOrder, read: &OrderRead, now_ms: u64) -> Answer<Command> {
    if is_over(read) {
        return Err(over());
    }
    if let Some(open) = read.state.open_urge(&read.playbook) {
        let window_ms = u64::from(read.playbook.file().sla.urges.window_minutes) * MINUTE_MS;
        let last = open.taps.last().and_then(|tap| tap.at.latest_ms).unwrap_or(0);
        let lately = asked.wave && last.saturating_add(window_ms) > now_ms;
        if lately || open.taps.len() >= URGE_TAPS_MAX {
            return Err(nothing(
                "urged_lately",
                "刚催过,还没回复",
                "urged just now, no answer yet",
            ));
        }
    }
    Ok(Command::Urge(Urge { reason: asked.reason.clone() }))
}

fn is_over(read: &OrderRead) -> bool {
    let stage = &read.state.stage;
    read.playbook.is_terminal(read.state.kind(), &stage.stage) && !stage.is_disputed()
}

/// The step beside which alone the order is given to somebody where it stands: it was refused, and goes out again
/// by that step with its reason.
fn step_with_assignment<'a>(playbook: &'a Playbook, state: &OrderState) -> Option<&'a str> {
    let steps = &playbook.workflow_of(state.kind())?.transitions;
    let leaves = |stages: &[String]| stages.contains(&state.stage.stage);
    let step = steps.iter().find(|step| step.with_assignment && leaves(&step.from));
    step.map(|step| step.id.as_str())
}

fn can_step(playbook: &Playbook, state: &OrderState, name: &str) -> bool {
    let step = playbook.transition(state.kind(), name);
    step.is_some_and(|step| step.from.contains(&state.stage.stage))
}

fn candidates(state: &OrderState, document: &str, path: &str) -> Vec<Hash> {
    let here = state.documents.iter().filter(|view| view.name == document);
    let conflicts = here.flat_map(|view| &view.conflicts).filter(|conflict| conflict.path == path);
    conflicts.flat_map(|conflict| conflict.candidates.iter().map(|one| one.change)).collect()
}

/// Whether a problem only says that nothing would change.
pub(super) fn is_nothing(problem: &Problem) -> bool {
    problem.code == NOTHING
}

/// Nothing would change, and why.
pub(super) fn nothing(why: &str, zh: &str, en: &str) -> Problem {
    let problem = Problem::new(StatusCode::OK, NOTHING, "Nothing would change");
    in_words(problem.with("why", why), &Words::new(zh, en))
}

fn in_words(problem: Problem, words: &Words) -> Problem {
    problem.with("zh", vec![words.zh.clone()]).with("en", vec![words.en.clone()])
}

fn refused(code: &'static str, title: &'static str, zh: &str) -> Problem {
    in_words(Problem::new(StatusCode::CONFLICT, code, title), &Words::new(zh, title))
}

fn over() -> Problem {
    refused("over", "The order is over", "此单已完结")
}

fn assigned_already() -> Problem {
    let title = "Somebody else has the order; reassign it";
    refused("assigned_already", title, "已派给别人,如需更换请用“改派”")
}

fn refused_before() -> Problem {
    let title = "The customer refused it; it goes out again only by override and with a reason";
    refused("refused_before", title, "客户已拒收,再次派送须确认并填写原因")
}
