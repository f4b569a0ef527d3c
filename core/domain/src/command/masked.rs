//! What a command hides before it is written: card numbers in everything that people type, and beside a telephone number,
//! a name and an address of the customer their masked forms, for those who see no more.

use std::ops::Range;

use super::{FieldSet, NoteEdit};
use crate::document::FieldValue;
use crate::fact::Fact;
use crate::masking::{hide_address, hide_cards, hide_name, hide_phone};
use crate::order::OrderState;
use crate::order::fields;

/// How what stands behind a mask is hidden.
fn hide(masked: &str, text: &str) -> String {
    match masked {
        fields::MASKED_PHONE => hide_phone(text),
        fields::MASKED_NAME => hide_name(text),
        _ => hide_address(text),
    }
}

/// Hides the card numbers of one command. Numbers by which the order is known stay.
pub(super) struct CardMask<'a> {
    kept: Vec<&'a str>,
}

impl<'a> CardMask<'a> {
    pub(super) fn keeping(kept: impl Iterator<Item = &'a str>) -> Self {
        Self { kept: kept.collect() }
    }

    fn text(&self, text: &mut String) {
        if let Some(hidden) = hide_cards(text, &self.kept) {
            *text = hidden;
        }
    }

    fn maybe(&self, text: &mut Option<String>) {
        text.iter_mut().for_each(|text| self.text(text));
    }

    pub(super) fn field(&self, set: &mut FieldSet) {
        if let FieldValue::Text(text) = &mut set.value {
            self.text(text);
        }
    }

    /// Everything that people type into a fact. What a scanner read and what somebody signed stay byte for byte.
    pub(super) fn fact(&self, fact: &mut Fact) {
        match fact {
            Fact::Transition(one) => self.maybe(&mut one.note),
            Fact::Signature(one) => self.text(&mut one.signer),
            Fact::Unsigned(one) => self.maybe(&mut one.note),
            Fact::Consent(one) => {
                self.text(&mut one.who);
                self.text(&mut one.words);
            }
            Fact::Refusal(one) => {
                self.maybe(&mut one.who);
                self.maybe(&mut one.note);
            }
            Fact::Comment(one) => self.text(&mut one.text),
            Fact::Urge(one) => self.maybe(&mut one.reason),
            Fact::UrgeAnswer(one) => self.text(&mut one.answer),
            Fact::Part(one) => self.text(&mut one.name),
            Fact::Quote(one) => one.lines.iter_mut().for_each(|line| self.text(&mut line.text)),
            // With a statement it is the signer's word.
            Fact::Approval(one) if one.statement.is_none() => self.maybe(&mut one.note),
            Fact::ApprovalRequest(one) => self.maybe(&mut one.note),
            Fact::Delegation(one) => self.maybe(&mut one.note),
            Fact::Proposed(one) => self.text(&mut one.value),
            Fact::Withdrawn(one) => self.text(&mut one.reason),
            Fact::Moved(one) => self.text(&mut one.reason),
            Fact::Counted(one) => self.maybe(&mut one.note),
            Fact::Confirmed(one) => self.maybe(&mut one.reference),
            Fact::Claim(one) => self.text(&mut one.words),
            Fact::ClockStop(one) => self.maybe(&mut one.note),
            Fact::Revealed(one) => self.text(&mut one.reason),
            _ => {}
        }
    }

    /// A note is typed in pieces: what it will say is looked at, not the piece alone. What stood there before and is
    /// hidden now becomes edits of its own, each of the hidden characters alone: what others write between meanwhile
    /// stays.
    pub(super) fn note(&self, mut edit: NoteEdit, state: &OrderState) -> Vec<NoteEdit> {
        let own = state.documents.iter().filter(|one| one.subject == state.subject);
        let now = own.filter_map(|one| one.notes.get(&edit.path)).next();
        let now: Vec<char> = now.map(|text| text.chars().collect()).unwrap_or_default();
        let end = edit.at.checked_add(edit.delete).filter(|end| *end <= now.len());
        let (Some(head), Some(tail)) = (now.get(..edit.at), end.and_then(|end| now.get(end..)))
        else {
            self.text(&mut edit.insert);
            return vec![edit];
        };
        let typed: Vec<char> = edit.insert.chars().collect();
        let then = [head, &typed, tail].concat();
        let Some(hidden) = hide_cards(&then.iter().collect::<String>(), &self.kept) else {
            return vec![edit];
        };
        let hidden: Vec<char> = hidden.chars().collect();
        let own = head.len()..head.len().saturating_add(typed.len());
        edit.insert = hidden.get(own.clone()).unwrap_or(&[]).iter().collect();
        let path = edit.path.clone();
        let mut edits = vec![edit];
        for (from, to) in hidden_runs(&then, &hidden, &own) {
            let insert = hidden.get(from..to).unwrap_or(&[]).iter().collect();
            let (path, delete) = (path.clone(), to.saturating_sub(from));
            edits.push(NoteEdit { path, at: from, delete, insert });
        }
        edits
    }
}

/// Where two texts of one length differ outside `own`, each from and to; over single characters that are alike.
fn hidden_runs(then: &[char], hidden: &[char], own: &Range<usize>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (place, (one, other)) in then.iter().zip(hidden).enumerate() {
        if one == other || own.contains(&place) {
            continue;
        }
        let after = place.saturating_add(1);
        let beside = |to: usize| to.saturating_add(1) >= place && !own.contains(&to);
        match runs.last_mut().filter(|(_, to)| beside(*to)) {
            Some((_, to)) => *to = after,
            None => runs.push((place, after)),
        }
    }
    runs
}

/// The masked forms of the contact that a command sets or settles, where its author may write them.
pub(super) fn beside<'a>(
    sets: impl DoubleEndedIterator<Item = &'a FieldSet> + Clone,
    may: impl Fn(&str) -> bool,
) -> Vec<FieldSet> {
    let mut made: Vec<FieldSet> = Vec::new();
    for (path, masked) in fields::MASKED {
        let given = |one: &&FieldSet| one.path == path && one.document.is_empty();
        let Some(set) = sets.clone().rev().find(given) else { continue };
        let is_mask = |one: &FieldSet| one.path == masked;
        if sets.clone().any(is_mask) || made.iter().any(is_mask) || !may(masked) {
            continue;
        }
        let value = match &set.value {
            FieldValue::Text(text) => FieldValue::Text(hide(masked, text)),
            _ => FieldValue::Null,
        };
        made.push(FieldSet::new(masked, value));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SubjectId;
    use crate::order::documents::DocumentView;

    fn noted(text: &str) -> OrderState {
        let mut state = OrderState::empty(SubjectId([1; 16]));
        let subject = state.subject;
        let notes = [("note/work".to_owned(), text.to_owned())].into();
        state.documents.push(DocumentView {
            subject,
            audience: "work".into(),
            name: String::new(),
            generation: 0,
            fields: [].into(),
            notes,
            conflicts: Vec::new(),
        });
        state
    }

    /// What a note says after an edit that somebody types.
    fn typed(text: &str, at: usize, delete: usize, piece: &str) -> (String, Vec<NoteEdit>) {
        let cards = CardMask::keeping(core::iter::empty());
        let (path, insert) = ("note/work".to_owned(), piece.to_owned());
        let edits = cards.note(NoteEdit { path, at, delete, insert }, &noted(text));
        let mut chars: Vec<char> = text.chars().collect();
        for edit in &edits {
            chars.splice(edit.at..edit.at + edit.delete, edit.insert.chars());
        }
        (chars.into_iter().collect(), edits)
    }

    #[test]
    fn a_card_that_is_typed_into_a_note_in_pieces_is_hidden_when_it_is_one() {
        let mut text = "退到".to_owned();
        for piece in ["41111", "1111", "111", "1111", ",谢谢"] {
            text = typed(&text, text.chars().count(), 0, piece).0;
        }
        assert_eq!(text, "退到************1111,谢谢");
        // In the middle, over what stood there.
        let before = "A 4111x1111 B";
        let whole = typed(before, 6, 1, " 1111 1111 ").0;
        assert_eq!(whole, "A **** **** **** 1111 B");
        let none = typed(before, 6, 1, "1111 1111").0;
        assert_eq!(none, "A 41111111 11111111 B", "no card, and left alone");
    }

    #[test]
    fn what_lies_between_a_hidden_number_and_the_words_that_are_typed_is_not_written_again() {
        // The number stood there before numbers were hidden; somebody adds a word at the end.
        let before = "卡 4111 1111 1111 1111。先打电话,再上门";
        let end = before.chars().count();
        let (text, edits) = typed(before, end, 0, ",谢谢");
        assert_eq!(text, "卡 **** **** **** 1111。先打电话,再上门,谢谢");
        let places: Vec<_> = edits.iter().map(|edit| (edit.at, edit.delete)).collect();
        assert_eq!(places, [(end, 0), (2, 14)], "his word, and the number alone");
        assert_eq!(edits[0].insert, ",谢谢");
    }
}
