//! What the day says, in Chinese or English, a line a step.

use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Lang;

/// Tells the story: a bar, and a line for each step.
#[derive(Debug)]
pub struct Teller {
    lang: Lang,
    bar: ProgressBar,
}

impl Teller {
    /// A teller for so many steps.
    #[must_use]
    pub fn new(lang: Lang, steps: u64) -> Self {
        let bar = ProgressBar::new(steps);
        if let Ok(style) = ProgressStyle::with_template("{bar:24.cyan/dim} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { lang, bar }
    }

    /// The words of the chosen language.
    #[must_use]
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A step is done.
    pub fn step(&self, zh: &str, en: &str) {
        let line = format!("✓ {}", self.pick(zh, en));
        self.bar.suspend(|| println!("{line}"));
        self.bar.inc(1);
    }

    /// Something beside the steps.
    pub fn note(&self, zh: &str, en: &str) {
        let line = format!("  {}", self.pick(zh, en));
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
