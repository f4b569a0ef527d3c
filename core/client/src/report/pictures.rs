//! The photographs and signatures of a report, from what this phone holds sealed.

use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{FactId, Hash};
use counterfoil_domain::limits::BLOB_BYTES_MAX;
use counterfoil_domain::playbook::name_in;
use counterfoil_domain::playbook::words::Lang;

use super::canvas::Picture;
use super::content::{Asked, Teller, join};
use super::paper::{Shot, Signed};
use crate::captures::Picture as Held;
use crate::media::photo::{PhotoPolicy, develop, read_exif};
use crate::media::signature::Signature;
use crate::phone::core::Core;

/// Photographs of one report; the first ones of a step stand there, how many are left out is said.
pub(super) const PHOTOS_MAX: usize = 12;
/// Bytes of all photographs together: the rest of a megabyte is for fonts and lines.
const PHOTOS_BYTES_MAX: usize = 760_000;
/// Long side in pixels and JPEG quality, the best first.
const SIZES: [(u16, u8); 4] = [(1_024, 74), (800, 68), (640, 60), (640, 42)];

impl Teller<'_> {
    /// The photographs that can be shown, and how many cannot.
    pub(super) fn photos(&self, core: &Core, held: &[Held], asked: &Asked) -> (Vec<Shot>, usize) {
        let is_photo = |one: &&Held| matches!(self.fact(one.fact), Some(Fact::Photo(_)));
        let photos: Vec<&Held> = held.iter().filter(|one| !one.struck).filter(is_photo).collect();
        let budget = PHOTOS_BYTES_MAX / photos.len().clamp(1, PHOTOS_MAX);
        let shots = photos.iter().filter_map(|one| self.shot(core, one, budget, asked));
        let shots: Vec<Shot> = shots.take(PHOTOS_MAX).collect();
        let left = photos.len().saturating_sub(shots.len());
        (shots, left)
    }

    fn fact(&self, id: FactId) -> Option<&Fact> {
        self.view.state.standing_fact(&id)
    }

    fn shot(&self, core: &Core, held: &Held, budget: usize, asked: &Asked) -> Option<Shot> {
        let bytes = [held.scaled, Some(held.original), held.thumbnail].into_iter().flatten();
        let picture = bytes.filter_map(|hash| fitted(&read(core, hash)?, budget)).next()?;
        let role = name_in(&self.view.playbook.file().photo_roles, &held.role);
        let mut rows = self.sheet.timeline.iter();
        let row = rows.find(|row| row.fact == Some(held.fact));
        let note = row.map(|row| self.time(row.believed)).unwrap_or_default();
        let question = asked.of(&held.fact.to_string(), &held.role).unwrap_or_default();
        let role = self.of(&role);
        let question = if question == role { "" } else { question };
        Some(Shot { picture, caption: join([role, question]), note })
    }

    /// Those who signed, and what they were shown.
    pub(super) fn signatures(&self, core: &Core) -> Vec<Signed> {
        let signed = self.view.state.standing().filter_map(|(row, fact)| match fact {
            Fact::Signature(signature) => Some((row, signature)),
            _ => None,
        });
        let told = signed.map(|(row, fact)| {
            let strokes = read(core, fact.strokes);
            let strokes = strokes.and_then(|bytes| Signature::from_bytes(&bytes).ok());
            let role = name_in(&self.view.playbook.file().signature_roles, &fact.role);
            let entry = self.view.state.entry_of(row);
            let text = row.blobs.iter().find(|blob| blob.role == "shown");
            let text = text.and_then(|blob| String::from_utf8(read(core, blob.hash)?).ok());
            let line = fact.line.as_ref().map(|line| line.text.clone());
            Signed {
                shown: line.or(text).unwrap_or_default(),
                lines: vec![
                    fact.signer.clone(),
                    join([self.of(&role), self.time(entry.believed).as_str()]),
                    self.hashed(fact.shown),
                ],
                ..strokes.map(|strokes| inked(&strokes)).unwrap_or_default()
            }
        });
        told.collect()
    }

    fn hashed(&self, shown: Hash) -> String {
        let digits: String = shown.to_string().chars().take(16).collect();
        match self.ask.language {
            Lang::Zh => format!("所示内容指纹 {digits}…"),
            Lang::En => format!("fingerprint of what was shown {digits}…"),
        }
    }
}

fn inked(signature: &Signature) -> Signed {
    let runs = signature.pen_runs().map(|(width_tenths, points)| {
        let width = f32::from(u16::try_from(width_tenths).unwrap_or(u16::MAX)) / 10.0;
        (width, points.iter().map(|point| (f32::from(point.x), f32::from(point.y))).collect())
    });
    let pad = (f32::from(signature.width()), f32::from(signature.height()));
    Signed { runs: runs.collect(), pad, ..Signed::default() }
}

fn read(core: &Core, hash: Hash) -> Option<Vec<u8>> {
    let store = core.store().ok()?;
    let vault = crate::captures::vault_of(&store, hash).unwrap_or_else(|| store.vault());
    vault.read(hash, BLOB_BYTES_MAX).ok()
}

/// The picture upright, without metadata, and as large as its share of the report allows.
fn fitted(bytes: &[u8], budget: usize) -> Option<Picture> {
    let orientation = read_exif(bytes).orientation;
    let made = |(long_side_px, quality)| {
        let policy = PhotoPolicy { long_side_px, quality, two_threads: true };
        develop(bytes, orientation, &policy).ok()
    };
    let mut smallest = None;
    for size in SIZES {
        let scaled = made(size)?.scaled;
        let fits = scaled.jpeg.len() <= budget;
        let (jpeg, width_px, height_px) = (scaled.jpeg, scaled.width_px, scaled.height_px);
        smallest = Some(Picture { jpeg, width_px, height_px });
        if fits {
            break;
        }
    }
    smallest.filter(|picture| picture.jpeg.len() <= budget * 2)
}
