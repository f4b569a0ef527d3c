//! Chains of hands, heard in every order.

use super::{Word, passage};
use crate::decision::Custody;
use crate::fact::{CustodyAct, CustodyStep};
use crate::ids::{ChainId, DeviceId, Incarnation, PersonId};

const ANN: PersonId = PersonId([1; 16]);
const BO: PersonId = PersonId([2; 16]);
const CHEN: PersonId = PersonId([3; 16]);
const DAI: PersonId = PersonId([4; 16]);

type Said = (CustodyAct, Option<PersonId>);

const TAKES: Said = (CustodyAct::Taken, None);
const BACK: Said = (CustodyAct::Returned, None);

fn gives(to: PersonId) -> Said {
    (CustodyAct::Given, Some(to))
}

fn receives(from: PersonId) -> Said {
    (CustodyAct::Received, Some(from))
}

/// What people said without signal, each in his own order, heard person by person.
fn heard(order: &[(PersonId, &[Said])]) -> Custody {
    let said = |(person, words): &(PersonId, &[Said])| {
        words.iter().map(|word| (*person, *word)).collect::<Vec<_>>()
    };
    let said: Vec<(PersonId, Said)> = order.iter().flat_map(said).collect();
    let steps: Vec<(PersonId, CustodyStep)> = said
        .into_iter()
        .map(|(by, (act, person))| (by, CustodyStep { act, person, place: None, key: None }))
        .collect();
    let words: Vec<Word<'_>> = steps
        .iter()
        .enumerate()
        .map(|(at, (person, step))| {
            let device = DeviceId(person.0);
            let chain = ChainId { device, incarnation: Incarnation([0; 8]) };
            Word { chain, person: *person, index: Some(at as u64), seen: 0, step }
        })
        .collect();
    passage(&words).custody
}

/// All orders in which the hub can hear these people.
fn orders<T: Copy>(of: &[T]) -> Vec<Vec<T>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..of.len() {
        let mut rest = of.to_vec();
        let first = rest.remove(at);
        for mut order in orders(&rest) {
            order.insert(0, first);
            all.push(order);
        }
    }
    all
}

fn always(people: &[(PersonId, &[Said])], holder: Option<PersonId>) {
    for order in orders(people) {
        let custody = heard(&order);
        assert_eq!(custody, Custody { holder, ..Custody::default() }, "heard {order:?}");
    }
}

#[test]
fn from_ann_to_bo_to_chen_it_is_chens_whoever_is_heard_first() {
    let (ann, bo) = ([TAKES, gives(BO)], [receives(ANN), gives(CHEN)]);
    let people: [(PersonId, &[Said]); 3] = [(ANN, &ann), (BO, &bo), (CHEN, &[receives(BO)])];
    assert_eq!(orders(&people).len(), 6);
    always(&people, Some(CHEN));
}

#[test]
fn so_it_is_if_nobody_says_that_he_gave_it_or_the_first_never_said_that_he_had_it() {
    always(&[(ANN, &[TAKES]), (BO, &[receives(ANN)]), (CHEN, &[receives(BO)])], Some(CHEN));
    always(&[(ANN, &[gives(BO)]), (BO, &[receives(ANN)]), (CHEN, &[receives(BO)])], Some(CHEN));
}

#[test]
fn four_hands_and_the_last_brings_it_back_to_the_outlet() {
    let (ann, bo) = ([TAKES, gives(BO)], [receives(ANN), gives(CHEN)]);
    let (chen, dai) = ([receives(BO), gives(DAI)], [receives(CHEN)]);
    always(&[(ANN, &ann), (BO, &bo), (CHEN, &chen), (DAI, &dai)], Some(DAI));
    let dai = [receives(CHEN), BACK];
    always(&[(ANN, &ann), (BO, &bo), (CHEN, &chen), (DAI, &dai)], None);
}

#[test]
fn what_comes_round_to_its_first_holder_is_his_again() {
    let (ann, bo) = ([TAKES, gives(BO), receives(CHEN)], [receives(ANN), gives(CHEN)]);
    let chen = [receives(BO), gives(ANN)];
    always(&[(ANN, &ann), (BO, &bo), (CHEN, &chen)], Some(ANN));
}

#[test]
fn given_to_one_taken_back_and_given_to_another() {
    let ann = [TAKES, gives(BO), TAKES, gives(CHEN)];
    always(&[(ANN, &ann), (CHEN, &[receives(ANN)])], Some(CHEN));
}

#[test]
fn two_who_took_it_stay_beside_each_other_when_one_hands_it_on() {
    for order in orders::<(PersonId, &[Said])>(&[
        (ANN, &[TAKES, gives(BO)]),
        (BO, &[receives(ANN)]),
        (DAI, &[TAKES]),
    ]) {
        let custody = heard(&order);
        let also = custody.also_taken_by.unwrap_or_default();
        let mut both: Vec<PersonId> = custody.holder.into_iter().chain(also).collect();
        both.sort_unstable();
        assert_eq!(both, [BO, DAI], "heard {order:?}");
    }
}
