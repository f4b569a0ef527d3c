//! A document at the worker: what the hub asks it, and brings it where it does not have the document.

use std::time::Duration;

use counterfoil_domain::document::GateRefusal;
use counterfoil_domain::document::gate::Trial;

use super::desk::{Desk, DocumentName};
use super::worker::{Answer, ChangeFault, ChangeWorker, Question, Start, What};

/// Asks the worker about a document as it stands here. Where the worker does not have it as it is (another one had it,
/// or an act was undone), it is told.
pub(super) fn ask(
    worker: &dyn ChangeWorker,
    open: &Trial,
    (start, what): (Start, What),
    patience: Duration,
) -> Result<Answer, ChangeFault> {
    let document = open.document();
    let mut question =
        Question { key: document.key().clone(), heads: document.heads(), start, what };
    let mut answer = heard(worker, &question, patience)?;
    if answer == Answer::Unknown {
        let taken = open.taken().map(|raw| raw.to_vec().into()).collect();
        question.start = Start::Saved(open.base().save().into(), taken);
        answer = heard(worker, &question, patience)?;
    }
    match answer {
        Answer::Unknown | Answer::Unfit => Err(GateRefusal::NotCanonical.into()),
        answer => Ok(answer),
    }
}

fn heard(
    worker: &dyn ChangeWorker,
    question: &Question,
    patience: Duration,
) -> Result<Answer, ChangeFault> {
    let answer = worker.ask(&question.task(), patience)?;
    Answer::read(&answer).ok_or(ChangeFault::Died)
}

/// How a worker comes to a document that was not changed yet: by its row, or as a new one with these notes.
pub(super) fn start(
    desk: &Desk,
    place: &DocumentName,
    open: &Trial,
    notes: impl FnOnce() -> Vec<String>,
) -> Start {
    match desk.documents.get(place) {
        _ if open.is_changed() => Start::Warm,
        None => Start::Genesis(notes()),
        Some(row) if row.heads == open.document().heads() && !row.saved.is_empty() => {
            Start::Saved(row.saved.clone().into(), Vec::new())
        }
        Some(_) => Start::Warm,
    }
}
