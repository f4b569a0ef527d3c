//! A hub in memory: it takes everything, refuses some, and answers with pages of its log.

use std::collections::HashMap;

use counterfoil_domain::envelope::Envelope;
use counterfoil_domain::envelope::Header;
use counterfoil_domain::ids::{ChainId, Hash, SubjectId};
use counterfoil_domain::keys::{PublicKey, Purpose, SoftwareKey};
use counterfoil_domain::log::{Digest, EntryKind, Leaf};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::receipt::{Level, LogPoint, Receipt};
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::{Counts, Verdict};
use counterfoil_sync::hub::{
    AcceptedSection, AnswerDraft, ChainKeys, KnownChain, Overlap, Pushed, accept_section,
    build_answer,
};
use counterfoil_sync::wire::{
    AnswerPayload, BlobWord, Carrier, Content, Cursor, Group, GroupMode, Judged, OpenedRequest,
    OpenedSection, Page, Problem, Row, SectionVerdicts,
};

use crate::ann::{LINEAGE, TENANT};

/// Entries in one page of this hub: small, so that pages matter.
const PAGE_ENTRIES: usize = 7;
const VIEW: [u8; 16] = [0x77; 16];

/// An entry of the log.
pub(crate) struct Entry {
    pub(crate) chain: ChainId,
    pub(crate) seq: u64,
    pub(crate) hash: Hash,
    pub(crate) verdict: Verdict,
    subject: Subject,
    envelope: Envelope,
}

#[derive(Default)]
struct Chain {
    hashes: Vec<Hash>,
    frontier: Frontier,
    sealed_size: u64,
    keys: ChainKeys,
    counts: Counts,
}

/// The hub.
pub(crate) struct ModelHub {
    pub(crate) key: SoftwareKey,
    pub(crate) log: Vec<Entry>,
    edges: Vec<Frontier>,
    chains: HashMap<ChainId, Chain>,
    pub(crate) seal_keys: HashMap<ChainId, PublicKey>,
    time_ms: u64,
    pub(crate) salts_asked: u32,
}

impl ModelHub {
    pub(crate) fn new() -> Self {
        Self {
            key: SoftwareKey::ed25519(&[0x33; 32]),
            log: Vec::new(),
            edges: vec![Frontier::new()],
            chains: HashMap::new(),
            seal_keys: HashMap::new(),
            time_ms: 1_790_000_000_000,
            salts_asked: 0,
        }
    }

    /// Loses every k, as after an erasure; envelopes stay.
    pub(crate) fn forget_keys(&mut self) {
        self.chains.values_mut().for_each(|chain| chain.keys.clear());
    }

    pub(crate) fn digest(&self) -> Digest {
        let mut digest = Digest::default();
        for (index, entry) in (0..).zip(&self.log) {
            digest.add(index, &entry.hash, None);
        }
        digest
    }

    /// One exchange.
    pub(crate) fn exchange(&mut self, bytes: &[u8], carrier: Carrier) -> Option<Vec<u8>> {
        let request = OpenedRequest::from_bytes(bytes, carrier).ok()?;
        let from = request.cursor.as_ref().map_or(0, |cursor| cursor.index as usize);
        self.answer(request, from)
    }

    /// One exchange in which the hub reads its log from `from`, whatever the cursor says: it was restored.
    pub(crate) fn exchange_from(
        &mut self,
        from: usize,
        bytes: &[u8],
        carrier: Carrier,
    ) -> Option<Vec<u8>> {
        self.answer(OpenedRequest::from_bytes(bytes, carrier).ok()?, from)
    }

    fn answer(&mut self, mut request: OpenedRequest, from: usize) -> Option<Vec<u8>> {
        self.time_ms += 100;
        let sections: Vec<SectionVerdicts> =
            request.sections.drain(..).map(|section| self.push(section)).collect();
        let (page, cursor, more) = self.page(&request, from);
        let mut receipts: Vec<ChainId> = sections.iter().map(|section| section.chain).collect();
        receipts.extend(&request.receipts_for);
        receipts.sort_unstable();
        receipts.dedup();
        let draft = AnswerDraft {
            payload: AnswerPayload {
                sections,
                page,
                cursor: Some(cursor),
                scope_digest: (!more).then(|| self.digest()),
                more,
                blobs: request.blobs.iter().map(|_| BlobWord::Stored).collect(),
            },
            time_ms: self.time_ms,
            log: self.point(self.log.len()),
            safe: Some(self.point(self.log.len() / 2)),
            receipts: receipts.into_iter().filter_map(|chain| self.receipt(chain)).collect(),
            nonce: [self.time_ms as u8; 16],
        };
        let sign = |statement: &[u8]| self.key.sign(Purpose::Answer, statement);
        build_answer(&request.asked(), draft, sign).ok().map(|(bytes, _)| bytes)
    }

    fn point(&self, size: usize) -> LogPoint {
        LogPoint { lineage: LINEAGE, size: size as u64, root: self.edges[size].root() }
    }

    fn receipt(&self, chain: ChainId) -> Option<Receipt> {
        let held = self.chains.get(&chain)?;
        Some(Receipt {
            kept: None,
            chain,
            size: held.frontier.size(),
            root: held.frontier.root(),
            sealed_size: held.sealed_size,
            level: Level::Stored,
            counts: held.counts,
        })
    }

    fn push(&mut self, section: OpenedSection) -> SectionVerdicts {
        let (chain, from, count) = (section.chain, section.from, section.envelopes.len() as u64);
        let held = self.chains.entry(chain).or_default();
        let known = KnownChain {
            size: held.frontier.size(),
            frontier: held.frontier.clone(),
            sealed_size: held.sealed_size,
            seal_keys: self.seal_keys.get(&chain).cloned().into_iter().collect(),
            keys: held.keys.clone(),
            overlap: (from < held.frontier.size()).then(|| Overlap::new(&held.hashes, from)),
        };
        let problem = match accept_section(section, TENANT, &known) {
            Ok(accepted) => self.file(accepted),
            Err(refusal) => Some(refusal.problem()),
        };
        self.salts_asked += u32::from(problem == Some(Problem::SaltUnknown));
        let size = self.chains.get(&chain).map_or(0, |held| held.frontier.size());
        let judged = (0..).zip(&self.log).filter(|(_, entry)| entry.chain == chain);
        let pushed = judged.filter(|(_, entry)| (from..from + count).contains(&entry.seq));
        let verdicts = pushed.map(|(index, entry)| Judged {
            seq: entry.seq,
            verdict: entry.verdict.clone(),
            index: Some(index),
        });
        SectionVerdicts { chain, size, problem, verdicts: verdicts.collect() }
    }

    fn file(&mut self, accepted: AcceptedSection) -> Option<Problem> {
        let chain = accepted.chain;
        for pushed in accepted.envelopes {
            self.append(chain, pushed);
        }
        let held = self.chains.entry(chain).or_default();
        assert_eq!(held.frontier, accepted.frontier, "both reckon the same edge");
        held.sealed_size = accepted.sealed_size;
        held.keys.extend(accepted.keys);
        (held.sealed_size < held.frontier.size()).then_some(Problem::Unsealed)
    }

    fn append(&mut self, chain: ChainId, pushed: Pushed) {
        let Header { seq, subject, .. } = pushed.header;
        // One in eleven is refused: it must hold up nothing behind it.
        let verdict = if seq % 11 == 4 {
            Verdict::Refused { code: "policy".into() }
        } else {
            Verdict::Accepted
        };
        let held = self.chains.entry(chain).or_default();
        held.hashes.push(pushed.hash);
        held.frontier.push(pushed.hash);
        held.counts.add(&verdict);
        let leaf = Leaf {
            version: 1,
            index: self.log.len() as u64,
            kind: EntryKind::Envelope,
            hash: pushed.hash,
            verdict: Some(verdict.clone()),
            decision: None,
            hub_time_ms: self.time_ms,
        };
        let mut edge = self.edges[self.log.len()].clone();
        edge.push(leaf.hash());
        self.edges.push(edge);
        let envelope = Envelope { header_bytes: pushed.header_bytes, body: pushed.body };
        self.log.push(Entry { chain, seq, hash: pushed.hash, verdict, subject, envelope });
    }

    /// The next entries after the cursor, grouped by subject.
    fn page(&self, request: &OpenedRequest, from: usize) -> (Page, Cursor, bool) {
        let to = (from + PAGE_ENTRIES).min(self.log.len());
        let mut groups: Vec<(SubjectId, Group)> = Vec::new();
        for (index, entry) in (from as u64..).zip(&self.log[from..to]) {
            let own = request.receipts_for.contains(&entry.chain);
            let content = if own {
                Content::Own { chain: entry.chain, seq: entry.seq }
            } else {
                Content::Envelope(entry.envelope.clone())
            };
            let row = Row {
                index,
                hub_time_ms: self.time_ms - 5,
                verdict: Some(entry.verdict.clone()),
                decision: None,
                content,
                branch: None,
            };
            let id = entry.subject.id;
            match groups.iter_mut().find(|(subject, _)| *subject == id) {
                Some((_, group)) => group.rows.push(row),
                None => groups.push((id, group(entry.subject, row))),
            }
        }
        let root = self.edges[to].root().short();
        let cursor = Cursor {
            lineage: LINEAGE,
            index: to as u64,
            root,
            view: VIEW,
            snapshot: None,
            mark: None,
        };
        let groups = groups.into_iter().map(|(_, group)| group).collect();
        (Page { groups, ..Page::default() }, cursor, to < self.log.len())
    }
}

fn group(subject: Subject, row: Row) -> Group {
    Group {
        subject,
        mode: GroupMode::Entries,
        audiences: Vec::new(),
        rows: vec![row],
        documents: Vec::new(),
        digest: None,
    }
}
