//! The table: one row for each promise, with figure, limit, ratio and whether it is met.

use std::error::Error;
use std::fmt::Write as _;

/// What stands in the row of a promise that does not hold.
pub const NOT_MET: &str = "**NOT met**";

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    what: String,
    figure: String,
    limit: String,
    ratio: Option<f64>,
    target: String,
    met: Option<bool>,
}

impl Row {
    /// A figure beside its limit, with what was promised; nothing is judged yet.
    pub(crate) fn new(
        what: impl Into<String>,
        figure: impl Into<String>,
        limit: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            figure: figure.into(),
            limit: limit.into(),
            ratio: None,
            target: "–".into(),
            met: None,
        }
    }

    /// What a machine can do at best; others are compared with it.
    pub(crate) fn physical(what: impl Into<String>, figure: impl Into<String>) -> Self {
        Self::new(what, figure, "the limit itself")
    }

    /// The figure divided by its limit.
    pub(crate) fn ratio(mut self, figure: f64, limit: f64) -> Self {
        self.ratio = Some(figure / limit);
        self
    }

    /// What was promised and whether it holds.
    pub(crate) fn target(mut self, target: impl Into<String>, met: bool) -> Self {
        self.target = target.into();
        self.met = Some(met);
        self
    }

    /// A part that could not be measured: no promise of it is met.
    pub(crate) fn failed(part: &str, error: &dyn Error) -> Self {
        let what = format!("part `{part}` could not be measured");
        Self::new(what, error.to_string(), "–").target("a figure", false)
    }

    fn line(&self) -> String {
        let ratio = self.ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        let met = match self.met {
            Some(true) => "met",
            Some(false) => NOT_MET,
            None => "–",
        };
        let Self { what, figure, limit, target, .. } = self;
        format!("| {what} | {figure} | {limit} | {ratio} | {target} | {met} |\n")
    }
}

/// Milliseconds as people read them.
pub(crate) fn ms(ms: f64) -> String {
    match ms {
        ms if ms < 1.0 => format!("{:.0} µs", ms * 1000.0),
        ms if ms < 10.0 => format!("{ms:.2} ms"),
        ms if ms < 1000.0 => format!("{ms:.0} ms"),
        _ => format!("{:.2} s", ms / 1000.0),
    }
}

/// The page: the machine, how it was measured, and the table.
pub(crate) fn page(machine: &str, rows: &[Row]) -> String {
    let mut page = String::from("# Figures beside their limits\n\n");
    let _infallible = writeln!(
        page,
        "Written by `make bench`; do not edit. {machine}\n\n\
         Every limit was measured in the same run, in turn with its figure. Times are medians unless \
         a row says processor time, which is the sum over all threads. A ratio is figure to limit.\n\n\
         | what | figure | limit | ratio | target | |\n\
         |---|---|---|---|---|---|"
    );
    rows.iter().for_each(|row| page.push_str(&row.line()));
    let judged = rows.iter().filter(|row| row.met.is_some()).count();
    let met = rows.iter().filter(|row| row.met == Some(true)).count();
    let _infallible = writeln!(page, "\n{met} of {judged} targets are met.");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_counts_what_is_met_and_says_loudly_what_is_not() {
        let rows = [
            Row::physical("one fsync", ms(0.25)),
            Row::new("a commit", ms(2.0), ms(1.0)).ratio(2.0, 1.0).target("≤ 3", true),
            Row::failed("photo", &std::io::Error::other("no photo")),
        ];
        let page = page("A machine.", &rows);
        assert!(page.contains("| one fsync | 250 µs | the limit itself | – | – | – |"));
        assert!(page.contains("| a commit | 2.00 ms | 1.00 ms | 2.00 | ≤ 3 | met |"));
        assert!(page.contains("| no photo | – | – | a figure | **NOT met** |"));
        assert!(page.ends_with("1 of 2 targets are met.\n"));
    }

    #[test]
    fn times_have_the_unit_that_people_use() {
        assert_eq!(
            [ms(0.0214), ms(3.456), ms(87.6), ms(2345.6)],
            ["21 µs", "3.46 ms", "88 ms", "2.35 s"]
        );
    }
}
