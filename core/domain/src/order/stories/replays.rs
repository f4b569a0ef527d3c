//! D1: whatever people do in whatever order, and in whatever order it reaches a phone: who replays the log is where the
//! hub is, and what happens by itself happens once.

use super::world::{Person, World, founded, person, photo, signature};
use crate::command::{Command, FieldSet, TransitionCommand, offers};
use crate::document::FieldValue;
use crate::fact::{
    Approval, ApprovalRequest, Comment, Consent, Delegation, Money, Payer, Quote, QuoteLine,
    Reading, Withdrawn,
};
use crate::ids::SubjectId;
use crate::order::{Actor, Card, FactRow, Material, OrderState, Sheet, Sight};
use crate::playbook::steps::Need;

/// Event orders, as many as the promise names.
const CASES: u64 = 10_000;
/// Orders of arrival of one day.
const ARRIVALS: u64 = 25;
/// Things that are tried in a day.
const DEEDS: usize = 18;
/// The five flows of after-sales work, and parcels.
const KINDS: [&str; 6] =
    ["precision_repair", "repair", "refund", "quality", "outlet_repair", "parcel"];

/// Numbers that follow from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below as u64).expect("small")
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.roll(at + 1));
        }
    }
}

fn quote(number: usize) -> Command {
    let line = QuoteLine {
        text: "轴承".into(),
        labour: false,
        quantity_milli: 1_000,
        unit_price: Money::fen(600_000),
        payer: Payer::Customer,
    };
    let number = u32::try_from(number).expect("few");
    let supersedes = number.checked_sub(1).filter(|before| *before > 0);
    let total = Money::fen(600_000);
    Command::Quote(Quote { number, lines: vec![line], total, supersedes })
}

/// What meets a need in one tap, where one tap does.
fn supply(need: &Need) -> Option<Command> {
    Some(match need {
        Need::Photo { role, .. } => photo(role, role),
        Need::Signature { role, .. } => signature(role, "the page"),
        Need::Consent { kinds, .. } => Command::Consent(Consent {
            to: kinds.first()?.clone(),
            who: "客户".into(),
            channel: "in_person".into(),
            words: "可以".into(),
            attempts: Vec::new(),
            place: None,
            screenshot: None,
            until_ms: None,
        }),
        Need::Fact { kind, .. } if kind == "quote" => quote(1),
        Need::Fact { kind, .. } if kind == "reading" => Command::Read(Reading {
            quantity: "runout".into(),
            value_milli: 2,
            unit: "um".into(),
            sensor: None,
            ago_ms: None,
        }),
        Need::AnyOf { of } => return of.first().and_then(supply),
        _ => return None,
    })
}

/// A step that is offered, with what it asks for as far as one tap gives it.
fn a_step(world: &World, who: &Person, state: &OrderState, dice: &mut Dice) -> Option<Command> {
    let actor = Actor::on(state, who.id, who.roles.clone());
    let all = offers(&world.playbook, state, &actor, &Sight::All);
    let offer = (!all.is_empty()).then(|| &all[dice.roll(all.len())])?;
    let rule = world.playbook.transition(state.kind(), &offer.transition)?;
    let group = offer.reason_group.as_deref();
    let reason = group.and_then(|group| world.playbook.reasons_in(group).next());
    let supplied = rule.needs.iter().filter(|_| dice.roll(8) > 0).filter_map(supply);
    Some(Command::Transition(TransitionCommand {
        name: offer.transition.clone(),
        reason: reason.map(|one| one.id.clone()),
        note: Some("照办".into()),
        until_ms: Some(u64::MAX / 4),
        with: supplied.collect(),
    }))
}

/// An answer to a request for approval, or the request, where something needs one.
fn about_approval(world: &World, state: &OrderState, dice: &mut Dice) -> Option<Command> {
    let mut steps = world.playbook.transitions(state.kind());
    let of = steps.find(|step| step.approvals.is_some())?;
    let request = state.shown_for_approval(&world.playbook, of)?.hash();
    let level = u8::try_from(1 + dice.roll(3)).expect("small");
    let (transition, note) = (of.id.clone(), None);
    if dice.roll(4) == 0 {
        return Some(Command::AskApproval(ApprovalRequest { transition, level, request, note }));
    }
    Some(Command::Approve(Approval {
        request,
        level,
        granted: dice.roll(5) > 0,
        note,
        transition: Some(transition),
        in_stead_of: None,
        statement: None,
    }))
}

/// Something that somebody might do now; the playbook says whether he may.
fn something(world: &World, who: &Person, id: SubjectId, dice: &mut Dice) -> Option<Command> {
    let state = world.on_phone(who, id);
    match dice.roll(10) {
        0..=4 => a_step(world, who, &state, dice),
        5 | 6 => about_approval(world, &state, dice),
        7 => Some(quote(1 + state.quotes().len())),
        8 if dice.roll(2) == 0 => {
            let own = |row: &&FactRow| state.entry_of(row).person == who.id;
            let fact = state.facts.iter().rfind(own)?.id;
            let reason = world.reason("withdrawn");
            Some(Command::Withdraw(Withdrawn { fact, reason }))
        }
        8 => {
            let to = person(5, "quality_engineer").id;
            Some(Command::Delegate(Delegation { to, until_ms: u64::MAX / 4, note: None }))
        }
        _ if dice.roll(2) == 0 => {
            let fault = FieldValue::text(format!("抖动 {}", dice.roll(9)));
            Some(Command::SetFields(vec![FieldSet::new("fault", fault)]))
        }
        _ => Some(Command::Comment(Comment { text: "在看".into() }, Vec::new())),
    }
}

fn a_random_day(seed: u64) -> (World, SubjectId) {
    let (mut world, mut dice) = (World::new(), Dice(seed));
    let kind = KINDS[dice.roll(KINDS.len())];
    let steps: Vec<String> =
        world.playbook.transitions(kind).flat_map(|step| step.roles.clone()).collect();
    let roles = ["technician", "courier", "workshop_manager", "dispatcher"];
    let mut people: Vec<Person> = (3..)
        .zip(roles.into_iter().map(str::to_owned).chain(steps.into_iter().take(2)))
        .map(|(number, role)| person(number, &role))
        .collect();
    let id = founded(&mut world, kind, 1, &people[dice.roll(2)].clone(), Vec::new());
    for who in &mut people {
        world.roles.insert(who.id, who.roles.clone());
        world.pull(who);
    }
    for _ in 0..DEEDS {
        let who = dice.roll(people.len());
        let who = &mut people[who];
        if dice.roll(3) == 0 {
            world.push(who);
            continue;
        }
        let planned = something(&world, who, id, &mut dice)
            .and_then(|command| world.try_plan(who, id, command).ok());
        if let Some(planned) = planned {
            world.keep(who, id, &planned);
        }
    }
    people.iter_mut().for_each(|who| drop(world.push(who)));
    (world, id)
}

fn bytes(world: &World, state: &OrderState) -> (Vec<u8>, Vec<u8>) {
    let (card, sheet) = (Card::from(state, &world.playbook), Sheet::from(state, &world.playbook));
    (card.to_bytes(), sheet.to_bytes())
}

/// A phone to which everything of a day came in another order, and some of it twice.
fn replayed(world: &World, id: SubjectId, dice: &mut Dice) -> OrderState {
    let (mut entries, mut said) = (world.entries.clone(), world.statements.clone());
    entries.extend_from_within(..dice.roll(entries.len() + 1));
    said.extend_from_within(..dice.roll(said.len() + 1));
    dice.shuffle(&mut entries);
    dice.shuffle(&mut said);
    let documents = world.document_views();
    let (entries, statements, documents) = (&entries[..], &said[..], &documents[..]);
    OrderState::fold(&Material { subject: id, entries, statements, documents })
}

/// No trigger was set off twice by one entry.
fn once(world: &World, seed: u64) {
    let fired = world.statements.iter().filter_map(|row| match &row.statement {
        crate::log::Statement::Triggered(word) => Some((word.trigger.clone(), word.index)),
        _ => None,
    });
    let fired: Vec<_> = fired.collect();
    let each: std::collections::BTreeSet<_> = fired.iter().collect();
    assert_eq!(each.len(), fired.len(), "seed {seed}: a trigger fired twice for one entry");
}

#[test]
fn a_phone_that_replays_the_log_is_where_the_hub_is() {
    let (mut moves, mut stopped) = (0, 0);
    for seed in 0..CASES.div_ceil(ARRIVALS) {
        let (world, id) = a_random_day(seed);
        let hub = world.state(id);
        let expected = bytes(&world, &hub);
        let mut dice = Dice(!seed);
        for arrival in 0..ARRIVALS {
            let phone = replayed(&world, id, &mut dice);
            assert_eq!(bytes(&world, &phone), expected, "seed {seed}, arrival {arrival}");
        }
        once(&world, seed);
        assert_eq!(hub.playbook, world.playbook.version(), "seed {seed}: it keeps its rules");
        (moves, stopped) = (moves + hub.moves.len() - 1, stopped + hub.exceptions.len());
    }
    println!("{moves} moves, {stopped} exceptions");
    assert!(moves > 400 && stopped > 150, "days on which something happens: {moves}, {stopped}");
}
