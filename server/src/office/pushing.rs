//! Pushing the office's envelopes through the exchange, and what became of them.

use axum::http::StatusCode;
use counterfoil_domain::envelope::Envelope;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::verdict::Verdict;
use counterfoil_sync::wire::Judged;
use serde::{Deserialize, Serialize};

use super::chain::{Hand, Sealed};
use super::worklist::mark_of;
use crate::exchange;
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// What became of an act of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    /// The order.
    pub order: SubjectId,
    /// Its envelopes; none if nothing would have changed.
    pub envelopes: Vec<ActedEnvelope>,
    /// Why nothing would have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<Unchanged>,
}

/// Why something was not done, for programs and for people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unchanged {
    /// A stable short code.
    pub code: String,
    /// For people.
    pub zh: Vec<String>,
    /// The same in English.
    pub en: Vec<String>,
}

impl Unchanged {
    /// What a problem says about it.
    pub(super) fn of(problem: &Problem) -> Self {
        let texts = |name: &str| {
            let list = problem.members.get(name).and_then(serde_json::Value::as_array);
            let texts = list.into_iter().flatten().filter_map(|text| text.as_str());
            texts.map(str::to_owned).collect()
        };
        let why = problem.members.get("why").and_then(serde_json::Value::as_str);
        let code = why.unwrap_or(problem.code).to_owned();
        Self { code, zh: texts("zh"), en: texts("en") }
    }
}

/// One envelope of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActedEnvelope {
    /// Its header's hash.
    pub envelope: Hash,
    /// Place in the log.
    pub index: Option<u64>,
    /// `accepted`, `flagged`, `late` or `held`.
    pub mark: String,
    /// Why, as a short code.
    pub why: Option<String>,
}

impl Acted {
    /// An act that changed nothing.
    pub(super) fn of(order: SubjectId) -> Self {
        Self { order, envelopes: Vec::new(), unchanged: None }
    }
}

impl Server {
    /// Files, judges and commits a sealed command of the office, through the gate that phones go through.
    pub(super) async fn push_office(
        &self,
        hand: &mut Hand,
        order: SubjectId,
        sealed: Sealed,
    ) -> Answer<Acted> {
        let hashes: Vec<Hash> = sealed.envelopes.iter().map(Envelope::hash).collect();
        let from = sealed.from;
        self.note_sealed(order, &hashes).await?;
        let answered = self.submit_sealed(&sealed).await?;
        let (acted, standing) = acted(order, from, &hashes, &answered);
        hand.remember(sealed, |_| standing);
        acted
    }

    /// Files, judges and commits sealed envelopes of the office; gives what became of each.
    pub(super) async fn submit_sealed(&self, sealed: &Sealed) -> Answer<Vec<Judged>> {
        let author = self.storage.device(self.tenant(), self.keyring.office_device()).await?;
        let missing = || Problem::internal("office", &"the office is not enrolled");
        let author = author.ok_or_else(missing)?;
        let submitted = exchange::submit(
            &self.engine,
            self.tenant(),
            &author,
            sealed.envelopes.clone(),
            Some(sealed.seal.clone()),
            self.now_ms(),
        );
        let answered = submitted.await.map_err(|error| Problem::internal("exchange", &error))?;
        self.poke_tip().await?;
        Ok(answered.verdicts)
    }
}

/// What became of one act whose first envelope stands at `from`, and whether its changes were taken; `None` if it
/// was not filed.
pub(super) fn acted(
    order: SubjectId,
    from: u64,
    hashes: &[Hash],
    judged: &[Judged],
) -> (Answer<Acted>, Option<bool>) {
    let place = |n: usize| {
        let seq = from + n as u64;
        let at = judged.binary_search_by_key(&seq, |one| one.seq).ok()?;
        judged.get(at)
    };
    let all: Option<Vec<&Judged>> = (0..hashes.len()).map(place).collect();
    let Some(all) = all else { return (Err(busy()), None) };
    if let Some(refused) = all.iter().find(|one| !one.verdict.takes_change()) {
        return (Err(not_taken(&refused.verdict)), Some(false));
    }
    let rows = hashes.iter().zip(all).map(|(envelope, judged)| {
        let (mark, why) = mark_of(&judged.verdict);
        ActedEnvelope { envelope: *envelope, index: judged.index, mark: mark.to_owned(), why }
    });
    (Ok(Acted { order, envelopes: rows.collect(), unchanged: None }), Some(true))
}

/// The gate's word on an act of the office; what it refused is kept in the log as refused.
fn not_taken(verdict: &Verdict) -> Problem {
    let (mark, why) = mark_of(verdict);
    let title = "The gate did not take this";
    Problem::new(StatusCode::CONFLICT, "not_taken", title).with("verdict", mark).with("why", why)
}

fn busy() -> Problem {
    let title = "The gate is busy; send the same request again";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", title)
}
