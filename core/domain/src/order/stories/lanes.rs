//! Two tests go on side by side, in any order, and the order goes on when both are passed.

use super::world::{Person, World, answers, founded, lacks, person, photo, step};
use crate::command::{Command, offers};
use crate::fact::{Reading, Withdrawn};
use crate::ids::SubjectId;
use crate::order::{Actor, Sight};
use crate::playbook::workflow::Missing;

/// A machine that was sent to the test, as an old program may send it: without anybody's approval of the repair.
fn at_the_test() -> (World, SubjectId, Person, Person) {
    let (mut world, bo) = (World::new(), person(3, "technician"));
    let text = std::str::from_utf8(crate::playbook::Playbook::builtin_bytes()).expect("a text");
    let mut file: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let flows = file["workflows"].as_array_mut().expect("workflows");
    let flow = flows.iter_mut().find(|flow| flow["id"] == "precision_repair").expect("ours");
    flow["initial"] = "testing".into();
    world.playbook = crate::playbook::Playbook::parse(file.to_string().as_bytes()).expect("ours");
    let id = founded(&mut world, "precision_repair", 1, &bo, Vec::new());
    let (mut lin, mut gu) = (person(5, "quality_engineer"), person(6, "quality_engineer"));
    world.pull(&mut lin);
    let flaw = [
        ("method", "penetrant"),
        ("area", "轴承座"),
        ("sensitivity", "B型试块"),
        ("result", "pass"),
    ];
    let geometry = [
        ("radial_um", "2"),
        ("axial_um", "1"),
        ("warm_minutes", "90"),
        ("rise_k", "18"),
        ("result", "pass"),
    ];
    world.does(&mut lin, id, answers("flaw_test", &flaw));
    world.does(&mut lin, id, answers("geometry_test", &geometry));
    world.push(&mut lin);
    for who in [&mut lin, &mut gu] {
        world.pull(who);
    }
    (world, id, lin, gu)
}

fn pass_flaw() -> Command {
    step("pass_flaw", None, vec![photo("inspection", "the ring under the lamp")])
}

fn pass_geometry() -> Command {
    let reading = Reading {
        quantity: "runout".into(),
        value_milli: 2,
        unit: "um".into(),
        sensor: None,
        ago_ms: None,
    };
    step("pass_geometry", None, vec![Command::Read(reading)])
}

#[test]
fn both_lanes_have_to_be_at_their_end() {
    let (mut world, id, mut lin, mut gu) = at_the_test();
    let rows = world.sheet(id).lanes;
    assert_eq!(rows.iter().map(|row| row.done).collect::<Vec<_>>(), [false, false]);
    let pass = || step("pass_test", None, Vec::new());
    let open =
        |of: &[&str]| vec![Missing::Lanes { open: of.iter().map(|id| (*id).into()).collect() }];
    assert_eq!(lacks(world.try_plan(&lin, id, pass())), open(&["flaw", "geometry"]));
    // 1. Lin and Gu each do one, without having heard of the other: both stand.
    world.does(&mut lin, id, pass_flaw());
    world.does(&mut gu, id, pass_geometry());
    assert_eq!(lacks(world.try_plan(&lin, id, pass())), open(&["geometry"]));
    world.push(&mut gu);
    world.push(&mut lin);
    assert!(world.sheet(id).lanes.iter().all(|row| row.done));
    assert!(world.sheet(id).exceptions.is_empty());
    // 2. A lane does not go twice, and the order goes on.
    let again = lacks(world.try_plan(&lin, id, pass_flaw()));
    assert!(
        matches!(again.as_slice(), [Missing::Lane { lane, .. }] if lane == "flaw"),
        "{again:?}"
    );
    world.does(&mut lin, id, pass());
    world.push(&mut lin);
    assert_eq!(world.card(id).stage, "refitting");
    assert!(world.sheet(id).lanes.is_empty());
}

#[test]
fn what_is_taken_back_in_one_lane_leaves_the_other() {
    let (mut world, id, mut lin, mut gu) = at_the_test();
    let facts = world.does(&mut lin, id, pass_flaw());
    world.push(&mut lin);
    world.pull(&mut gu);
    world.does(&mut gu, id, pass_geometry());
    world.push(&mut gu);
    world.pull(&mut lin);
    let word = Withdrawn { fact: facts[0], reason: world.reason("withdrawn") };
    world.does(&mut lin, id, Command::Withdraw(word));
    world.push(&mut lin);
    let done: Vec<bool> = world.sheet(id).lanes.iter().map(|row| row.done).collect();
    assert_eq!(done, [false, true]);
    assert_eq!(world.card(id).stage, "testing");
}

#[test]
fn what_can_be_done_in_each_lane_is_offered() {
    let (mut world, id, mut lin, _) = at_the_test();
    let offered = |world: &World, lin: &Person| {
        let state = world.on_phone(lin, id);
        let actor = Actor::on(&state, lin.id, lin.roles.clone());
        let all = offers(&world.playbook, &state, &actor, &Sight::All);
        all.into_iter().map(|offer| offer.transition).collect::<Vec<_>>()
    };
    assert_eq!(offered(&world, &lin), ["fail_test", "pass_test", "pass_flaw", "pass_geometry"]);
    world.does(&mut lin, id, pass_flaw());
    assert_eq!(offered(&world, &lin), ["fail_test", "pass_test", "pass_geometry"]);
}
