//! The report on the phone: a counterfoil of an order as a PDF, made without network from what lies sealed here.
//!
//! ```text
//! order ──content──► paper (plain texts, one language) ──layout──► pages ──file──► PDF
//!                      ▲ pictures, ink, chart, square code            ▲ fonts of the shell, only what was used
//! ```
//!
//! The text can be selected and searched. The square code and a list inside the file name the evidence
//! ([`Evidence`]); the report itself proves nothing, it says where the proof is.

mod canvas;
mod content;
mod evidence;
mod file;
mod font;
mod ink;
mod layout;
mod lines;
mod paper;
mod pictures;
mod plot;
mod square;
#[cfg(test)]
mod tests;

use counterfoil_domain::sorting::SortSmall as _;
use std::path::PathBuf;

use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::REPORT_FONT_BYTES_MAX;
use counterfoil_domain::moment::Interval;
use counterfoil_domain::order::Sheet;
use counterfoil_domain::playbook::words::Lang;

use self::content::Teller;
pub use self::evidence::{EVIDENCE_PREFIX, Evidence, evidence_digest};
pub use self::font::FontError;
use crate::captures::Captures;
use crate::error::{Caused, ClientError, NotAllowed};
use crate::layers;
use crate::orders::Orders;
use crate::phone::core::Core;

/// What a report is to be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportAsk {
    /// In which language.
    pub language: Lang,
    /// Minutes by which the reader's clock lies east of UTC: 480 in China.
    pub utc_offset_minutes: i32,
    /// Files of fonts (TTF, OTF, TTC) with Chinese characters, the preferred one first; what one lacks is looked for
    /// in the next.
    pub fonts: Vec<PathBuf>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// What it names as its evidence.
    pub evidence: Evidence,
    /// Photographs of the order that are not in it: not on this phone, or too many.
    pub photos_left_out: usize,
}

/// Who makes a report, and when.
pub(crate) struct MadeBy {
    tenant: String,
    person: (String, String),
    at: Interval,
}

impl MadeBy {
    /// The own name, or the end of an id: a phone knows no other names.
    fn name_of(&self, id: &str) -> String {
        if self.person.0 == id {
            return self.person.1.clone();
        }
        let last: Vec<char> = id.chars().rev().take(6).collect();
        last.into_iter().rev().collect()
    }
}

impl Orders {
    /// The report of an order, from what this phone holds, without network.
    ///
    /// # Errors
    /// [`ClientError::NotFound`]; [`ClientError::NotAllowed`] (`font`) if no font can be used; [`ClientError::Closed`],
    /// [`ClientError::Damaged`].
    pub fn report(&self, id: SubjectId, ask: &ReportAsk) -> Result<Report, ClientError> {
        let core = self.core();
        let fonts = read_fonts(&ask.fonts)?;
        let held = Captures::new(self.shared_core()).pictures(id)?;
        let (view, headers, by) = core.read(|connection| {
            let subject = layers::subject_of(connection, id)?;
            let view = layers::view(core, connection, subject)?;
            let at = core.moment(connection)?.believed(None);
            Ok((view, layers::header_hashes(connection, id)?, made_by(core, at)?))
        })?;
        let sheet = Sheet::from(&view.state, &view.playbook);
        let unsent = headers.iter().filter(|(_, acknowledged)| !acknowledged).count();
        let headers: Vec<Hash> = headers.into_iter().map(|(hash, _)| hash).collect();
        let teller = Teller { view: &view, sheet: &sheet, ask, by: &by };
        let mut paper = teller.paper();
        paper.signatures = teller.signatures(core);
        let (forms, asked) = teller.forms();
        paper.forms = forms;
        let (photos, photos_left_out) = teller.photos(core, &held, &asked);
        paper.photos = photos;
        paper.photos_left_out = left_out_words(ask.language, photos_left_out);
        let originals = held.iter().filter(|one| !one.struck).map(|one| one.original).collect();
        let evidence = evidence_of(core, id, headers, originals)?;
        paper.proof = teller.proof(&evidence, unsent);
        let pdf = file::write(&paper, &fonts).map_err(|error| unusable(&error))?;
        Ok(Report { pdf, evidence, photos_left_out })
    }
}

fn made_by(core: &Core, at: Interval) -> Caused<MadeBy> {
    let enrolment = core.enrolment()?;
    let answer = &enrolment.answer;
    let person = (answer.person.to_string(), answer.person_name.clone());
    Ok(MadeBy { tenant: answer.tenant_name.clone(), person, at })
}

fn evidence_of(
    core: &Core,
    order: SubjectId,
    mut headers: Vec<Hash>,
    originals: Vec<Hash>,
) -> Caused<Evidence> {
    headers.sort_small_by(Ord::cmp);
    headers.dedup();
    let enrolment = core.enrolment()?;
    Ok(Evidence {
        format: 1,
        tenant: enrolment.answer.tenant,
        root_fingerprint: enrolment.root_fingerprint,
        hub: enrolment.hub_url.clone(),
        order,
        digest: evidence_digest(&headers),
        headers,
        originals,
    })
}

fn left_out_words(language: Lang, count: usize) -> String {
    match (count, language) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("另有 {count} 张照片未放入本报告"),
        (_, Lang::En) => format!("{count} more photographs are not in this report"),
    }
}

fn read_fonts(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, ClientError> {
    let read = |path: &PathBuf| {
        let fits = std::fs::metadata(path).is_ok_and(|file| file.len() <= REPORT_FONT_BYTES_MAX);
        std::fs::read(path).ok().filter(|_| fits)
    };
    let fonts: Option<Vec<Vec<u8>>> = paths.iter().map(read).collect();
    fonts.ok_or_else(|| unusable(&FontError::NotAFont))
}

fn unusable(error: &FontError) -> ClientError {
    let (zh, en) = ("字体文件用不了,无法生成报告", error.to_string());
    ClientError::NotAllowed { reason: NotAllowed::now("font", zh, &en) }
}
