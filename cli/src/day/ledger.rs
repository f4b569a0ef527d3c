//! The ledger: what phones acknowledged, written down outside them as it was said. A phone that forgets what it
//! acknowledged agrees with itself; it does not agree with the ledger.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What one phone said that it keeps.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Facts, `device/incarnation/seq/position`.
    facts: BTreeSet<String>,
    /// SHA-256 of original files.
    files: BTreeSet<String>,
    /// A fact that was given twice: the phone forgot it and used its place again.
    twice: Option<String>,
}

/// Size and root of each chain at the hub, by `device/incarnation`.
pub type Chains = BTreeMap<String, (u64, String)>;

impl Ledger {
    /// Writes down whatever an answer acknowledges.
    pub fn note(&mut self, answer: &Value) {
        match answer {
            Value::Object(parts) => {
                if parts.contains_key("hub_decides") {
                    self.note_facts(&answer["facts"]);
                }
                if let (Some(file), true) =
                    (answer["original"].as_str(), answer["fact"].is_string())
                {
                    self.files.insert(file.to_owned());
                }
                parts.values().for_each(|part| self.note(part));
            }
            Value::Array(parts) => parts.iter().for_each(|part| self.note(part)),
            _ => {}
        }
    }

    fn note_facts(&mut self, facts: &Value) {
        for fact in facts.as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !self.facts.insert(fact.to_owned()) {
                self.twice = Some(fact.to_owned());
            }
        }
    }

    /// Compares the ledger with what the hub holds; gives how many facts stand in it, or what is missing.
    pub fn compare(&self, chains: &Chains, arrived: &BTreeSet<String>) -> Result<usize, String> {
        if let Some(fact) = &self.twice {
            return Err(format!("{fact} was acknowledged twice, for two different acts"));
        }
        for fact in &self.facts {
            let mut parts = fact.rsplitn(3, '/');
            let (_, seq, chain) = (parts.next(), parts.next(), parts.next());
            let seq: Option<u64> = seq.and_then(|seq| seq.parse().ok());
            let held = chain.and_then(|chain| chains.get(chain)).map_or(0, |(size, _)| *size);
            if seq.is_none_or(|seq| seq >= held) {
                return Err(format!("{fact} was acknowledged and is not at the hub"));
            }
        }
        match self.files.difference(arrived).next() {
            Some(file) => Err(format!("file {file} was acknowledged and is not at the hub")),
            None => Ok(self.facts.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn act(fact: &str) -> Value {
        json!({ "ok": { "fact": fact, "original": "ab", "done": {
            "envelopes": ["cd"], "facts": [fact], "hub_decides": false } } })
    }

    fn hub(size: u64) -> Chains {
        Chains::from([("d1/i1".to_owned(), (size, "root".to_owned()))])
    }

    #[test]
    fn what_was_acknowledged_and_is_nowhere_is_found() {
        let mut ledger = Ledger::default();
        ledger.note(&act("d1/i1/6/0"));
        let arrived = BTreeSet::from(["ab".to_owned()]);
        assert_eq!(ledger.compare(&hub(7), &arrived), Ok(1));
        assert!(ledger.compare(&hub(6), &arrived).is_err(), "the hub's chain ends before it");
        assert!(ledger.compare(&Chains::new(), &arrived).is_err(), "the hub has no such chain");
        assert!(ledger.compare(&hub(7), &BTreeSet::new()).is_err(), "its file is not there");
        ledger.note(&act("d1/i1/6/0"));
        assert!(ledger.compare(&hub(7), &arrived).is_err(), "the phone used the place again");
    }
}
