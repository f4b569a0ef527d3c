//! What a lost phone had not sent, handed in by a named person who opened its outbox file with the rescue key. It goes
//! through the gate that phones go through, under its author's chain and seal: the office is only its carrier, and
//! what no seal of the store covers is kept as evidence and judged by nobody.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::envelope::{Envelope, Header, SaltedBody};
use counterfoil_domain::ids::{ChainId, SubjectId};
use counterfoil_domain::limits::{EXCHANGE_ENVELOPES_MAX, EXCHANGE_SEALS_MAX, NAME_BYTES_MAX};
use counterfoil_domain::seal::Seal;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_sync::wire::{Problem as SectionProblem, Section, SectionVerdicts};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::acts::Act;
use super::shapes::CommentOrder;
use super::worklist::mark_of;
use crate::exchange::{self, Caller, ExchangeError};
use crate::problem::{Answer, Problem};
use crate::server::Server;

/// A run of one chain, as it stood in the outbox file of its store.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RescuedRun {
    /// The name of the person who does this.
    #[n(0)]
    pub by: String,
    /// The chain.
    #[n(1)]
    pub chain: ChainId,
    /// Place of the first envelope.
    #[n(2)]
    pub from: u64,
    /// The run, without a gap.
    #[n(3)]
    pub envelopes: Vec<RescuedEnvelope>,
    /// The store's seals over sizes within the run, ascending.
    #[n(4)]
    pub seals: Vec<Seal>,
}

/// An envelope, each part as the bytes that were made.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RescuedEnvelope {
    /// The header.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub header: Vec<u8>,
    /// The body's salt.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub salt: [u8; 16],
    /// The body.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub body: Vec<u8>,
}

/// What became of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RescuedTaken {
    /// Envelopes of the chain that the hub has now.
    pub size: u64,
    /// How many of them came with this run.
    pub new: u64,
    /// Whether the hub has all of the run now, judged or waiting: only then may whoever brought it let it go.
    pub kept: bool,
    /// How many of the run were judged how; those that the hub had already are counted too.
    pub verdicts: BTreeMap<String, u64>,
    /// Why it was not taken as it came: `gap`, `quarantined` and `unsealed` are kept, `busy` may be sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Milliseconds to wait before it is sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_ms: Option<u64>,
}

impl Server {
    /// Takes a run. The same one again changes nothing.
    pub async fn take_rescued(&self, run: RescuedRun) -> Answer<RescuedTaken> {
        let by = run.by.trim().to_owned();
        let named = !by.is_empty() && by.len() <= NAME_BYTES_MAX && !by.contains(char::is_control);
        let bounded = run.envelopes.len() <= EXCHANGE_ENVELOPES_MAX
            && run.seals.len() as u64 <= EXCHANGE_SEALS_MAX;
        if !named || !bounded || run.envelopes.is_empty() {
            return Err(Problem::malformed("A run names who hands it in, and has envelopes"));
        }
        let device = self.storage.device(self.tenant(), self.keyring.office_device()).await?;
        let device = device.ok_or_else(|| Problem::internal("office", &"not enrolled"))?;
        let caller = Caller { tenant: self.tenant(), device, may_pull: false };
        let (chain, orders) = (run.chain, orders(&run));
        let before = self.storage.chain(self.tenant(), chain).await?;
        let before = before.map_or(0, |row| row.edge.size());
        let section = section(run);
        let taken = exchange::hand_in(&self.engine, &caller, section, self.now_ms()).await;
        let (taken, kept) = taken.map_err(|error| match error {
            ExchangeError::Wire(_) => Problem::malformed("The run is not one of its chain"),
            ExchangeError::Storage(error) => error.into(),
        })?;
        self.poke_tip().await?;
        let new = taken.size.saturating_sub(before);
        tracing::info!(device = %chain.device, new, "rescued work was handed in");
        let told = orders.into_iter().filter(|(seq, _)| (before..taken.size).contains(seq));
        let told: BTreeSet<SubjectId> = told.map(|(_, order)| order).collect();
        for order in told {
            self.say_who(order, &by).await;
        }
        Ok(shown(&taken, new, kept))
    }

    /// A remark of the office on the order, so that its timeline says how this work came here.
    async fn say_who(&self, order: SubjectId, by: &str) {
        let text =
            format!("{by}代交:记录取自一部失联的手机 · handed in by {by}, from a lost phone");
        let said = self.act_on(order, &Act::Comment(CommentOrder { text })).await;
        // The work itself stands; an order that the hub does not know yet has no timeline.
        if let Err(problem) = said {
            tracing::warn!(%order, code = problem.code, "nothing was said of who handed in");
        }
    }
}

/// The orders that the run's envelopes are about, by their places.
fn orders(run: &RescuedRun) -> Vec<(u64, SubjectId)> {
    let places = (run.from..).zip(&run.envelopes).filter_map(|(seq, envelope)| {
        let subject = Header::from_bytes(&envelope.header).ok()?.subject;
        (subject.kind == SubjectKind::Order).then_some((seq, subject.id))
    });
    places.collect()
}

fn section(run: RescuedRun) -> Section {
    let envelope = |one: RescuedEnvelope| Envelope {
        header_bytes: one.header,
        body: Some(SaltedBody { salt: one.salt, bytes: one.body }),
    };
    Section {
        chain: run.chain,
        from: run.from,
        salted: true,
        envelopes: run.envelopes.into_iter().map(envelope).collect(),
        seals: run.seals,
    }
}

fn shown(taken: &SectionVerdicts, new: u64, kept: bool) -> RescuedTaken {
    let mut verdicts = BTreeMap::new();
    for one in &taken.verdicts {
        *verdicts.entry(mark_of(&one.verdict).0.to_owned()).or_default() += 1;
    }
    let (problem, wait_ms) = match taken.problem {
        None => (None, None),
        Some(SectionProblem::Gap) => (Some("gap"), None),
        Some(SectionProblem::SaltUnknown) => (Some("salt_unknown"), None),
        Some(SectionProblem::Forked(_)) => (Some("forked"), None),
        Some(SectionProblem::Unreadable) => (Some("unreadable"), None),
        Some(SectionProblem::Busy(wait_ms)) => (Some("busy"), Some(wait_ms)),
        Some(SectionProblem::Quarantined) => (Some("quarantined"), None),
        Some(SectionProblem::Unsealed) => (Some("unsealed"), None),
    };
    let problem = problem.map(str::to_owned);
    RescuedTaken { size: taken.size, new, kept, verdicts, problem, wait_ms }
}
