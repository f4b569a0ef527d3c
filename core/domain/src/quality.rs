//! Quality at the door: what is worth saying of a photograph, a scan or a position before its author leaves, judged
//! by the rules of the playbook.
//!
//! The measures stand in the facts themselves, so phone, hub and office judge alike. What a rule requires is refused
//! on the phone, where it can still be done again; the hub never refuses evidence for its quality, but a step that
//! needs it lacks it.

use serde::{Deserialize, Serialize};

use crate::fact::{Fact, Fix, Photo, Scan};
use crate::playbook::Playbook;
use crate::playbook::quality::{QualityAct, QualityCheck};
use crate::playbook::words::Words;

/// Something to say before the author leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityWarning {
    /// What was looked at; its code is stable.
    pub check: QualityCheck,
    /// What was measured, and what would have done; absent for a plain yes or no.
    pub figures: Option<Figures>,
    /// For people.
    pub words: Words,
    /// Whether the playbook requires better: such a capture is not taken.
    pub required: bool,
    /// The rule of the playbook that made it so; absent where the check stands by itself.
    pub rule: Option<String>,
}

/// The figures of a warning, both in the unit of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What was measured.
    pub measured: u64,
    /// The limit on whose wrong side that lies.
    pub limit: u64,
}

/// A photograph that was taken before: of the same order, or of the same day by the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Its difference hash.
    pub hash: [u8; 8],
    /// Whether it is of the same order.
    pub same_order: bool,
}

/// What is worth saying of a fact on an order of a kind, by the playbook; `looks` are the photographs from before.
#[must_use]
pub fn judge(fact: &Fact, playbook: &Playbook, kind: &str, looks: &[Look]) -> Vec<QualityWarning> {
    let role = match fact {
        Fact::Photo(photo) => Some(photo.role.as_str()),
        _ => None,
    };
    let judge = Judge { playbook, kind, role };
    match fact {
        Fact::Photo(photo) => judge.photo(photo, looks),
        Fact::Fix(fix) => judge.fix(fix),
        Fact::Scan(scan) => judge.scan(scan),
        _ => Vec::new(),
    }
}

/// Whether a difference hash has too little in it to say anything: pictures of nothing all share it.
#[must_use]
pub fn is_featureless(look: [u8; 8]) -> bool {
    let bits = u64::from_be_bytes(look);
    bits.count_ones() < 4 || bits.count_zeros() < 4
}

/// How many bits of two difference hashes differ, 0 to 64.
#[must_use]
pub fn hamming(a: [u8; 8], b: [u8; 8]) -> u32 {
    (u64::from_be_bytes(a) ^ u64::from_be_bytes(b)).count_ones()
}

/// By which rules is judged.
struct Judge<'a> {
    playbook: &'a Playbook,
    kind: &'a str,
    role: Option<&'a str>,
}

impl Judge<'_> {
    /// The warning of a check, unless it is off or `measured` is on the right side of the limit.
    fn found(
        &self,
        check: QualityCheck,
        measured: Option<u64>,
        is_wrong: impl Fn(u64, u64) -> bool,
        words: impl Fn(u64) -> Words,
    ) -> Option<QualityWarning> {
        let rule = self.playbook.quality_rule(check, self.kind, self.role);
        let act = rule.map_or(QualityAct::Warn, |rule| rule.act);
        if act == QualityAct::Off {
            return None;
        }
        let limit = rule.and_then(|rule| rule.limit).or(check.limit()).map(u64::from);
        let figures = measured.zip(limit).map(|(measured, limit)| Figures { measured, limit });
        if figures.is_some_and(|figures| !is_wrong(figures.measured, figures.limit)) {
            return None;
        }
        Some(QualityWarning {
            check,
            figures,
            words: words(measured.unwrap_or_default()),
            required: act == QualityAct::Require,
            rule: rule.map(|rule| rule.id.clone()),
        })
    }

    fn photo(&self, photo: &Photo, looks: &[Look]) -> Vec<QualityWarning> {
        let below = |measured: u64, limit: u64| measured < limit;
        let blurred = photo.sharpness_milli.and_then(|sharpness| {
            let words = |_| Words::new("照片糊了,请重拍", "the photo is blurred; take it again");
            self.found(QualityCheck::PhotoBlurred, Some(sharpness.into()), below, words)
        });
        let dark = photo.light.and_then(|light| {
            let (zh, en) = ("照片太暗,开闪光灯再拍", "the photo is too dark; use the flash");
            self.found(QualityCheck::PhotoDark, Some(light.into()), below, |_| Words::new(zh, en))
        });
        let again = photo.look.and_then(|look| self.duplicate(look, looks));
        // In the dark nothing is sharp: one reason is enough.
        let blurred = blurred.filter(|_| dark.is_none());
        [blurred, dark, again].into_iter().flatten().collect()
    }

    fn duplicate(&self, look: [u8; 8], looks: &[Look]) -> Option<QualityWarning> {
        if is_featureless(look) {
            return None;
        }
        // Of equally near ones that of the same order is named.
        let nearest =
            looks.iter().min_by_key(|seen| (hamming(seen.hash, look), !seen.same_order))?;
        let words = |_| match nearest.same_order {
            true => Words::new(
                "和本单已有的照片几乎一样,请换个角度拍",
                "almost the same as another photo of this order; take a different one",
            ),
            false => Words::new(
                "和今天另一单的照片几乎一样,请拍本单的",
                "almost the same as a photo of another order today; take one of this order",
            ),
        };
        let bits = u64::from(hamming(nearest.hash, look));
        self.found(QualityCheck::PhotoDuplicate, Some(bits), |bits, limit| bits <= limit, words)
    }

    fn fix(&self, fix: &Fix) -> Vec<QualityWarning> {
        let above = |measured: u64, limit: u64| measured > limit;
        let stale = |seconds| {
            Words::new(
                format!("定位是 {seconds} 秒前的,到空旷处重新定位"),
                format!("the position is {seconds} s old; locate again in the open"),
            )
        };
        let coarse = |metres| {
            Words::new(
                format!("定位误差 {metres} 米,到空旷处重新定位"),
                format!("the position is accurate to {metres} m only; locate again in the open"),
            )
        };
        let age_s = fix.age_ms.div_ceil(1_000);
        let radius_m = u64::from(fix.accuracy_dm.div_ceil(10));
        let stale = self.found(QualityCheck::FixStale, Some(age_s), above, stale);
        let coarse = self.found(QualityCheck::FixCoarse, Some(radius_m), above, coarse);
        let mock = fix.mock.then(|| {
            let (zh, en) = ("系统提示为模拟定位", "the platform says that it is a mock position");
            self.found(QualityCheck::FixMock, None, above, |_| Words::new(zh, en))
        });
        [stale, coarse, mock.flatten()].into_iter().flatten().collect()
    }

    fn scan(&self, scan: &Scan) -> Vec<QualityWarning> {
        if scan.matches {
            return Vec::new();
        }
        let (zh, en) = ("扫到的不是这一单的码", "this code is not of this order");
        let other = self.found(QualityCheck::ScanOther, None, |_, _| true, |_| Words::new(zh, en));
        other.into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
