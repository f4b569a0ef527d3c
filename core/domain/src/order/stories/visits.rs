//! A technician's call of two days: visits, timers, a part, waiting.

use super::world::{HOUR_MS, MORNING_MS, World, founded, person, step};
use crate::command::{Command, Refusal, TransitionCommand};
use crate::fact::{Part, TimerFact, TimerStep, Visit, VisitStep};
use crate::ids::ActId;

fn timer(name: &str, step: TimerStep) -> Command {
    Command::Timer(TimerFact { name: name.into(), step })
}

fn visit(number: u8, step: VisitStep, outcome: Option<&str>) -> Command {
    let outcome = outcome.map(str::to_owned);
    Command::Visit(Visit { id: ActId([number; 16]), step, outcome, place: None, asset: None })
}

#[test]
fn a_repair_of_two_days_has_two_visits_with_their_hours_and_a_date_between() {
    let mut world = World::new();
    let mut bo = person(2, "technician");
    let id = founded(&mut world, "repair", 1, &bo, Vec::new());
    world.pull(&mut bo);
    world.does(&mut bo, id, step("begin", None, Vec::new()));
    world.does(&mut bo, id, visit(1, VisitStep::Begin, None));
    let again = world.try_plan(&bo, id, visit(2, VisitStep::Begin, None));
    assert_eq!(again, Err(Refusal::Wrong { what: "visit" }));
    let early = world.try_plan(&bo, id, timer("labour", TimerStep::Stop));
    assert_eq!(early, Err(Refusal::Wrong { what: "timer" }));
    let strange = world.try_plan(&bo, id, timer("lunch", TimerStep::Start));
    assert!(matches!(strange, Err(Refusal::NotInPlaybook { what: "timer", .. })));
    world.does(&mut bo, id, timer("labour", TimerStep::Start));
    assert!(world.sheet(id).timers.is_empty(), "nothing is sent yet");
    bo.waits_ms(HOUR_MS);
    world.does(&mut bo, id, timer("labour", TimerStep::Stop));
    let part = Part {
        sku: "PUMP-E2".into(),
        name: "排水泵".into(),
        step: "asked".into(),
        quantity: 1,
        serial: None,
        slip: "P-2".into(),
        place: None,
    };
    world.does(&mut bo, id, Command::UsePart(part));
    let thursday = MORNING_MS + 72 * HOUR_MS;
    let wait = Command::Transition(TransitionCommand {
        name: "wait_part".into(),
        reason: Some("part_needed".into()),
        until_ms: Some(thursday),
        ..Default::default()
    });
    world.does(&mut bo, id, wait);
    world.does(&mut bo, id, visit(1, VisitStep::End, Some("part_needed")));
    bo.waits_ms(70 * HOUR_MS);
    world.does(&mut bo, id, step("begin", None, Vec::new()));
    world.does(&mut bo, id, visit(2, VisitStep::Begin, None));
    world.push(&mut bo);
    let sheet = world.sheet(id);
    let hour = sheet.timers[0].length.expect("it has ended");
    assert!(hour.at_least_ms <= HOUR_MS + 1_000 && hour.at_most_ms >= Some(HOUR_MS));
    assert!(hour.at_most_ms.expect("bounded") - hour.at_least_ms < 2_000, "to the clock's drift");
    let visits: Vec<_> =
        sheet.visits.iter().map(|one| (one.facts.len(), one.ended.is_some())).collect();
    assert_eq!(visits, [(4, true), (0, false)]);
    assert_eq!(sheet.visits[0].outcome_name.as_ref().map(|name| name.zh.as_str()), Some("等备件"));
    assert_eq!((sheet.pauses.len(), sheet.pauses[0].to.is_some()), (1, true));
}
