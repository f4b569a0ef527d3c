//! Who has the thing, told anew from all words about it: in the order in which they can have been said, not in that
//! in which the hub heard them.
//!
//! Ann hands a parcel to Bo and Bo to Chen, all without signal, and the hub hears Chen first. What is certain is each
//! person's own order and what he had read. Of the rest, a *received* stands behind the word by which its giver came
//! to have the thing. Where that does not tell, the log's order does.

use super::{Step, step};
use crate::decision::{Custody, Exception};
use crate::fact::{CustodyAct, CustodyStep};
use crate::ids::{ChainId, PersonId};

/// One custody step with what is known of when it was said.
#[derive(Debug, Clone, Copy)]
pub(in crate::order) struct Word<'a> {
    /// The chain in which it stands.
    pub(in crate::order) chain: ChainId,
    /// Who said it.
    pub(in crate::order) person: PersonId,
    /// Its place in the log; `None` for a phone's own that the hub has not heard.
    pub(in crate::order) index: Option<u64>,
    /// How many entries of the log its author had read.
    pub(in crate::order) seen: u64,
    /// What was said.
    pub(in crate::order) step: &'a CustodyStep,
}

/// Where all the words lead, and what became of the last of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::order) struct Passage {
    /// Who has it after all of them.
    pub(in crate::order) custody: Custody,
    /// Whom it went to behind the last word, from hand to hand from its author on.
    pub(in crate::order) onward: Vec<PersonId>,
    /// Why the last word cannot be so.
    pub(in crate::order) exception: Option<Exception>,
}

/// Tells the words anew. They come in the log's order, a phone's own unsent ones behind; the last is the one that is
/// decided on.
#[must_use]
pub(in crate::order) fn passage(words: &[Word<'_>]) -> Passage {
    let mut telling = Telling { words, told: Vec::new(), custody: Custody::default(), by: None };
    let mut exception = None;
    while let Some(at) = telling.next() {
        let failed = telling.tell(at);
        if at + 1 == words.len() {
            exception = failed;
        }
    }
    let onward = onward(words, &telling.told);
    Passage { custody: telling.custody, onward, exception }
}

/// The hands through which the thing went behind the last word.
fn onward(words: &[Word<'_>], told: &[usize]) -> Vec<PersonId> {
    let Some(last) = words.len().checked_sub(1) else { return Vec::new() };
    let behind = told.iter().skip_while(|at| **at != last).skip(1);
    let (mut from, mut people) = (words[last].person, Vec::new());
    for word in behind.map(|at| &words[*at]) {
        if word.step.act == CustodyAct::Received && word.step.person == Some(from) {
            from = word.person;
            people.push(from);
        }
    }
    people
}

struct Telling<'a> {
    words: &'a [Word<'a>],
    /// Places of the words that were told, in the order of telling.
    told: Vec<usize>,
    custody: Custody,
    /// The word that brought the thing to its holder.
    by: Option<usize>,
}

impl Telling<'_> {
    /// The word to tell next: the first that may come now, or else the first of all, which nothing
    /// can stand before.
    fn next(&self) -> Option<usize> {
        let left: Vec<usize> = (0..self.words.len()).filter(|at| !self.told.contains(at)).collect();
        let ready = left.iter().find(|at| self.may_come(**at, &left));
        ready.or(left.first()).copied()
    }

    fn may_come(&self, at: usize, left: &[usize]) -> bool {
        let word = &self.words[at];
        let behind = |other: &usize| {
            let earlier = &self.words[*other];
            let own = earlier.chain == word.chain;
            *other < at && (own || earlier.index.is_some_and(|index| index < word.seen))
        };
        if left.iter().any(behind) {
            return false;
        }
        let from = word.step.person.filter(|_| word.step.act == CustodyAct::Received);
        from.is_none_or(|from| !self.giver_waits(from, word.person, left))
    }

    /// Whether there is a word still to be told that stands before what `by` received from `from`.
    fn giver_waits(&self, from: PersonId, by: PersonId, left: &[usize]) -> bool {
        let also = self.custody.also_taken_by.as_deref().unwrap_or_default();
        let has_it = self.custody.holder == Some(from) || also.contains(&from);
        let mut own = left.iter().map(|at| &self.words[*at]).filter(|word| word.person == from);
        if has_it {
            // He gives it before it is received from him, unless he first comes to have it again.
            let next = own.clone().next().map(|word| word.step);
            return next
                .is_some_and(|step| step.act == CustodyAct::Given && step.person == Some(by));
        }
        let gets =
            |word: &Word<'_>| matches!(word.step.act, CustodyAct::Taken | CustodyAct::Received);
        let mut others = left.iter().map(|at| &self.words[*at]);
        own.any(gets)
            || others
                .any(|word| word.step.act == CustodyAct::Given && word.step.person == Some(from))
    }

    fn tell(&mut self, at: usize) -> Option<Exception> {
        let word = &self.words[at];
        let knew = self.by.is_none_or(|by| {
            let brought = &self.words[by];
            let own = brought.person == word.person;
            own || brought.index.is_some_and(|index| index < word.seen)
        });
        self.told.push(at);
        match step(&self.custody, word.person, word.step, knew) {
            Step::Moved(after) => {
                if after.holder != self.custody.holder {
                    self.by = Some(at);
                }
                self.custody = after;
                None
            }
            Step::Exception(exception) => Some(exception),
        }
    }
}

#[cfg(test)]
mod tests;
