//! Evening: signal returns, badly; then everything is closed and certified.

use serde_json::json;

use super::Day;
use super::hands::must;
use super::process::PhoneProcess;
use super::report::record::SyncRecord;
use super::roster::Who;
use super::words::{Teller, size};
use crate::CliError;

/// Rounds of syncing before the day gives up.
const ROUNDS_MAX: usize = 60;
/// Exchanges, and uploads, that must have been cut in the middle before the signal is good again.
const CUTS_WANTED: u64 = 3;

impl Day {
    /// Cuts, then a whole sync, the end of the shift, and the certificates.
    pub(super) async fn evening(&mut self) -> Result<(), CliError> {
        self.teller.part("傍晚,信号回来了", "Evening. Signal returns");
        let before = Who::ALL.map(|who| self.phone(who).syncs.len());
        self.bad_signal().await?;
        self.signal.on();
        self.three_percent().await?;
        for (who, before) in Who::ALL.into_iter().zip(before) {
            let phone = self.phone(who);
            phone.drain().await?;
            let cost = Cost::of(&phone.syncs[before..]);
            cost.tell(&mut self.teller, who);
        }
        self.again().await?;
        self.nothing_twice().await?;
        self.both_sides().await?;
        self.conflict_and_late_work().await?;
        self.proposal_accepted().await?;
        self.urges_answered().await?;
        self.warranty_agreed().await?;
        self.go_home().await
    }

    /// The connection is cut after a number of bytes that follows from the seed, in the middle of whatever goes on.
    async fn bad_signal(&mut self) -> Result<(), CliError> {
        let mut tries = 0_u64;
        while tries < ROUNDS_MAX as u64 {
            let who = Who::ALL[(tries % 3) as usize];
            // Syncs are small: until enough of them were cut, the signal dies early.
            let dies_early = self.signal.cuts().syncs < CUTS_WANTED;
            let most = if dies_early { 12_000 } else { 20_000 + 40_000 * tries };
            let bytes = self.chance.between(300, most);
            self.signal.cut_after(bytes);
            self.phone(who).tell(json!({"do": "sync"})).await?;
            tries += 1;
            let cuts = self.signal.cuts();
            if cuts.syncs >= CUTS_WANTED && cuts.uploads >= CUTS_WANTED {
                break;
            }
        }
        let cuts = self.signal.cuts();
        must(cuts.syncs >= CUTS_WANTED && cuts.uploads >= CUTS_WANTED, || {
            format!("the signal was not cut as it should have been: {cuts:?}")
        })?;
        self.teller.step(
            &format!(
                "信号时断时续:试了 {tries} 次,同步中途断 {} 次,传照片中途断 {} 次",
                cuts.syncs, cuts.uploads
            ),
            &format!(
                "the signal comes and goes: {tries} tries, cut {} times in the middle of a \
                 sync and {} times in a photo",
                cuts.syncs, cuts.uploads
            ),
        );
        Ok(())
    }

    /// What others wrote in the meantime reaches everybody.
    async fn again(&mut self) -> Result<(), CliError> {
        for who in Who::ALL {
            self.phone(who).drain().await?;
        }
        Ok(())
    }
}

impl PhoneProcess {
    /// Syncs until nothing is left.
    pub(super) async fn drain(&mut self) -> Result<(), CliError> {
        for _ in 0..ROUNDS_MAX {
            self.tell(json!({"do": "sync"})).await?;
            let status = self.tell(json!({"do": "status"})).await?;
            if ["on_phone", "blobs_waiting"].iter().all(|name| status[*name] == json!(0)) {
                return Ok(());
            }
        }
        let status = self.tell(json!({"do": "status"})).await?;
        Err(format!("{}'s queue does not drain: {status}", self.name).into())
    }
}

/// What the syncs of a phone cost since there is signal again.
#[derive(Default)]
struct Cost {
    tries: usize,
    pushed: u64,
    pulled: u64,
    uploaded: u64,
    bytes_up: u64,
    bytes_down: u64,
    round_trips: u64,
}

impl Cost {
    fn of(reports: &[SyncRecord]) -> Self {
        let mut cost = Self { tries: reports.len(), ..Self::default() };
        reports.iter().for_each(|report| cost.add(report));
        cost
    }

    fn add(&mut self, report: &SyncRecord) {
        self.pushed += report.pushed;
        self.pulled += report.pulled;
        self.uploaded += report.uploaded;
        self.bytes_up += report.bytes_up;
        self.bytes_down += report.bytes_down;
        self.round_trips += report.round_trips;
    }

    fn tell(&self, teller: &mut Teller, who: Who) {
        let Self { tries, pushed, pulled, uploaded, round_trips, .. } = self;
        let (up, down) = (size(self.bytes_up), size(self.bytes_down));
        let zh = format!(
            "{}的手机同步了 {tries} 次才清空:送出 {pushed} 条记录、{uploaded} 个文件,收到 {pulled} 条;上行 {up},下行 \
             {down},往返 {round_trips} 次",
            who.zh()
        );
        let en = format!(
            "{}'s phone is through after {tries} tries: {pushed} envelopes and {uploaded} \
             files sent, {pulled} entries received; {up} up, {down} down, {round_trips} round \
             trips",
            who.name()
        );
        teller.step(&zh, &en);
    }
}
