//! A run as text: a seed, words and numbers. No name, telephone number or place is in it, as a plan holds none; what
//! it is about is made while it runs.

use super::plan::{Deed, Plan, Step, Trouble};

/// The first line of a trace.
const HEAD: &str = "counterfoil simulator 1";

impl Plan {
    /// The trace.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEAD}\nseed {}\nphones {}\n", self.seed, self.phones);
        for (trouble, rate) in &self.troubles {
            text.push_str(&format!("trouble {} {rate}\n", trouble.word()));
        }
        for Step { deed, who, chance, minutes } in &self.steps {
            text.push_str(&format!("{} {who} {chance} {minutes}\n", deed.word()));
        }
        text
    }

    /// Reads a trace.
    ///
    /// # Errors
    /// The number of the line that is none of a trace.
    pub fn from_text(text: &str) -> Result<Self, usize> {
        let mut plan = Self { seed: 0, phones: 0, troubles: Vec::new(), steps: Vec::new() };
        for (at, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split(' ').collect();
            let read = match (at, words.as_slice()) {
                (0, _) => (line == HEAD).then_some(()),
                (_, ["seed", seed]) => seed.parse().ok().map(|seed| plan.seed = seed),
                (_, ["phones", count]) => count.parse().ok().map(|count| plan.phones = count),
                (_, ["trouble", word, rate]) => match (Trouble::of(word), rate.parse()) {
                    (Some(trouble), Ok(rate)) => {
                        plan.troubles.push((trouble, rate));
                        Some(())
                    }
                    _ => None,
                },
                (_, words) => step(words).map(|step| plan.steps.push(step)),
            };
            read.ok_or(at + 1)?;
        }
        Ok(plan)
    }
}

fn step(words: &[&str]) -> Option<Step> {
    let [word, who, chance, minutes] = words else { return None };
    let (who, chance) = (who.parse().ok()?, chance.parse().ok()?);
    Some(Step { deed: Deed::of(word)?, who, chance, minutes: minutes.parse().ok()? })
}
