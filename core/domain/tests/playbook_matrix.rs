//! The policy matrix against a second reading of it: every role, kind, stage and assignment of the built-in
//! playbook with every audience, kind of fact and path; and matrices that nobody would write.

use std::collections::BTreeSet;

use counterfoil_domain::fact::KINDS;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::policy::{
    Question, Standing, explain, may_add, may_propose, may_set, sees,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The reference: the sentence "what no row grants is denied", read from the file alone.
mod model {
    use super::{Standing, Value};

    fn names(list: &Value) -> impl Iterator<Item = &str> {
        list.as_array().into_iter().flatten().filter_map(Value::as_str)
    }

    fn covers(pattern: &str, path: &str) -> bool {
        pattern == path || pattern.strip_suffix('*').is_some_and(|begin| path.starts_with(begin))
    }

    /// The rows that speak of somebody; `*` is every kind, and every stage but none.
    fn rows<'a>(file: &'a Value, who: &'a Standing<'_>) -> impl Iterator<Item = &'a Value> {
        let names_one = |list: &Value, one: &str, any: bool| {
            names(list).any(|name| name == one || (any && name == "*" && one != "-"))
        };
        file["policy"].as_array().into_iter().flatten().filter(move |row| {
            names_one(&row["roles"], who.role, false)
                && names_one(&row["kinds"], who.kind, true)
                && names_one(&row["stages"], who.stage, true)
                && row["assigned"].as_bool().is_none_or(|assigned| assigned == who.assigned)
        })
    }

    pub(super) fn sees(file: &Value, who: &Standing<'_>, audience: &str) -> bool {
        rows(file, who).any(|row| names(&row["sees"]).any(|name| name == audience))
    }

    pub(super) fn adds(file: &Value, who: &Standing<'_>, kind: &str) -> bool {
        let mut facts = file["facts"].as_array().into_iter().flatten();
        let own_audience = ["settled", "revealed"].contains(&kind);
        (own_audience || facts.any(|rule| rule["kind"] == kind))
            && rows(file, who).any(|row| names(&row["add"]).any(|name| name == kind || name == "*"))
    }

    /// The audience of a path: a note's own, or the longest rule's that covers it, an exact one first.
    fn audience<'a>(file: &'a Value, path: &str) -> Option<&'a str> {
        let list = |name: &str| file[name].as_array().into_iter().flatten();
        let note = list("notes").find(|rule| rule["path"] == path);
        let rank = |rule: &&Value| {
            rule["path"].as_str().map_or((false, 0), |own| (own == path, own.len()))
        };
        let fits = |rule: &&Value| rule["path"].as_str().is_some_and(|own| covers(own, path));
        note.or_else(|| list("fields").filter(fits).max_by_key(rank))?["audience"].as_str()
    }

    pub(super) fn sets(file: &Value, who: &Standing<'_>, path: &str) -> bool {
        let Some(audience) = audience(file, path) else { return false };
        sees(file, who, audience)
            && rows(file, who).any(|row| names(&row["set"]).any(|pattern| covers(pattern, path)))
    }

    pub(super) fn proposes(file: &Value, who: &Standing<'_>, path: &str) -> bool {
        let seen = audience(file, path).is_some_and(|audience| sees(file, who, audience));
        seen && adds(file, who, "proposed")
    }
}

/// Everything that a standing may be asked about.
struct Asked {
    audiences: Vec<String>,
    kinds: Vec<&'static str>,
    paths: Vec<String>,
}

impl Asked {
    fn of(file: &Value) -> Self {
        let texts = |list: &str, key: &str| {
            let items = file[list].as_array().into_iter().flatten();
            items.filter_map(|item| item[key].as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        let fields = texts("fields", "path").into_iter().map(|path| path.replace('*', "x/1"));
        let mut paths: Vec<String> = fields.chain(texts("notes", "path")).collect();
        paths.extend(["no/such/path", "", "*", "desk", "desk/"].map(str::to_owned));
        let mut audiences = texts("audiences", "id");
        audiences.push("nobody".into());
        let kinds = KINDS.iter().map(|(_, name)| *name).chain(["no_such_kind", "*"]).collect();
        Self { audiences, kinds, paths }
    }

    /// Compares every answer; gives how many were "yes".
    fn compare(&self, book: &Playbook, file: &Value, who: &Standing<'_>) -> usize {
        let mut granted = 0;
        let mut same = |engine: bool, model: bool, question: &str| {
            assert_eq!(engine, model, "{who:?} {question}");
            granted += usize::from(engine);
        };
        for audience in &self.audiences {
            let engine = sees(book, who).contains(audience.as_str());
            same(engine, model::sees(file, who, audience), audience);
            assert_eq!(explain(book, who, Question::See(audience)).allowed, engine);
        }
        for kind in &self.kinds {
            same(may_add(book, who, kind), model::adds(file, who, kind), kind);
        }
        for path in &self.paths {
            same(may_set(book, who, path), model::sets(file, who, path), path);
            same(may_propose(book, who, path), model::proposes(file, who, path), path);
        }
        granted
    }
}

#[test]
fn every_cell_of_the_built_in_matrix_is_what_the_file_says() {
    let book = Playbook::builtin();
    let file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    let asked = Asked::of(&file);
    let roles = book.file().roles.iter().map(|role| role.id.as_str()).chain(["nobody"]);
    let kinds: Vec<&str> =
        book.file().kinds.iter().map(|kind| kind.id.as_str()).chain(["unheard-of"]).collect();
    let (mut cells, mut granted) = (0, 0);
    for role in roles {
        for kind in &kinds {
            let stages = book.workflow_of(kind).into_iter().flat_map(|flow| &flow.stages);
            for stage in stages.map(|stage| stage.id.as_str()).chain(["-", "limbo"]) {
                for assigned in [true, false] {
                    let who = Standing { role, kind, stage, assigned };
                    cells += asked.audiences.len() + asked.kinds.len() + 2 * asked.paths.len();
                    granted += asked.compare(&book, &file, &who);
                }
            }
        }
    }
    assert!(cells > 50_000 && granted > 1_000, "{granted} of {cells}");
    assert!(granted * 2 < cells, "most is denied: {granted} of {cells}");
}

fn some(of: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(of, 0..=of.len().min(3))
}

fn row() -> impl Strategy<Value = Value> {
    let whom = (
        some(&["courier", "technician", "dispatcher"]),
        some(&["*", "parcel", "repair", "shift"]),
        some(&["*", "-", "ready", "delivered", "working"]),
        proptest::option::of(any::<bool>()),
    );
    let what = (
        some(&["keys", "plan", "contact", "money", "work", "desk"]),
        some(&["*", "photo", "proposed", "settled", "comment"]),
        some(&["*", "address/*", "address/line", "a/*", "note/work", "desk/*", "goods_due_minor"]),
    );
    (whom, what).prop_map(|((roles, kinds, stages, assigned), (sees, add, set))| {
        let mut row = json!({"id": "row", "roles": roles, "kinds": kinds, "stages": stages,
            "sees": sees, "add": add, "set": set});
        if let Some(assigned) = assigned {
            row["assigned"] = json!(assigned);
        }
        row
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_matrix_is_read_as_the_model_reads_it(rows in proptest::collection::vec(row(), 0..7)) {
        let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
        file["policy"] = json!(rows);
        let book = Playbook::parse(&serde_json::to_vec(&file).expect("JSON")).expect("a playbook");
        let asked = Asked::of(&file);
        let mut seen = BTreeSet::new();
        for role in ["courier", "technician", "nobody"] {
            for (kind, stage) in [("parcel", "ready"), ("repair", "working"), ("shift", "-")] {
                for assigned in [true, false] {
                    let who = Standing { role, kind, stage, assigned };
                    seen.insert(asked.compare(&book, &file, &who));
                }
            }
        }
        // Without a row nothing is granted to anybody.
        prop_assert!(!rows.is_empty() || seen == BTreeSet::from([0]));
    }
}

/// Who may have what of a refund, a claim and a repair at the counter: what his work needs.
#[test]
fn the_back_office_sees_and_sets_what_its_work_needs() {
    let book = Playbook::builtin();
    let who = |role, kind, stage| Standing { role, kind, stage, assigned: false };
    let sums = ["refund_due_minor", "claim_offer_minor"];
    let back = ["warehouse", "inspector", "outlet_clerk", "finance", "customer_service"];
    for kind in ["refund", "quality", "outlet_repair", "compensation"] {
        for stage in book.workflow_of(kind).into_iter().flat_map(|flow| &flow.stages) {
            for role in back {
                let here = who(role, kind, &stage.id);
                let seen = sees(&book, &here);
                let desk = role == "customer_service";
                assert!(desk || !seen.contains("contact"), "{here:?}");
                let counter = role == "outlet_clerk"
                    && (kind, stage.id.as_str()) == ("outlet_repair", "done");
                let pays = role == "finance" && ["refund", "compensation"].contains(&kind);
                let money = (desk && kind != "quality") || pays || counter;
                assert_eq!(seen.contains("money"), money, "{here:?}");
                for sum in sums {
                    assert_eq!(may_set(&book, &here, sum), desk && kind != "quality", "{here:?}");
                }
                // Who sees a sum that another sets proposes what it should be.
                assert_eq!(may_propose(&book, &here, sums[0]), money, "{here:?}");
            }
        }
    }
    // Each step's roles may make it, wherever it leaves from.
    for kind in ["refund", "quality", "outlet_repair", "compensation"] {
        for step in book.workflow_of(kind).into_iter().flat_map(|flow| &flow.transitions) {
            for role in step.roles.iter().filter(|role| back.contains(&role.as_str())) {
                for stage in &step.from {
                    assert!(
                        may_add(&book, &who(role, kind, stage), "transition"),
                        "{role} {}",
                        step.id
                    );
                }
            }
        }
    }
}
