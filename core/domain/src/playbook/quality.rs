//! What a playbook file says about the quality of what is captured at the door: which checks only warn, which are
//! required, which are switched off, and for which kinds and photographs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Playbook;

/// Something that is looked at before its author leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QualityCheck {
    /// The photograph is blurred. Limit: thousandths of sharpness below which it is.
    PhotoBlurred,
    /// The photograph is too dark. Limit: luminance, 0 to 255, that a tenth of its pixels must exceed.
    PhotoDark,
    /// It is almost the same as another one of the order or of the day. Limit: bits, of 64, that may differ.
    PhotoDuplicate,
    /// The scanned code is not of this order. No limit.
    ScanOther,
    /// The position is old. Limit: seconds that it may be old.
    FixStale,
    /// The position is coarse. Limit: metres of radius that it may have.
    FixCoarse,
    /// The platform says that the position is a mock one. No limit.
    FixMock,
}

impl QualityCheck {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::PhotoBlurred,
        Self::PhotoDark,
        Self::PhotoDuplicate,
        Self::ScanOther,
        Self::FixStale,
        Self::FixCoarse,
        Self::FixMock,
    ];

    /// Its stable code: its name in the file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PhotoBlurred => "photo_blurred",
            Self::PhotoDark => "photo_dark",
            Self::PhotoDuplicate => "photo_duplicate",
            Self::ScanOther => "scan_other",
            Self::FixStale => "fix_stale",
            Self::FixCoarse => "fix_coarse",
            Self::FixMock => "fix_mock",
        }
    }

    /// The limit where no rule gives one; absent for a check that has none.
    #[must_use]
    pub fn limit(self) -> Option<u32> {
        match self {
            // Chosen on half of the photographs of some forty cameras: in the middle between the number below which
            // 98 % of their blurred copies lie, 43, and that of the least sharp of them, 57. Of the copies of the other
            // half it finds 98.6 %, and accuses none of its 24 photographs.
            Self::PhotoBlurred => Some(50),
            Self::PhotoDark => Some(45),
            Self::PhotoDuplicate => Some(6),
            Self::FixStale => Some(60),
            Self::FixCoarse => Some(100),
            Self::ScanOther | Self::FixMock => None,
        }
    }

    /// The greatest limit that means anything.
    #[must_use]
    pub fn limit_max(self) -> Option<u32> {
        match self {
            Self::PhotoBlurred => Some(2_000),
            Self::PhotoDark => Some(255),
            Self::PhotoDuplicate => Some(64),
            Self::FixStale | Self::FixCoarse => Some(u32::MAX),
            Self::ScanOther | Self::FixMock => None,
        }
    }

    /// Whether it looks at photographs.
    #[must_use]
    pub fn is_of_photos(self) -> bool {
        matches!(self, Self::PhotoBlurred | Self::PhotoDark | Self::PhotoDuplicate)
    }
}

/// What comes of a check that finds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QualityAct {
    /// Nothing: it is not looked at.
    Off,
    /// It is said, and the person decides.
    #[default]
    Warn,
    /// The capture is not taken: the photograph is taken again.
    Require,
}

/// How one check is handled. Of several rules that fit, the first one counts; where none fits, a check warns with
/// its own limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct QualityRule {
    /// What an explanation calls it.
    pub id: String,
    /// What is looked at.
    pub check: QualityCheck,
    /// What comes of it.
    #[serde(default)]
    pub act: QualityAct,
    /// Another limit than the check's own, in the check's unit.
    #[serde(default)]
    pub limit: Option<u32>,
    /// The kinds of order that it is for; none: all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// The photographs that it is for, by what they show; none: all.
    #[serde(default)]
    pub photo_roles: Vec<String>,
}

impl Playbook {
    /// The rule for a check on an order of a kind, and of what the photograph shows, if it is one.
    #[must_use]
    pub fn quality_rule(
        &self,
        check: QualityCheck,
        kind: &str,
        photo_role: Option<&str>,
    ) -> Option<&QualityRule> {
        let named =
            |list: &[String], one: &str| list.is_empty() || list.iter().any(|own| own == one);
        self.file().quality.iter().find(|rule| {
            let shows = photo_role.is_none_or(|role| named(&rule.photo_roles, role));
            rule.check == check && named(&rule.kinds, kind) && shows
        })
    }
}
