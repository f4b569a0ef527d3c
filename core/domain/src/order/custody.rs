//! Who has the thing: one custody step folded onto the custody before it.

pub(super) mod passage;

use crate::decision::{Custody, Exception};
use crate::fact::{CustodyAct, CustodyStep};
use crate::ids::PersonId;
use crate::order::fold::distinct;

/// What a custody step leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The custody after it.
    Moved(Custody),
    /// It cannot be so; nothing changes and it stays visible.
    Exception(Exception),
}

/// Folds one step of `author`. `saw_holder` says whether he knew of the present holder when he
/// acted: who takes a thing knowingly takes it over, who takes it unknowingly stands beside the
/// other until a person decides.
#[must_use]
pub fn step(before: &Custody, author: PersonId, step: &CustodyStep, saw_holder: bool) -> Step {
    match step.act {
        CustodyAct::Taken => Step::Moved(taken(before, author, saw_holder)),
        CustodyAct::Given => given(before, author, step.person),
        CustodyAct::Received => Step::Moved(received(before, author, step.person)),
        CustodyAct::Returned => Step::Moved(put_down(before, author, Custody::default())),
        CustodyAct::Shelved => {
            let there = Custody { place: step.place, ..Custody::default() };
            Step::Moved(put_down(before, author, there))
        }
    }
}

fn also(custody: &Custody) -> Vec<PersonId> {
    custody.also_taken_by.clone().unwrap_or_default()
}

fn some(people: Vec<PersonId>) -> Option<Vec<PersonId>> {
    Some(people).filter(|people| !people.is_empty())
}

fn taken(before: &Custody, author: PersonId, saw_holder: bool) -> Custody {
    let others = also(before);
    match before.holder {
        // What he had given and nobody has received he takes back.
        Some(holder) if holder == author => Custody { given_to: None, ..before.clone() },
        Some(_) if !saw_holder && before.given_to != Some(author) => {
            let everybody = distinct(others.into_iter().chain([author]));
            Custody { also_taken_by: some(everybody), ..before.clone() }
        }
        _ => {
            let rest = others.into_iter().filter(|person| *person != author).collect();
            let holder = Some(author);
            Custody { holder, also_taken_by: some(rest), ..Custody::default() }
        }
    }
}

fn given(before: &Custody, author: PersonId, to: Option<PersonId>) -> Step {
    let exception = |missing: &str| {
        let missing = vec![missing.to_owned()];
        Step::Exception(Exception { rule: "custody/given".into(), missing })
    };
    let Some(to) = to else { return exception("custody/person") };
    if before.holder == Some(to) {
        // The other said first that he received it; the giver no longer stands beside him.
        let rest = also(before).into_iter().filter(|person| *person != author).collect();
        return Step::Moved(Custody { also_taken_by: some(rest), ..before.clone() });
    }
    if before.holder == Some(author) {
        return Step::Moved(Custody { given_to: Some(to), ..before.clone() });
    }
    if also(before).contains(&author) {
        // He stands beside the holder and says where his goes; that one will say that he has it.
        return Step::Moved(before.clone());
    }
    exception("custody/holder")
}

/// The receiver's word counts, whether or not the giver's has come.
fn received(before: &Custody, author: PersonId, from: Option<PersonId>) -> Custody {
    let gone = |person: &PersonId| *person == author || Some(*person) == from;
    let mut rest: Vec<PersonId> = also(before).into_iter().filter(|person| !gone(person)).collect();
    if let Some(holder) = before.holder.filter(|holder| !gone(holder)) {
        // It came from somebody who stood beside the holder: the holder still says that he has it.
        if from.is_some_and(|from| also(before).contains(&from)) {
            rest = distinct([holder].into_iter().chain(rest));
        }
    }
    Custody { holder: Some(author), also_taken_by: some(rest), ..Custody::default() }
}

/// Brought back or put on a shelf. If two say that they have it and one of them puts it down, the
/// other stays the holder.
fn put_down(before: &Custody, author: PersonId, after: Custody) -> Custody {
    let mut people: Vec<PersonId> = before.holder.into_iter().chain(also(before)).collect();
    if people.len() < 2 || !people.contains(&author) {
        return after;
    }
    people.retain(|person| *person != author);
    let holder = Some(people.remove(0));
    Custody { holder, also_taken_by: some(people), ..Custody::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: PersonId = PersonId([1; 16]);
    const BO: PersonId = PersonId([2; 16]);

    fn act(act: CustodyAct, person: Option<PersonId>) -> CustodyStep {
        CustodyStep { act, person, place: None, key: None }
    }

    fn after(steps: &[(PersonId, CustodyAct, Option<PersonId>, bool)]) -> Custody {
        let mut custody = Custody::default();
        for (author, what, person, saw) in steps {
            match step(&custody, *author, &act(*what, *person), *saw) {
                Step::Moved(next) => custody = next,
                Step::Exception(_) => {}
            }
        }
        custody
    }

    #[test]
    fn two_couriers_take_the_same_parcel_offline_and_both_are_kept() {
        let taken = CustodyAct::Taken;
        let custody = after(&[(ANN, taken, None, true), (BO, taken, None, false)]);
        assert_eq!(custody.holder, Some(ANN));
        assert_eq!(custody.also_taken_by, Some(vec![BO]));
        let returned = [
            (ANN, taken, None, true),
            (BO, taken, None, false),
            (ANN, CustodyAct::Returned, None, true),
        ];
        assert_eq!(after(&returned).holder, Some(BO), "one put it down, the other has it");
    }

    #[test]
    fn a_thing_given_stays_with_the_giver_until_it_is_received() {
        let (taken, given) = (CustodyAct::Taken, CustodyAct::Given);
        let on_its_way = after(&[(ANN, taken, None, true), (ANN, given, Some(BO), true)]);
        assert_eq!((on_its_way.holder, on_its_way.given_to), (Some(ANN), Some(BO)));
        let there = after(&[
            (ANN, taken, None, true),
            (BO, CustodyAct::Received, Some(ANN), false),
            (ANN, given, Some(BO), false),
        ]);
        assert_eq!((there.holder, there.given_to), (Some(BO), None), "either half may come first");
    }

    #[test]
    fn what_nobody_has_received_its_giver_takes_back() {
        let (taken, given) = (CustodyAct::Taken, CustodyAct::Given);
        let back = after(&[
            (ANN, taken, None, true),
            (ANN, given, Some(BO), true),
            (ANN, taken, None, true),
        ]);
        assert_eq!(back, Custody { holder: Some(ANN), ..Custody::default() });
    }

    #[test]
    fn nobody_gives_what_he_does_not_have() {
        let step = step(&Custody::default(), ANN, &act(CustodyAct::Given, Some(BO)), true);
        assert!(matches!(step, Step::Exception(_)));
    }

    #[test]
    fn a_handover_whose_receiver_is_heard_first_leaves_one_holder() {
        let (taken, given, received) = (CustodyAct::Taken, CustodyAct::Given, CustodyAct::Received);
        let custody = after(&[
            (BO, received, Some(ANN), false),
            (ANN, taken, None, false),
            (ANN, given, Some(BO), false),
        ]);
        assert_eq!(custody, Custody { holder: Some(BO), ..Custody::default() });
    }
}
