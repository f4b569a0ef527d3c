//! A cold-chain courier's door: readings, and excursions outside what the goods bear.

use super::world::{HOUR_MS, MINUTE_MS, World, founded, person, step};
use crate::command::{Command, FieldSet, Refusal};
use crate::document::FieldValue;
use crate::fact::{Reading, Refusal as GoodsRefused};

fn reading(value_milli: i64, ago_ms: u64) -> Command {
    Command::Read(Reading {
        quantity: "temperature".into(),
        value_milli,
        unit: "cel".into(),
        sensor: Some("T-18".into()),
        ago_ms: Some(ago_ms),
    })
}

#[test]
fn a_logger_shows_one_excursion_with_its_extremes_and_how_long_it_was() {
    let mut world = World::new();
    let mut chen = person(2, "courier");
    let cold = vec![FieldSet::new("cold/class", FieldValue::text("chilled"))];
    let id = founded(&mut world, "fresh", 1, &chen, cold);
    world.pull(&mut chen);
    // Read out at the door, the last values first; in the middle it was too warm.
    let values = [(3_000, 10), (3_500, 20), (4_500, 30), (6_200, 40), (4_100, 50), (2_000, 60)];
    let series = values.map(|(value, ago)| reading(value, ago * MINUTE_MS)).to_vec();
    chen.waits_ms(2 * HOUR_MS);
    world.does(&mut chen, id, Command::All(series));
    world.push(&mut chen);
    let sheet = world.sheet(id);
    let row = &sheet.readings[0];
    let shown: Vec<i64> = row.readings.iter().map(|one| one.value_milli).collect();
    assert_eq!(shown, [2_000, 4_100, 6_200, 4_500, 3_500, 3_000], "in the order of measuring");
    assert_eq!((row.lowest_milli, row.highest_milli, row.last_milli), (2_000, 6_200, 3_000));
    let [excursion] = row.excursions.as_slice() else { panic!("{:?}", row.excursions) };
    assert_eq!(
        (excursion.count, excursion.lowest_milli, excursion.highest_milli),
        (3, 4_100, 6_200)
    );
    let length = excursion.length;
    assert!(length.at_least_ms <= 20 * MINUTE_MS && length.at_least_ms > 20 * MINUTE_MS - 1_000);
    let longest = length.at_most_ms.expect("it ended");
    assert!((40 * MINUTE_MS..40 * MINUTE_MS + 1_000).contains(&longest), "{longest}");
    assert_eq!(sheet.card.excursions, Some(1));
    assert!(sheet.card.needs_attention());
    // The customer does not take it, for that.
    let refused = GoodsRefused { reason: "refused_temperature".into(), who: None, note: None };
    let refuse = step("refuse", Some("refused_temperature"), vec![Command::Refuse(refused)]);
    world.does(&mut chen, id, refuse);
    world.push(&mut chen);
    assert_eq!(world.card(id).stage, "refused");
}

#[test]
fn frozen_goods_are_held_against_their_own_threshold_and_in_its_unit() {
    let mut world = World::new();
    let mut chen = person(2, "courier");
    let frozen = vec![FieldSet::new("cold/class", FieldValue::text("frozen"))];
    let id = founded(&mut world, "fresh", 1, &chen, frozen);
    world.pull(&mut chen);
    let Command::Read(celsius) = reading(-18_500, 0) else { unreachable!() };
    let fahrenheit = Reading { unit: "degF".into(), ..celsius.clone() };
    let refused = world.try_plan(&chen, id, Command::Read(fahrenheit));
    assert_eq!(refused, Err(Refusal::Wrong { what: "unit" }));
    world.does(&mut chen, id, Command::Read(celsius));
    world.does(&mut chen, id, reading(-17_900, 0));
    world.push(&mut chen);
    let sheet = world.sheet(id);
    assert_eq!(sheet.readings[0].threshold.as_ref().map(|one| one.id.as_str()), Some("frozen"));
    let excursion = &sheet.readings[0].excursions[0];
    assert_eq!((excursion.count, excursion.ended), (1, None), "it lasts");
    assert_eq!(excursion.length.at_most_ms, None, "nobody can tell how long at most");
}
