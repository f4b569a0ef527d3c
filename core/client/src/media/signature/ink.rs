//! How wide the pen draws: strokes cut into runs of one width, for both drawings alike.

use super::{Point, Signature};

/// Steps of pen width; more would make drawings larger without looking different.
const STEPS: u32 = 8;

/// Tenths of a pad unit make widths fine enough on pads of few units.
pub(super) const TENTHS: u16 = 10;

/// A piece of a stroke drawn with one width; it begins where the piece before it ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run<'a> {
    /// In tenths of a pad unit.
    pub(super) width_tenths: u32,
    /// One point is a dot.
    pub(super) points: &'a [Point],
}

impl Signature {
    /// All runs as width in tenths of a pad unit and points, for other drawings than ours.
    pub(crate) fn pen_runs(&self) -> impl Iterator<Item = (u32, &[Point])> {
        self.runs().map(|run| (run.width_tenths, run.points))
    }

    /// All runs, in the order they were drawn.
    pub(super) fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        let nib_tenths = u32::from(self.width.min(self.height)) * u32::from(TENTHS) / 60;
        self.strokes.iter().flat_map(move |stroke| runs_of(stroke, nib_tenths.max(1)))
    }
}

fn runs_of(stroke: &[Point], nib_tenths: u32) -> Vec<Run<'_>> {
    let run = |step: u32, points| Run { width_tenths: width_of(step, nib_tenths), points };
    let Some(first) = stroke.first().filter(|_| stroke.len() == 1) else {
        let mut runs = Vec::new();
        let mut begin = 0;
        // A segment is drawn with the pressure at its end.
        for end in 1..stroke.len() {
            let step = step_of(&stroke[end]);
            let last_of_run = stroke.get(end + 1).is_none_or(|next| step_of(next) != step);
            if last_of_run {
                runs.push(run(step, &stroke[begin..=end]));
                begin = end;
            }
        }
        return runs;
    };
    vec![run(step_of(first), stroke)]
}

fn step_of(point: &Point) -> u32 {
    u32::from(point.pressure) * STEPS / 256
}

/// From half the nib at no pressure to one and a half at full.
fn width_of(step: u32, nib_tenths: u32) -> u32 {
    (nib_tenths * (STEPS + 2 * step) / (2 * STEPS)).max(1)
}

#[cfg(test)]
mod tests {
    use super::{Run, runs_of, width_of};
    use crate::media::signature::Point;

    fn pressed(pressures: &[u8]) -> Vec<Point> {
        let at = |(index, pressure): (usize, &u8)| {
            let x = u16::try_from(index).unwrap();
            Point { x, y: 0, t_ms: u32::from(x), pressure: *pressure }
        };
        pressures.iter().enumerate().map(at).collect()
    }

    #[test]
    fn runs_meet_where_the_pressure_changes() {
        let stroke = pressed(&[10, 10, 10, 200, 200, 90]);
        let ends: Vec<(u16, u16)> = runs_of(&stroke, 100)
            .iter()
            .map(|Run { points, .. }| (points[0].x, points[points.len() - 1].x))
            .collect();
        assert_eq!(ends, [(0, 2), (2, 4), (4, 5)]);
    }

    #[test]
    fn a_dot_is_a_run_of_one_point() {
        let stroke = pressed(&[128]);
        let runs = runs_of(&stroke, 100);
        assert_eq!(runs.len(), 1);
        assert_eq!(runs[0].points.len(), 1);
    }

    #[test]
    fn the_pen_is_widest_at_full_pressure() {
        assert_eq!(width_of(0, 100), 50);
        assert_eq!(width_of(4, 100), 100);
        assert_eq!(width_of(7, 100), 137);
        assert_eq!(width_of(0, 1), 1);
    }
}
