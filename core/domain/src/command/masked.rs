//! What a command hides before it is written: card numbers in everything that people type, and beside a telephone number
//! and a name of the customer their masked forms, for those who see no more.

use super::{FieldSet, NoteEdit};
use crate::document::FieldValue;
use crate::fact::Fact;
use crate::masking::{hide_cards, hide_name, hide_phone};
use crate::order::OrderState;
use crate::order::fields;

/// A path, the path of its mask, and how it is masked.
type Mask = (&'static str, &'static str, fn(&str) -> String);

/// What stands for a customer's contact where it is not seen.
const MASKS: [Mask; 2] = [
    (fields::CONTACT_PHONE, fields::MASKED_PHONE, hide_phone),
    (fields::CONTACT_NAME, fields::MASKED_NAME, hide_name),
];

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

    /// A note is typed in pieces: what it will say is looked at, not the piece alone.
    pub(super) fn note(&self, edit: &mut NoteEdit, state: &OrderState) {
        let own = state.documents.iter().filter(|one| one.subject == state.subject);
        let Some(now) = own.filter_map(|one| one.notes.get(&edit.path)).next() else {
            return self.text(&mut edit.insert);
        };
        let now: Vec<char> = now.chars().collect();
        let Some(end) = edit.at.checked_add(edit.delete).filter(|end| *end <= now.len()) else {
            return self.text(&mut edit.insert);
        };
        let (head, tail) = (now.get(..edit.at).unwrap_or(&[]), now.get(end..).unwrap_or(&[]));
        let then: String =
            head.iter().copied().chain(edit.insert.chars()).chain(tail.iter().copied()).collect();
        let Some(hidden) = hide_cards(&then, &self.kept) else { return };
        *edit = difference(&edit.path, &now, &hidden.chars().collect::<Vec<_>>());
    }
}

/// The edit that makes one text of another.
fn difference(path: &str, now: &[char], then: &[char]) -> NoteEdit {
    let same = now.iter().zip(then).take_while(|(one, other)| one == other).count();
    let room = now.len().min(then.len()).saturating_sub(same);
    let ends = now.iter().rev().zip(then.iter().rev()).take(room);
    let alike = ends.take_while(|(one, other)| one == other).count();
    let to = then.len().saturating_sub(alike);
    NoteEdit {
        path: path.to_owned(),
        at: same,
        delete: now.len().saturating_sub(alike).saturating_sub(same),
        insert: then.get(same..to).unwrap_or(&[]).iter().collect(),
    }
}

/// The masked forms of the contact that a command sets, where its author may write them.
pub(super) fn beside(sets: &[FieldSet], may: impl Fn(&str) -> bool) -> Vec<FieldSet> {
    let mut made = Vec::new();
    for (path, masked, hide) in MASKS {
        let given = |one: &&FieldSet| one.path == path && one.document.is_empty();
        let Some(set) = sets.iter().rev().find(given) else { continue };
        if sets.iter().any(|one| one.path == masked) || !may(masked) {
            continue;
        }
        let value = match &set.value {
            FieldValue::Text(text) => FieldValue::Text(hide(text)),
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

    /// What a note says after an edit.
    fn after(text: &str, edit: &NoteEdit) -> String {
        let chars: Vec<char> = text.chars().collect();
        let (head, rest) = chars.split_at(edit.at);
        head.iter()
            .copied()
            .chain(edit.insert.chars())
            .chain(rest[edit.delete..].iter().copied())
            .collect()
    }

    #[test]
    fn a_card_that_is_typed_into_a_note_in_pieces_is_hidden_when_it_is_one() {
        let cards = CardMask::keeping(core::iter::empty());
        let mut text = "退到".to_owned();
        for piece in ["41111", "1111", "111", "1111", ",谢谢"] {
            let at = text.chars().count();
            let (path, insert) = ("note/work".to_owned(), piece.to_owned());
            let mut edit = NoteEdit { path, at, delete: 0, insert };
            cards.note(&mut edit, &noted(&text));
            text = after(&text, &edit);
        }
        assert_eq!(text, "退到************1111,谢谢");
        // In the middle, over what stood there.
        let (path, insert) = ("note/work".to_owned(), "1111 1111".to_owned());
        let mut edit = NoteEdit { path, at: 6, delete: 1, insert };
        let before = "A 4111x1111 B";
        let mut whole = edit.clone();
        whole.insert = " 1111 1111 ".into();
        cards.note(&mut whole, &noted(before));
        assert_eq!(after(before, &whole), "A **** **** **** 1111 B");
        cards.note(&mut edit, &noted(before));
        assert_eq!(after(before, &edit), "A 41111111 11111111 B", "no card, and left alone");
    }
}
