//! The quality gate at the door: what is worth saying of a command's photographs, scans and positions, and what the
//! playbook requires of them.
//!
//! The measures were taken when the photograph was developed and stand in its fact; nothing is decoded here.

use counterfoil_domain::cbor;
use counterfoil_domain::command::Planned;
use counterfoil_domain::command::refusal::Refusal;
use counterfoil_domain::fact::{Fact, Photo};
use counterfoil_domain::ids::{ActId, Hash, SubjectId};
use counterfoil_domain::quality::{Look, QualityWarning, judge};
use counterfoil_domain::sorting::SortSmall as _;
use counterfoil_store::{Connection, Transaction, progress};
use minicbor::{Decode, Encode};

use crate::error::{Caused, NotAllowed};
use crate::layers::View;

/// Notes of the photographs that this person took lately.
const LOOKS: &str = "look/";
/// How long a photograph counts as one of the day, ms: a shift and its overtime.
const DAY_MS: i64 = 16 * 60 * 60_000;
/// Photographs that are remembered; beyond it the oldest go.
const LOOKS_MAX: usize = 600;

/// A photograph that was taken.
#[derive(Debug, Clone, Encode, Decode)]
#[cbor(array)]
struct Taken {
    /// Its difference hash.
    #[cbor(n(0), with = "minicbor::bytes")]
    look: [u8; 8],
    /// The order.
    #[n(1)]
    order: SubjectId,
    /// The act that it belongs to: one photograph of sixty parcels is no copy of itself.
    #[n(2)]
    act: Option<ActId>,
    /// When, on this phone's wall clock, ms since 1970.
    #[n(3)]
    at_ms: i64,
}

/// What is worth saying of what was planned, in the order of its facts.
pub(super) fn look_over(
    connection: &Connection,
    planned: &Planned,
    view: &View,
    act: Option<ActId>,
    now_ms: i64,
) -> Caused<Vec<QualityWarning>> {
    let mut looks = match photos(planned).next() {
        Some(_) => looks(connection, view, act, now_ms)?,
        None => Vec::new(),
    };
    let mut found = Vec::new();
    for fact in planned.envelopes.iter().flat_map(|draft| &draft.facts) {
        found.extend(judge(fact, &view.playbook, view.state.kind(), &looks));
        if let Fact::Photo(Photo { look: Some(look), .. }) = fact {
            looks.push(Look { hash: *look, same_order: true });
        }
    }
    Ok(found)
}

/// Why a command with these warnings is not written; none if nothing better is required.
pub(super) fn refusal(found: &[QualityWarning]) -> Option<NotAllowed> {
    let required: Vec<&QualityWarning> = found.iter().filter(|one| one.required).collect();
    let rule = required.first()?.rule.clone().unwrap_or_default();
    let codes = required.iter().map(|one| one.check.code().to_owned()).collect();
    Some(NotAllowed {
        refusal: Some(Refusal::Codes { rule: format!("quality/{rule}"), codes }),
        code: "quality",
        words_zh: required.iter().map(|one| one.words.zh.clone()).collect(),
        words_en: required.iter().map(|one| one.words.en.clone()).collect(),
    })
}

/// Remembers the photographs of what is being written, and forgets those that are no longer of the day.
pub(super) fn remember(
    tx: &Transaction<'_>,
    planned: &Planned,
    view: &View,
    act: ActId,
    now_ms: i64,
) -> Caused<()> {
    let mut new = false;
    for photo in photos(planned) {
        let Some(look) = photo.look else { continue };
        let taken = Taken { look, order: view.state.subject, act: Some(act), at_ms: now_ms };
        progress::set_note(tx, &name(photo.original), &cbor::encode(&taken))?;
        new = true;
    }
    if new { forget(tx, now_ms) } else { Ok(()) }
}

fn photos(planned: &Planned) -> impl Iterator<Item = &Photo> {
    let facts = planned.envelopes.iter().flat_map(|draft| &draft.facts);
    facts.filter_map(|fact| match fact {
        Fact::Photo(photo) => Some(photo),
        _ => None,
    })
}

fn name(original: Hash) -> String {
    format!("{LOOKS}{original}")
}

/// The order's photographs, whoever took them, and this person's of the day, apart from those of the same act.
fn looks(
    connection: &Connection,
    view: &View,
    act: Option<ActId>,
    now_ms: i64,
) -> Caused<Vec<Look>> {
    let mut looks = Vec::new();
    for (_, fact) in view.state.standing() {
        if let Fact::Photo(Photo { look: Some(look), .. }) = fact {
            looks.push(Look { hash: *look, same_order: true });
        }
    }
    for (_, taken) in taken(connection)? {
        let same_order = taken.order == view.state.subject;
        let same_act = act.is_some() && taken.act == act;
        // Those of the order stand above, unless they were taken back.
        if !same_order && !same_act && is_of_the_day(&taken, now_ms) {
            looks.push(Look { hash: taken.look, same_order });
        }
    }
    Ok(looks)
}

/// A clock that was set back makes no photograph older.
fn is_of_the_day(taken: &Taken, now_ms: i64) -> bool {
    now_ms.saturating_sub(taken.at_ms) < DAY_MS
}

fn taken(connection: &Connection) -> Caused<Vec<(String, Taken)>> {
    let notes = progress::notes(connection, LOOKS)?.into_iter();
    Ok(notes.filter_map(|(name, bytes)| Some((name, cbor::decode(&bytes).ok()?))).collect())
}

fn forget(tx: &Transaction<'_>, now_ms: i64) -> Caused<()> {
    let mut all = taken(tx)?;
    all.sort_small_by_key(|(_, taken)| std::cmp::Reverse(taken.at_ms));
    for (at, (name, taken)) in all.iter().enumerate() {
        if at >= LOOKS_MAX || !is_of_the_day(taken, now_ms) {
            progress::clear_note(tx, name)?;
        }
    }
    Ok(())
}
