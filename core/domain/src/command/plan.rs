//! Planning: from a command to the envelopes that it makes, or to what is missing.

use crate::sorting::SortSmall as _;
use std::collections::BTreeMap;

use super::checks::Checks;
use super::draft::{ChangeDraft, EnvelopeDraft, Planned};
use super::masked::{self, CardMask};
use super::refusal::Refusal;
use super::{Captured, Command, FieldSet, bounds};
use crate::document::FieldValue;
use crate::envelope::{ActMode, Body, HEADER_VERSION, Header, Seen};
use crate::fact::{self, Fact};
use crate::ids::{DeviceId, Hash, Incarnation, LineageId, SubjectId, TenantId};
use crate::limits;
use crate::moment::Moment;
use crate::order::{Actor, Entry, OrderState, Sight, decide};
use crate::playbook::{Playbook, facts::NO_STAGE};
use crate::subject::{Key, Subject, SubjectKind};

/// What a command holds, taken apart.
#[derive(Debug, Default)]
struct Parts {
    facts: Vec<Captured>,
    sets: Vec<FieldSet>,
    settles: Vec<(FieldSet, Fact)>,
    notes: Vec<super::NoteEdit>,
}

/// The audience of a fact: the playbook's, or `work` for those that no playbook speaks of (duty,
/// the closing of a shift). A settled conflict goes with its path.
#[must_use]
pub fn audience_of(playbook: &Playbook, fact: &Fact) -> String {
    let by_path = match fact {
        Fact::Settled(settled) => playbook.audience_of_path(&settled.path),
        _ => playbook.audience_of_fact(fact.name()),
    };
    by_path.unwrap_or("work").to_owned()
}

/// Plans a command on a subject as its author sees it. `moment` is when he acts; `sight` is what he
/// sees.
pub fn plan(
    command: Command,
    playbook: &Playbook,
    state: &OrderState,
    (subject_kind, actor, sight): (SubjectKind, &Actor, &Sight),
    moment: &Moment,
) -> Result<Planned, Refusal> {
    let subject = Subject { kind: subject_kind, id: state.subject };
    let mut parts = Parts::default();
    take_apart(command, state, actor, playbook, &mut parts)?;
    let (kind, stage) = standing(state, playbook, &parts);
    let checks = Checks { playbook, state, actor, kind: &kind, stage: &stage };
    mask(&mut parts, &checks);
    for (fact, blobs) in &parts.facts {
        checks.fact(fact)?;
        blobs.iter().try_for_each(bounds::blob)?;
    }
    let hub_decides = foresee(&parts, playbook, state, (subject, actor, sight), moment)?;
    let pinned = if state.playbook == 0 { playbook.version() } else { state.playbook };
    let mut envelopes = group(parts, &checks)?;
    for draft in &mut envelopes {
        (draft.subject, draft.playbook) = (subject, pinned);
    }
    if envelopes.is_empty() {
        return Err(Refusal::NothingToDo);
    }
    if envelopes.len() > 1 {
        let count = u32::try_from(envelopes.len()).unwrap_or(u32::MAX);
        for draft in &mut envelopes {
            draft.act = Some((ActMode::Together, count));
        }
    }
    Ok(Planned { envelopes, hub_decides })
}

/// Hides what is never written, and writes the masked forms beside what only some see.
fn mask(parts: &mut Parts, checks: &Checks<'_>) {
    let own = checks.state.keys();
    let founded = parts.facts.iter().flat_map(|(fact, _)| match fact {
        Fact::Found(found) => found.keys.clone(),
        _ => Vec::new(),
    });
    let kept: Vec<Key> = own.into_iter().chain(founded).collect();
    let cards = CardMask::keeping(kept.iter().map(|key| key.value.as_str()));
    parts.facts.iter_mut().for_each(|(fact, _)| cards.fact(fact));
    parts.sets.iter_mut().for_each(|set| cards.field(set));
    parts.settles.iter_mut().for_each(|(set, _)| cards.field(set));
    let notes = std::mem::take(&mut parts.notes).into_iter();
    parts.notes = notes.flat_map(|edit| cards.note(edit, checks.state)).collect();
    let given = parts.sets.iter().chain(parts.settles.iter().map(|(set, _)| set));
    let beside = masked::beside(given, |path| checks.may_set(path).is_ok());
    parts.sets.extend(beside);
}

/// The kind and stage for which policy is asked.
fn standing(state: &OrderState, playbook: &Playbook, parts: &Parts) -> (String, String) {
    let founding = parts.facts.iter().find_map(|(fact, _)| match fact {
        Fact::Found(found) => Some(found),
        _ => None,
    });
    match founding {
        Some(found) => (found.kind.clone(), found.stage.clone()),
        None if playbook.workflow_of(state.kind()).is_none() => {
            (state.kind().to_owned(), NO_STAGE.to_owned())
        }
        None => (state.kind().to_owned(), state.stage.stage.clone()),
    }
}

fn take_apart(
    command: Command,
    state: &OrderState,
    actor: &Actor,
    playbook: &Playbook,
    parts: &mut Parts,
) -> Result<(), Refusal> {
    match command {
        Command::FoundOrder(new) => {
            let found = founding(playbook, new.kind, new.keys, None);
            parts.facts.push((found, Vec::new()));
            parts.sets.extend(new.fields);
        }
        Command::FoundPart(new, parent) => {
            let found = founding(playbook, new.kind, new.keys, Some(parent));
            parts.facts.push((found, Vec::new()));
            parts.sets.extend(new.fields);
        }
        Command::SetFields(sets) => parts.sets.extend(sets),
        Command::EditNote(edit) => parts.notes.push(edit),
        Command::Settle(settle) => {
            let path = settle.field.path.clone();
            let settled =
                fact::Settled { path, candidates: settle.candidates, proposal: settle.proposal };
            parts.settles.push((settle.field, Fact::Settled(settled)));
        }
        Command::Transition(step) => {
            let from = state.stage.stage.clone();
            let (name, reason, note) = (step.name, step.reason, step.note);
            let until_ms = step.until_ms;
            let transition = fact::Transition { name, from, reason, note, until_ms };
            for part in step.with {
                if matches!(part, Command::Transition(_)) {
                    return Err(Refusal::TooMany { what: "transitions", max: 1 });
                }
                take_apart(part, state, actor, playbook, parts)?;
            }
            parts.facts.push((Fact::Transition(transition), Vec::new()));
        }
        Command::All(several) => {
            for part in several {
                if matches!(part, Command::Transition(_)) {
                    return Err(Refusal::TooMany { what: "transitions", max: 0 });
                }
                take_apart(part, state, actor, playbook, parts)?;
            }
        }
        Command::TakeAndAssign(step) => {
            parts.facts.push((Fact::Custody(step), Vec::new()));
            let assignment = fact::Assignment { to: Some(actor.person), reason: None };
            parts.facts.push((Fact::Assignment(assignment), Vec::new()));
        }
        other => parts.facts.extend(single(other)),
    }
    Ok(())
}

fn founding(playbook: &Playbook, kind: String, keys: Vec<Key>, parent: Option<SubjectId>) -> Fact {
    let stage = playbook.initial_stage(&kind).to_owned();
    Fact::Found(fact::Found { kind, keys, stage, parent })
}

/// Commands that are one fact.
fn single(command: Command) -> Option<Captured> {
    let fact = match command {
        Command::AddPhoto(photo, blob) => return Some((Fact::Photo(photo), vec![blob])),
        Command::Sign(signature, blobs) => return Some((Fact::Signature(signature), blobs)),
        Command::Comment(comment, blobs) => return Some((Fact::Comment(comment), blobs)),
        Command::Unsigned(one) => Fact::Unsigned(one),
        Command::AddFix(one) => Fact::Fix(one),
        Command::Scan(one) => Fact::Scan(one),
        Command::Read(one) => Fact::Reading(one),
        Command::Urge(one) => Fact::Urge(one),
        Command::AnswerUrge(one) => Fact::UrgeAnswer(one),
        Command::Consent(one) => Fact::Consent(one),
        Command::Refuse(one) => Fact::Refusal(one),
        Command::ContactAttempt(one) => Fact::ContactAttempt(one),
        Command::Pay(one) => Fact::Payment(one),
        Command::UsePart(one) => Fact::Part(one),
        Command::Quote(one) => Fact::Quote(one),
        Command::Assign(one) => Fact::Assignment(one),
        Command::Custody(one) => Fact::Custody(one),
        Command::Approve(one) => Fact::Approval(one),
        Command::AskApproval(one) => Fact::ApprovalRequest(one),
        Command::Delegate(one) => Fact::Delegation(one),
        Command::Withdraw(one) => Fact::Withdrawn(one),
        Command::Move(one) => Fact::Moved(one),
        Command::DoNotLoad(one) => Fact::DoNotLoad(one),
        Command::Propose(one) => Fact::Proposed(one),
        Command::AddKey(key) => Fact::Keyed(fact::Keyed { key }),
        Command::Duty(one) => Fact::Duty(one),
        Command::Visit(one) => Fact::Visit(one),
        Command::Timer(one) => Fact::Timer(one),
        Command::Confirm(one) => Fact::Confirmed(one),
        Command::Claim(one) => Fact::Claim(one),
        Command::CloseShift(one) => Fact::ShiftClosed(one),
        Command::Count(one) => Fact::Counted(one),
        Command::LoadScan(one) => Fact::LoadScan(one),
        Command::Sequence(one) => Fact::Sequenced(one),
        Command::StopClock(one) => Fact::ClockStop(one),
        Command::ResumeClock(one) => Fact::ClockResumed(one),
        Command::Reveal(one) => Fact::Revealed(one),
        Command::FoundOrder(_)
        | Command::FoundPart(..)
        | Command::SetFields(_)
        | Command::EditNote(_)
        | Command::Settle(_)
        | Command::Transition(_)
        | Command::All(_)
        | Command::TakeAndAssign(_) => return None,
    };
    Some((fact, Vec::new()))
}

/// Runs the hub's decision on the whole act before it is captured: what it would not accept is
/// refused here, with what is missing; `true` if only the hub can tell.
fn foresee(
    parts: &Parts,
    playbook: &Playbook,
    state: &OrderState,
    (subject, actor, sight): (Subject, &Actor, &Sight),
    moment: &Moment,
) -> Result<bool, Refusal> {
    let facts = parts.facts.iter().map(|(fact, _)| fact.to_record()).collect();
    let entry = imagined(Body { facts: Some(facts), ..Body::default() }, subject, actor, moment);
    let decided = decide(playbook, state, &entry, actor, sight);
    if !decided.missing.is_empty() {
        return Err(Refusal::Missing(decided.missing));
    }
    match decided.decision.exception {
        Some(exception) => Err(Refusal::Codes { rule: exception.rule, codes: exception.missing }),
        None => Ok(decided.hub_decides),
    }
}

/// An envelope that is never sent, to be judged: its author has seen everything that is here.
fn imagined(body: Body, subject: Subject, actor: &Actor, moment: &Moment) -> Entry {
    let header = Header {
        version: HEADER_VERSION,
        tenant: TenantId([0; 16]),
        device: DeviceId([0xff; 16]),
        incarnation: Incarnation([0xff; 8]),
        seq: u64::MAX,
        person: actor.person,
        subject,
        audience: "work".into(),
        document: None,
        generation: None,
        kind: 0,
        kind_version: 1,
        playbook: 0,
        clocks: moment.clocks,
        anchor: moment.anchor.clone(),
        seen: Some(Seen { lineage: LineageId([0; 16]), index: u64::MAX }),
        act: None,
        instead_of: None,
        predecessor: None,
        body_len: 0,
        commitment: Hash::ZERO,
    };
    Entry::overlay(header, None, body)
}

/// One draft for each audience and document, the transition's last.
fn group(parts: Parts, checks: &Checks<'_>) -> Result<Vec<EnvelopeDraft>, Refusal> {
    let mut facts: BTreeMap<String, Vec<Captured>> = BTreeMap::new();
    for (fact, blobs) in parts.facts {
        facts.entry(audience_of(checks.playbook, &fact)).or_default().push((fact, blobs));
    }
    let mut changes: Vec<(String, String, ChangeDraft, Option<Fact>)> = Vec::new();
    for ((audience, document), sets) in sets_by_document(parts.sets, checks)? {
        changes.push((audience, document, ChangeDraft::Sets(sets), None));
    }
    for (field, fact) in parts.settles {
        checks.field(&field)?;
        checks.fact(&fact)?;
        let audience = checks.audience(&field.path)?;
        let change = ChangeDraft::Settle { path: field.path, value: field.value };
        changes.push((audience, field.document, change, Some(fact)));
    }
    for edit in parts.notes {
        bounds::path(&edit.path)?;
        checks.may_set(&edit.path)?;
        if edit.insert.chars().count() > limits::CHANGE_TEXT_RUN_CHARS_MAX {
            let max = limits::CHANGE_TEXT_RUN_CHARS_MAX;
            return Err(Refusal::TooLong { what: "note", max, unit: "characters" });
        }
        let audience = checks.audience(&edit.path)?;
        changes.push((audience, String::new(), ChangeDraft::Note(edit), None));
    }
    let mut drafts = Vec::new();
    for (audience, document, change, fact) in changes {
        // A settled conflict stands alone with its change; other changes ride with their audience's
        // facts.
        let captured = match fact {
            Some(fact) => vec![(fact, Vec::new())],
            None => facts.remove(&audience).unwrap_or_default(),
        };
        drafts.push(draft(audience, Some((document, change)), captured)?);
    }
    for (audience, captured) in facts {
        drafts.push(draft(audience, None, captured)?);
    }
    // Nothing may be written on a subject before it is founded; the transition comes last.
    drafts.sort_small_by_key(|draft| match draft.facts.first() {
        Some(Fact::Found(_)) => 0,
        Some(Fact::Transition(_)) => 2,
        _ => 1,
    });
    if drafts.len() > limits::ACT_ENVELOPES_MAX {
        return Err(Refusal::TooMany { what: "envelopes", max: limits::ACT_ENVELOPES_MAX });
    }
    Ok(drafts)
}

type Sets = BTreeMap<(String, String), Vec<(String, FieldValue)>>;

fn sets_by_document(sets: Vec<FieldSet>, checks: &Checks<'_>) -> Result<Sets, Refusal> {
    let mut grouped: Sets = BTreeMap::new();
    for set in sets {
        checks.field(&set)?;
        let audience = checks.audience(&set.path)?;
        if checks.unchanged(&audience, &set) {
            continue;
        }
        let of_document = grouped.entry((audience, set.document)).or_default();
        of_document.push((set.path, set.value));
        if of_document.len() > limits::CHANGE_OPS_MAX {
            return Err(Refusal::TooMany { what: "fields", max: limits::CHANGE_OPS_MAX });
        }
    }
    Ok(grouped)
}

fn draft(
    audience: String,
    change: Option<(String, ChangeDraft)>,
    mut captured: Vec<Captured>,
) -> Result<EnvelopeDraft, Refusal> {
    // The transition leads, so that its kind stands in the header.
    captured.sort_small_by_key(|(fact, _)| !matches!(fact, Fact::Transition(_)));
    let mut blobs = Vec::new();
    let mut facts = Vec::new();
    for (fact, of_fact) in captured {
        facts.push(fact);
        for blob in of_fact {
            if !blobs.contains(&blob) {
                blobs.push(blob);
            }
        }
    }
    if facts.len() > limits::FACTS_PER_ENVELOPE_MAX {
        return Err(Refusal::TooMany { what: "facts", max: limits::FACTS_PER_ENVELOPE_MAX });
    }
    if blobs.len() > limits::BLOBS_PER_ENVELOPE_MAX {
        return Err(Refusal::TooMany { what: "blobs", max: limits::BLOBS_PER_ENVELOPE_MAX });
    }
    let subject = Subject { kind: SubjectKind::Order, id: crate::ids::SubjectId([0; 16]) };
    Ok(EnvelopeDraft { subject, audience, change, facts, blobs, act: None, playbook: 0 })
}
