//! Reports: the counterfoil of an order as a PDF.

use std::path::PathBuf;

use counterfoil_client::report as core;
use counterfoil_domain::playbook::words::Lang;

use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;

/// What a report is to be like.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReportAsk {
    /// Whether in English; else in Chinese.
    #[uniffi(default = false)]
    pub in_english: bool,
    /// Minutes by which the reader's clock lies east of UTC: 480 in China.
    pub utc_offset_minutes: i64,
    /// Paths of fonts (TTF, OTF, TTC), the preferred one first; what one lacks is looked for in the next. The packages
    /// bring `NotoSansCJKsc-Report.otf`; Android has `/system/fonts/NotoSansCJK-Regular.ttc` for rare characters.
    pub fonts: Vec<String>,
}

impl Asked<core::ReportAsk> for ReportAsk {
    fn asked(self) -> Result<core::ReportAsk, CounterfoilError> {
        let minutes = self.utc_offset_minutes.clamp(-14 * 60, 14 * 60);
        Ok(core::ReportAsk {
            language: if self.in_english { Lang::En } else { Lang::Zh },
            utc_offset_minutes: i32::try_from(minutes).unwrap_or(0),
            fonts: self.fonts.into_iter().map(PathBuf::from).collect(),
        })
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Report {
    /// The PDF, to be shared; it is kept nowhere.
    pub pdf: Vec<u8>,
    /// The fingerprint of the evidence that it names.
    pub evidence: String,
    /// The text of its square code.
    pub code: String,
    /// Photographs of the order that are not in it: not on this phone, or too many.
    pub photos_left_out: i64,
}

impl Shown<Report> for core::Report {
    fn shown(self) -> Report {
        Report {
            evidence: self.evidence.digest.shown(),
            code: self.evidence.code(),
            photos_left_out: self.photos_left_out.shown(),
            pdf: self.pdf,
        }
    }
}
