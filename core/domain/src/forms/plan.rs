//! In which order questions get their values: each after what its calculation and its rules read.

use crate::sorting::CollectSmall as _;
use std::collections::BTreeSet;

use super::form::Form;
use super::read::Fault;
use crate::playbook::words::Words;

/// The slots in an order in which nothing is read before it is known; a circle is a fault.
pub(super) fn order(form: &Form) -> Result<Vec<usize>, Fault> {
    let reads: Vec<BTreeSet<usize>> =
        (0..form.questions.len()).map(|slot| reads(form, slot)).collect();
    let mut waits: Vec<usize> = reads.iter().map(BTreeSet::len).collect();
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); reads.len()];
    for (slot, reads) in reads.iter().enumerate() {
        for read in reads {
            if let Some(readers) = readers.get_mut(*read) {
                readers.push(slot);
            }
        }
    }
    let ready = waits.iter().enumerate().filter(|(_, waits)| **waits == 0);
    let mut order: Vec<usize> = ready.map(|(slot, _)| slot).collect();
    let mut done = 0;
    while let Some(slot) = order.get(done).copied() {
        done += 1;
        for reader in readers.get(slot).into_iter().flatten() {
            if let Some(waits) = waits.get_mut(*reader) {
                *waits -= 1;
                if *waits == 0 {
                    order.push(*reader);
                }
            }
        }
    }
    if order.len() == reads.len() { Ok(order) } else { Err(circle(form, &reads, &order)) }
}

fn reads(form: &Form, slot: usize) -> BTreeSet<usize> {
    let Some(question) = form.questions.get(slot) else { return BTreeSet::new() };
    let rules = question.rules.iter().filter_map(|rule| form.rules.get(*rule));
    let rules = rules.flat_map(|rule| &rule.condition.reads);
    let calculation = question.calculate.iter().flat_map(|formula| &formula.reads);
    rules.chain(calculation).copied().collect_set()
}

/// Follows what waits until a question comes twice.
fn circle(form: &Form, reads: &[BTreeSet<usize>], order: &[usize]) -> Fault {
    let known: BTreeSet<usize> = order.iter().copied().collect_set();
    let waiting = |slot: &usize| !known.contains(slot);
    let mut path: Vec<usize> = Vec::new();
    let mut next = (0..reads.len()).find(waiting);
    while let Some(slot) = next.filter(|slot| !path.contains(slot)) {
        path.push(slot);
        next = reads.get(slot).and_then(|reads| reads.iter().copied().find(waiting));
    }
    let begins = next.and_then(|slot| path.iter().position(|one| *one == slot)).unwrap_or(0);
    let members = path.iter().skip(begins).chain(next.iter());
    let ids: Vec<&str> = members
        .filter_map(|slot| form.questions.get(*slot))
        .map(|question| question.id.as_str())
        .collect();
    let ids = ids.join(" → ");
    Fault {
        pointer: "/schema/properties".to_owned(),
        words: Words::new(
            format!("互相依赖,无法计算:{ids}"),
            format!("these wait for each other: {ids}"),
        ),
    }
}
