//! Hands that the hub hears of in every order: one parcel goes from Ann to Bo to Chen without any signal.

use super::world::{Person, World, order, person};
use crate::command::Command;
use crate::fact::{CustodyAct, CustodyStep};
use crate::ids::PersonId;

fn custody(act: CustodyAct, person: Option<PersonId>) -> Command {
    Command::Custody(CustodyStep { act, person, place: None, key: None })
}

/// Ann takes it and gives it to Bo, who gives it to Chen; the last is a clerk where `clerk` says so.
fn a_chain(clerk: bool) -> (World, [Person; 3]) {
    let (mut world, mut office) = (World::new(), person(1, "dispatcher"));
    let last = if clerk { "outlet_clerk" } else { "courier" };
    let mut ann = person(2, "courier");
    let (mut bo, mut chen) = (person(3, "courier"), person(4, last));
    world.parcel(&mut office, order(1), Some(ann.id));
    for phone in [&mut ann, &mut bo, &mut chen] {
        world.pull(phone);
    }
    world.does(&mut ann, order(1), custody(CustodyAct::Taken, None));
    world.does(&mut ann, order(1), custody(CustodyAct::Given, Some(bo.id)));
    world.does(&mut bo, order(1), custody(CustodyAct::Received, Some(ann.id)));
    world.does(&mut bo, order(1), custody(CustodyAct::Given, Some(chen.id)));
    world.does(&mut chen, order(1), custody(CustodyAct::Received, Some(bo.id)));
    (world, [ann, bo, chen])
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

#[test]
fn in_all_six_orders_of_arrival_chen_has_it_and_is_to_deliver_it() {
    for arrival in ORDERS {
        let (mut world, mut people) = a_chain(false);
        for at in arrival {
            world.push(&mut people[at]);
        }
        let [ann, bo, chen] = &people;
        let card = world.card(order(1));
        assert_eq!(card.holder, Some(chen.id), "heard {arrival:?}");
        assert_eq!((card.given_to, card.also_taken_by.len()), (None, 0), "heard {arrival:?}");
        assert_eq!(card.assigned, [chen.id], "heard {arrival:?}");
        assert_eq!(card.counts.exceptions, 0, "heard {arrival:?}");
        // The same on every phone that has pulled it all.
        for mut phone in [ann.clone(), bo.clone(), chen.clone()] {
            world.pull(&mut phone);
            let state = world.on_phone(&phone, order(1));
            assert_eq!(state.custody.holder, Some(chen.id), "heard {arrival:?}");
        }
    }
}

#[test]
fn work_does_not_go_on_to_a_clerk_who_takes_the_parcel_in() {
    for arrival in ORDERS {
        let (mut world, mut people) = a_chain(true);
        for at in arrival {
            world.push(&mut people[at]);
        }
        let card = world.card(order(1));
        let (bo, clerk) = (people[1].id, people[2].id);
        assert_eq!((card.holder, card.assigned), (Some(clerk), vec![bo]), "heard {arrival:?}");
    }
}
