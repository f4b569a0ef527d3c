//! What cannot be written into its document any more is proposed: both values show, and somebody decides.

use counterfoil_domain::command::EnvelopeDraft;
use counterfoil_domain::command::draft::ChangeDraft;
use counterfoil_domain::document::EditError;
use counterfoil_domain::fact::{Fact, Proposed};
use counterfoil_domain::playbook::Playbook;

use crate::layers::documents::value_text;

/// Whether a change that met this error is kept as proposals. One that is written once more was accepted by a
/// screen long ago: nobody is there to be told, so nothing but having nothing to do is a reason to leave it.
pub(super) fn helps(error: &EditError, is_replay: bool) -> bool {
    match error {
        EditError::DocumentFull => true,
        EditError::NothingToDo => false,
        _ => is_replay,
    }
}

/// What a change sets, as proposals; none for the mere deletion of words.
pub(super) fn proposals(change: &ChangeDraft, audience: &str) -> Vec<Fact> {
    let proposed = |path: &String, value| {
        let (audience, path) = (audience.to_owned(), path.clone());
        Fact::Proposed(Proposed { audience, path, value, evidence: Vec::new() })
    };
    match change {
        ChangeDraft::Sets(sets) => {
            sets.iter().map(|(path, value)| proposed(path, value_text(value))).collect()
        }
        ChangeDraft::Settle { path, value } => vec![proposed(path, value_text(value))],
        ChangeDraft::Note(edit) if !edit.insert.is_empty() => {
            vec![proposed(&edit.path, edit.insert.clone())]
        }
        ChangeDraft::Note(_) => Vec::new(),
    }
}

/// Puts proposals in the place of a draft's change. They have an audience of their own: beside facts they become an
/// envelope apart, which is given back.
pub(super) fn in_place_of(
    draft: &mut EnvelopeDraft,
    facts: Vec<Fact>,
    playbook: &Playbook,
) -> Option<EnvelopeDraft> {
    let audience = playbook.audience_of_fact("proposed").unwrap_or(&draft.audience).to_owned();
    draft.change = None;
    if draft.facts.is_empty() {
        (draft.audience, draft.facts) = (audience, facts);
        return None;
    }
    Some(EnvelopeDraft { audience, facts, blobs: Vec::new(), act: None, ..draft.clone() })
}
