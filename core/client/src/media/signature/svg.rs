//! A signature as SVG: deterministic text of whole numbers, one path for each run of the pen.

use std::fmt::{self, Write as _};

use super::Signature;
use super::ink::{Run, TENTHS};

impl Signature {
    /// The signature as an SVG document without background; the same strokes give the same text.
    pub fn to_svg(&self) -> String {
        let mut svg = String::with_capacity(256 + self.point_count() * 8);
        // Writing to a string cannot fail.
        let _ = self.write_svg(&mut svg);
        svg
    }

    fn write_svg(&self, svg: &mut String) -> fmt::Result {
        let tenths = |units: u16| u32::from(units) * u32::from(TENTHS);
        writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" fill=\"none\" \
             stroke=\"#000\" stroke-linecap=\"round\" stroke-linejoin=\"round\">",
            tenths(self.width),
            tenths(self.height),
        )?;
        for run in self.runs() {
            write_run(svg, &run)?;
        }
        writeln!(svg, "</svg>")
    }
}

/// One path in tenths of a unit. A dot is a line of no length, which round caps make visible.
fn write_run(svg: &mut String, run: &Run<'_>) -> fmt::Result {
    let place = |units: u16| i32::from(units) * i32::from(TENTHS);
    write!(svg, "<path stroke-width=\"{}\" d=\"", run.width_tenths)?;
    let mut before = None;
    for point in run.points {
        let now = (place(point.x), place(point.y));
        match before {
            None => write!(svg, "M{} {}l", now.0, now.1)?,
            Some((x, y)) => write!(svg, "{} {} ", now.0 - x, now.1 - y)?,
        }
        before = Some(now);
    }
    if run.points.len() == 1 {
        write!(svg, "0 0")?;
    }
    let end = svg.trim_end().len();
    svg.truncate(end);
    writeln!(svg, "\"/>")
}
