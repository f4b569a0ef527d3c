//! An answer as the hub would make it, that says that everything has arrived and is safe, and keeps nothing.

use counterfoil_domain::ids::Hash;
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::receipt::{Level, LogPoint, Receipt};
use counterfoil_domain::verdict::{Counts, Verdict};
use counterfoil_sync::access::{PROOF_HEADER, read_proof};
use counterfoil_sync::hub::{AnswerDraft, build_answer};
use counterfoil_sync::wire::{
    AnswerPayload, Carrier, Judged, OpenedRequest, OpenedSection, SectionVerdicts,
};

use super::message::Message;

/// The forged body; `None` for what is no exchange.
pub(super) fn all_is_safe(request: &Message, key: &SoftwareKey) -> Option<Vec<u8>> {
    if !request.first_line().contains("/v1/sync") {
        return None;
    }
    let proof = read_proof(request.header(PROOF_HEADER)?).ok()?.statement;
    let carrier = Carrier { tenant: proof.tenant, device: proof.device };
    let opened = OpenedRequest::from_bytes(&request.body, carrier).ok()?;
    let asked = opened.asked();
    let cursor = asked.cursor.clone();
    let log = LogPoint {
        lineage: cursor.as_ref()?.lineage,
        size: cursor.as_ref()?.index + 1_000,
        root: Hash([7; 32]),
    };
    let sections: Vec<SectionVerdicts> = opened.sections.iter().map(taken).collect();
    let receipts = sections.iter().map(|section| Receipt {
        chain: section.chain,
        size: section.size,
        root: Frontier::new().root(),
        sealed_size: section.size,
        level: Level::Safe,
        counts: Counts::default(),
        kept: None,
    });
    let draft = AnswerDraft {
        time_ms: 1_790_000_000_000,
        log,
        safe: Some(log),
        receipts: receipts.collect(),
        nonce: [7; 16],
        payload: AnswerPayload { sections, ..AnswerPayload::default() },
    };
    let signed = |statement: &[u8]| key.sign(Purpose::Answer, statement);
    build_answer(&asked, draft, signed).ok().map(|(bytes, _)| bytes)
}

/// A section of which everything is said to be accepted.
fn taken(section: &OpenedSection) -> SectionVerdicts {
    let judged = (section.from..section.to()).map(|seq| Judged {
        seq,
        verdict: Verdict::Accepted,
        index: Some(seq + 1),
    });
    SectionVerdicts {
        chain: section.chain,
        size: section.to(),
        problem: None,
        verdicts: judged.collect(),
    }
}
