//! A part that arrives: one scan, written down together with what it says of the part.

use std::sync::PoisonError;

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Scan;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::parts::{Article, PartVerdict};
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::scan;
use counterfoil_store::Transaction;
use counterfoil_store::cards::{self, CardFilter, CardOrder};

use super::Captures;
use crate::capturing::{self, Done, Intent};
use crate::error::{Caused, ClientError};
use crate::layers;
use crate::orders::tell;
use crate::phone::core::Core;

/// What one scan of a part's label said, and what was kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartScanned {
    /// What it says.
    pub verdict: PartVerdict,
    /// The same in words.
    pub words: Words,
    /// The articles of the order that the label names: one, or several to choose from.
    pub articles: Vec<Article>,
    /// The piece, where label or store name it.
    pub serial: Option<String>,
    /// Pieces of the article that are still to come.
    pub due: u64,
    /// This person's other open orders that wait for such a part.
    pub orders: Vec<SubjectId>,
    /// The same label, seen again at once: nothing was written.
    pub repeated: bool,
    /// The envelope of the scan, and of the part that it received; absent if it was repeated.
    pub done: Option<Done>,
}

impl Captures {
    /// The label of a part that arrives for an order, scanned or typed. One act keeps the scan and, if the store has sent
    /// such a part for this order and it has not been received, receives one piece of it; otherwise it says why not. The
    /// same label that is seen again within three seconds of its last sight is one read. Who has a part in hand that no
    /// label shows writes it down with [`Captures::part`].
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] by policy or for an empty code, [`ClientError::NotFound`].
    pub fn part_scanned(
        &self,
        id: SubjectId,
        code: &str,
        symbology: &str,
    ) -> Result<PartScanned, ClientError> {
        let core = &self.core;
        if let Some(answer) = repeated(core, id, code) {
            return Ok(answer);
        }
        let answer = core.capture(|tx| keep(core, tx, id, (code, symbology)))?;
        remember(core, id, code, &answer);
        tell(core, [id]);
        Ok(answer)
    }
}

fn keep(
    core: &Core,
    tx: &Transaction<'_>,
    id: SubjectId,
    (code, symbology): (&str, &str),
) -> Caused<PartScanned> {
    let subject = layers::subject_of(tx, id)?;
    let found = layers::view(core, tx, subject)?.state.scan_part(code);
    let orders = match found.verdict {
        PartVerdict::Received | PartVerdict::Ambiguous => Vec::new(),
        _ => waiting(core, tx, id, code)?,
    };
    let verdict = match found.verdict {
        PartVerdict::Wrong | PartVerdict::NotSent if !orders.is_empty() => PartVerdict::Another,
        verdict => verdict,
    };
    let matches = verdict.is_of_the_order();
    let scan = Scan { raw: code.to_owned(), symbology: symbology.to_owned(), matches };
    let part = found.deed.map(Command::UsePart);
    let act = Command::All([Command::Scan(scan)].into_iter().chain(part).collect());
    let done = capturing::write(core, tx, Intent::new(subject, act))?;
    Ok(PartScanned {
        verdict,
        words: verdict.words(),
        articles: found.articles,
        serial: found.serial,
        due: found.due,
        orders,
        repeated: false,
        done: Some(done),
    })
}

/// The person's other open orders for which the label would be received.
fn waiting(
    core: &Core,
    tx: &Transaction<'_>,
    not: SubjectId,
    code: &str,
) -> Caused<Vec<SubjectId>> {
    let mut orders = Vec::new();
    cards::each(tx, &CardFilter::own_open_orders(), CardOrder::Due, |row| {
        let id = row.subject.id;
        if id != not {
            let state = layers::view(core, tx, row.subject)?.state;
            if state.scan_part(code).verdict == PartVerdict::Received {
                orders.push(id);
            }
        }
        Caused::Ok(())
    })?;
    Ok(orders)
}

/// One label on one order.
fn sight(id: SubjectId, code: &str) -> String {
    format!("{id} {}", scan::label_of(code))
}

fn repeated(core: &Core, id: SubjectId, code: &str) -> Option<PartScanned> {
    let mut recent = core.recent_parts.lock().unwrap_or_else(PoisonError::into_inner);
    let now = core.ports.moments.clocks();
    let answer = recent.again(&sight(id, code), now.boot, now.monotonic_ms)?;
    Some(PartScanned { repeated: true, done: None, ..answer })
}

fn remember(core: &Core, id: SubjectId, code: &str, answer: &PartScanned) {
    let mut recent = core.recent_parts.lock().unwrap_or_else(PoisonError::into_inner);
    let now = core.ports.moments.clocks();
    recent.keep(&sight(id, code), now.boot, now.monotonic_ms, answer.clone());
}
