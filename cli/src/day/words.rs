//! What the day says, in Chinese or English: a line a step, with the time that it took.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Lang;

/// Tells the story: a bar, and a line for each step.
#[derive(Debug)]
pub struct Teller {
    lang: Lang,
    bar: ProgressBar,
    since: Instant,
}

impl Teller {
    /// A teller for so many steps.
    #[must_use]
    pub fn new(lang: Lang, steps: u64) -> Self {
        let bar = ProgressBar::new(steps);
        let style = "{spinner:.cyan} {bar:28.cyan/dim} {pos}/{len} {elapsed:>4.dim}  {msg:.dim}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { lang, bar, since: Instant::now() }
    }

    /// The words of the chosen language.
    #[must_use]
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A part of the day begins.
    pub fn part(&self, zh: &str, en: &str) {
        let line = format!("\n{}", self.pick(zh, en));
        self.bar.suspend(|| println!("{line}"));
    }

    /// What is being done now; shown beside the bar until the next step.
    pub fn doing(&self, zh: &str, en: &str) {
        self.bar.set_message(self.pick(zh, en).to_owned());
    }

    /// A step is done.
    pub fn step(&mut self, zh: &str, en: &str) {
        let took = self.since.elapsed().as_secs_f64();
        self.since = Instant::now();
        let line = format!("{took:>5.1} s  {}", self.pick(zh, en));
        self.bar.set_message("");
        self.bar.suspend(|| println!("{line}"));
        self.bar.inc(1);
    }

    /// Something beside the steps.
    pub fn note(&self, zh: &str, en: &str) {
        let line = format!("         {}", self.pick(zh, en));
        self.bar.suspend(|| println!("{line}"));
    }

    /// A line as it is.
    pub fn plain(&self, line: &str) {
        self.bar.suspend(|| println!("{line}"));
    }

    /// The end.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// An amount as people say it: `¥18`, `¥36.80`.
#[must_use]
pub fn yuan(minor: i64) -> String {
    match minor % 100 {
        0 => format!("¥{}", minor / 100),
        cents => format!("¥{}.{cents:02}", minor / 100),
    }
}

/// A number of bytes as people read it.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
