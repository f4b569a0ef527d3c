//! Service levels on real orders: what begins and ends a target, what stops its clock, who is told, and urges.

use super::world::{HOUR_MS, MINUTE_MS, MORNING_MS, Person, World, founded, order, person, step};
use crate::command::{Command, FieldSet, FoundOrder, TransitionCommand};
use crate::document::FieldValue;
use crate::fact::{ClockResumed, ClockStop, Part, Urge, UrgeAnswer};
use crate::ids::{FactId, SubjectId, TenantId};
use crate::order::{Card, OrderState};
use crate::sla::due::Reckoner;
use crate::sla::reckon::Standing;
use crate::sla::stops::{About, Stops, clock_board};
use crate::sla::target::{DueState, Target};

fn urgent(world: &mut World, to: &Person) -> SubjectId {
    let priority = FieldSet::new("priority", FieldValue::Int(2));
    founded(world, "repair", 1, to, vec![priority])
}

fn targets(world: &World, id: SubjectId, stops: &Stops, now_ms: u64) -> Vec<Target> {
    let card = world.card(id);
    let service = card.service.clone().expect("it has a policy");
    let reckoner = Reckoner { playbook: &world.playbook, stops, now_ms };
    reckoner.targets(&About::of(&card), &service)
}

fn one(targets: &[Target], id: &str) -> Target {
    targets.iter().find(|target| target.id == id).expect("the target").clone()
}

#[test]
fn an_urgent_repair_is_answered_in_half_an_hour_and_done_in_four_whatever_arrives_when() {
    let mut world = World::new();
    let mut bo = person(2, "technician");
    let id = urgent(&mut world, &bo);
    world.pull(&mut bo);
    let ten = MORNING_MS + 10 * MINUTE_MS;
    let respond = one(&targets(&world, id, &Stops::default(), ten), "respond");
    assert_eq!((respond.standing, respond.why.limit_ms), (Standing::Running, 30 * MINUTE_MS));
    assert_eq!(respond.why.tier.expect("its tier").zh, "紧急");
    // Bo travels after twelve minutes, without signal; the hub hears of it five hours later.
    bo.waits_ms(12 * MINUTE_MS);
    world.does(&mut bo, id, step("travel", None, Vec::new()));
    bo.waits_ms(5 * HOUR_MS);
    world.push(&mut bo);
    let after = targets(&world, id, &Stops::default(), MORNING_MS + 6 * HOUR_MS);
    assert_eq!(one(&after, "respond").standing, Standing::Met, "the time of the act counts");
    let resolve = one(&after, "resolve");
    assert_eq!(resolve.standing, Standing::Overdue);
    let due: Vec<_> = resolve.warnings.iter().map(|one| (one.level, one.state)).collect();
    assert_eq!(due, [(1, DueState::Due), (2, DueState::Due), (3, DueState::Ahead)]);
}

#[test]
fn an_end_that_is_not_visible_here_is_not_taken_for_the_last_stage_that_is() {
    let mut world = World::new();
    let (mut bo, mut dora) = (person(2, "technician"), person(3, "dispatcher"));
    let id = urgent(&mut world, &bo);
    world.pull(&mut bo);
    world.does(&mut bo, id, step("begin", None, Vec::new()));
    world.push(&mut bo);
    // Six hours later the office cancels what was to be done in four.
    world.pull(&mut dora);
    dora.waits_ms(6 * HOUR_MS);
    world.does(&mut dora, id, step("cancel", Some("not_wanted"), Vec::new()));
    world.push(&mut dora);
    let resolve = |state: &OrderState| {
        let card = Card::from(state, &world.playbook);
        let service = card.service.clone().expect("it has a policy");
        let (stops, now_ms) = (Stops::default(), MORNING_MS + 7 * HOUR_MS);
        let reckoner = Reckoner { playbook: &world.playbook, stops: &stops, now_ms };
        one(&reckoner.targets(&About::of(&card), &service), "resolve").standing
    };
    let mut state = world.state(id);
    assert_eq!(resolve(&state), Standing::Broken);
    // Who does not see the step that ended it does not know when that was: not that it was in time.
    let last = state.moves.last_mut().expect("the end");
    last.cause = last.cause.map(|cause| FactId { position: 99, ..cause });
    assert_ne!(resolve(&state), Standing::Met);
}

#[test]
fn waiting_for_a_part_and_a_storm_stop_the_clock_and_both_stand_in_the_explanation() {
    let mut world = World::new();
    let mut bo = person(2, "technician");
    let id = urgent(&mut world, &bo);
    world.pull(&mut bo);
    world.does(&mut bo, id, step("begin", None, Vec::new()));
    let part = Part {
        sku: "PUMP".into(),
        name: "排水泵".into(),
        step: "asked".into(),
        quantity: 1,
        serial: None,
        slip: "P-1".into(),
        place: None,
    };
    world.does(&mut bo, id, Command::UsePart(part));
    bo.waits_ms(HOUR_MS);
    let wait = TransitionCommand {
        name: "wait_part".into(),
        reason: Some("part_needed".into()),
        until_ms: Some(MORNING_MS + 9 * HOUR_MS),
        ..TransitionCommand::default()
    };
    world.does(&mut bo, id, Command::Transition(wait));
    bo.waits_ms(2 * HOUR_MS);
    world.does(&mut bo, id, step("begin", None, Vec::new()));
    world.push(&mut bo);
    // The office stops the clock of all repairs for an hour, by one act on its board.
    let (board, mut office) = (clock_board(TenantId([7; 16])), person(99, "dispatcher"));
    let new = FoundOrder { kind: "clock_board".into(), keys: Vec::new(), fields: Vec::new() };
    world.does(&mut office, board, Command::FoundOrder(new));
    office.waits_ms(4 * HOUR_MS);
    let stop = ClockStop {
        areas: Vec::new(),
        kinds: vec!["repair".into()],
        from_ms: None,
        to_ms: None,
        reason: "storm".into(),
        note: Some("橙色预警".into()),
    };
    let stop = world.does(&mut office, board, Command::StopClock(stop))[0];
    world.push(&mut office);
    let stops = |world: &World| Stops::of(&world.state(board), &world.playbook);
    let during = one(&targets(&world, id, &stops(&world), MORNING_MS + 5 * HOUR_MS), "resolve");
    assert_eq!((during.standing, during.due.latest_ms), (Standing::Paused, None));
    office.waits_ms(HOUR_MS);
    world.does(&mut office, board, Command::ResumeClock(ClockResumed { stop }));
    world.push(&mut office);
    let after = one(&targets(&world, id, &stops(&world), MORNING_MS + 6 * HOUR_MS), "resolve");
    let why: Vec<_> = after.why.pauses.iter().map(|one| one.name.zh.as_str()).collect();
    assert_eq!(why, ["等备件", "暴雨停派"], "each explanation shows both");
    assert_eq!(after.why.pauses[1].stop, Some(stop));
    let due = after.due.earliest_ms.expect("it runs again");
    let late = due.abs_diff(MORNING_MS + (4 + 2 + 1) * HOUR_MS);
    assert!(late < MINUTE_MS, "four hours, and three that stood still: {late}");
}

#[test]
fn taps_are_one_urge_with_its_history_and_an_answer_puts_the_warnings_off() {
    let mut world = World::new();
    let mut bo = person(2, "technician");
    let mut office = person(50, "dispatcher");
    let id = urgent(&mut world, &bo);
    world.pull(&mut office);
    for (wait_ms, reason) in [(0, "客户来电"), (MINUTE_MS, "又来电"), (20 * MINUTE_MS, "投诉")]
    {
        office.waits_ms(wait_ms);
        world.does(&mut office, id, Command::Urge(Urge { reason: Some(reason.into()) }));
    }
    world.push(&mut office);
    let sheet = world.sheet(id);
    let urge = &sheet.urges[0];
    assert_eq!((sheet.urges.len(), urge.count(), urge.raised, sheet.card.urges), (1, 3, 2, 3));
    assert_eq!(urge.reason.as_deref(), Some("投诉"));
    world.pull(&mut bo);
    bo.waits_ms(25 * MINUTE_MS);
    let (urge, answer) = (urge.taps[2].fact, "on_my_way".to_owned());
    let answered = world.does(
        &mut bo,
        id,
        Command::AnswerUrge(UrgeAnswer { urge, answer, minutes: Some(40) }),
    );
    world.push(&mut bo);
    assert_eq!((world.card(id).urges, world.card(id).urge), (0, None));
    let now_ms = MORNING_MS + 45 * MINUTE_MS;
    let respond = one(&targets(&world, id, &Stops::default(), now_ms), "respond");
    let due = respond.warnings.iter().find(|one| one.warning == "due").expect("the warning");
    assert_eq!((due.state, due.answer), (DueState::Ahead, Some(answered[0])), "put off, not lost");
    assert!(due.at_ms.expect("a moment").abs_diff(MORNING_MS + 65 * MINUTE_MS) < MINUTE_MS);
    let urged = one(&targets(&world, id, &Stops::default(), now_ms), "urge");
    assert_eq!(urged.standing, Standing::Broken, "25 minutes are more than 15");
    // Somebody urges again: another urge, with its own clock.
    office.waits_ms(10 * MINUTE_MS);
    world.does(&mut office, id, Command::Urge(Urge { reason: None }));
    world.push(&mut office);
    assert_eq!((world.sheet(id).urges.len(), world.card(id).urges), (2, 1));
}

#[test]
fn a_step_that_was_taken_back_began_and_ended_nothing() {
    let mut world = World::new();
    let mut bo = person(2, "technician");
    let id = urgent(&mut world, &bo);
    world.pull(&mut bo);
    bo.waits_ms(5 * MINUTE_MS);
    let travel = world.does(&mut bo, id, step("travel", None, Vec::new()))[0];
    let reason = world.reason("withdrawn");
    let word = crate::fact::Withdrawn { fact: travel, reason };
    world.does(&mut bo, id, Command::Withdraw(word));
    world.push(&mut bo);
    let respond = one(&targets(&world, id, &Stops::default(), MORNING_MS + HOUR_MS), "respond");
    assert_eq!(respond.standing, Standing::Overdue, "nobody has taken it up");
    assert_eq!(order(1), id);
}
