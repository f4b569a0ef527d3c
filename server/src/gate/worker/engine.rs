//! The worker's side: documents kept warm, and one task after the other.

use std::collections::HashMap;

use counterfoil_domain::document::gate::{Caps, Trial};
use counterfoil_domain::document::{Document, DocumentKey};
use counterfoil_domain::limits::{GATE_WARM_BYTES_MAX, GATE_WARM_DOCUMENTS_MAX};

use super::wire::{Answer, Question, Start, What};

/// The documents that a worker has at hand.
#[derive(Debug, Default)]
pub(super) struct Engine {
    warm: HashMap<DocumentKey, Trial>,
    /// Bytes that the documents would take when saved, at most.
    bytes: usize,
}

impl Engine {
    /// Does one task. What cannot be read is answered as a document that is not known.
    pub(super) fn answer(&mut self, task: &[u8]) -> Vec<u8> {
        let answer = match Question::read(task) {
            Some(question) => self.work(question),
            None => Answer::Unfit,
        };
        answer.to_bytes()
    }

    fn work(&mut self, question: Question) -> Answer {
        let Question { key, heads, start, what } = question;
        let warm = self.take(&key).filter(|trial| trial.document().heads() == heads);
        let mut trial = match warm.map_or_else(|| begin(&key, start), Ok) {
            Ok(trial) if trial.document().heads() == heads => trial,
            Ok(_) => return Answer::Unfit,
            Err(answer) => return answer,
        };
        let answer = match what {
            What::Change { chain, frame, careful } => {
                let taken = trial.examine(chain, &frame).map_err(|refusal| (refusal, false));
                let taken = taken
                    .and_then(|examined| trial.apply(examined).map_err(|refusal| (refusal, true)));
                match taken {
                    Ok(_) if careful => finish(&mut trial),
                    Ok(_) => Answer::Taken,
                    Err((refusal, examined)) => Answer::Refused { refusal, examined },
                }
            }
            What::Finish => finish(&mut trial),
            What::Next => match trial.document().next_generation() {
                Ok(next) => Answer::Saved(next.save().into()),
                Err(_) => Answer::Unfit,
            },
        };
        self.put(key, trial);
        answer
    }

    fn take(&mut self, key: &DocumentKey) -> Option<Trial> {
        let trial = self.warm.remove(key)?;
        self.bytes = self.bytes.saturating_sub(trial.document().bytes_at_most());
        Some(trial)
    }

    /// Keeps a document warm; all others go when there are too many: the hub brings again what it needs.
    fn put(&mut self, key: DocumentKey, trial: Trial) {
        let bytes = trial.document().bytes_at_most();
        let full = self.warm.len() >= GATE_WARM_DOCUMENTS_MAX;
        if full || self.bytes + bytes > GATE_WARM_BYTES_MAX {
            self.warm.clear();
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.warm.insert(key, trial);
    }
}

fn begin(key: &DocumentKey, start: Start) -> Result<Trial, Answer> {
    let refused = |refusal| Answer::Refused { refusal, examined: true };
    match start {
        Start::Warm => Err(Answer::Unknown),
        Start::Genesis(notes) => {
            let made = Document::genesis(key.clone(), &notes).map_err(|_| Answer::Unfit)?;
            Ok(Trial::begin(made, Caps::default()))
        }
        Start::Saved(saved, taken) => {
            let base = Document::load(key.clone(), &saved).map_err(|_| Answer::Unfit)?;
            let taken: Vec<&[u8]> = taken.iter().map(|raw| raw.as_slice()).collect();
            Trial::resume(base, Caps::default(), &taken).map_err(refused)
        }
    }
}

/// Saves the document, loads it, and goes on with what was loaded.
fn finish(trial: &mut Trial) -> Answer {
    if !trial.is_changed() {
        return Answer::Saved(trial.document().save().into());
    }
    match trial.clone().finish() {
        Ok(accepted) => {
            *trial = Trial::begin(accepted.document, Caps::default());
            Answer::Saved(accepted.saved.into())
        }
        Err(refusal) => Answer::Refused { refusal, examined: true },
    }
}
