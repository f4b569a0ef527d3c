//! Words: naughty strings in every text that people can write, and what pages, tables and logs make of them.

use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use counterfoil_domain::fact::{Comment, Fact, Keyed, Refusal, Scan, Unsigned};
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_prove::siege::Siege;
use counterfoil_prove::tier::Tier;
use counterfoil_tests::harness::hand::verdicts;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::raw;

/// What people really try, when the list beside the project is not there.
const OWN: [&str; 12] = [
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1-1",
    "\t=1+1",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "${jndi:ldap://127.0.0.1/a}",
    "'; DROP TABLE subject; --",
    "\u{202e}gpj.exe",
    "A\u{0}B",
    "\u{1b}[31mred\u{1b}[0m",
    "line\r\nERROR hub: everything is lost",
];

/// Naughty strings: ours, and the Big List beside the project where it is there.
fn naughty() -> Vec<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let beside = root.ancestors().map(|one| one.join("shared/data/text/naughty-strings/blns.json"));
    let list = beside.into_iter().find_map(|path| std::fs::read_to_string(path).ok());
    let list: Vec<String> =
        list.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    if list.is_empty() {
        println!("skipped: the Big List of Naughty Strings is not beside the project");
    }
    OWN.iter().map(|text| (*text).to_owned()).chain(list).collect()
}

/// Every fact in which a person may write words.
fn facts_saying(text: &str) -> Vec<Fact> {
    let text = || text.to_owned();
    vec![
        Fact::Comment(Comment { text: text() }),
        Fact::Refusal(Refusal { reason: text(), who: Some(text()), note: Some(text()) }),
        Fact::Scan(Scan { raw: text(), symbology: text(), matches: false }),
        Fact::Unsigned(Unsigned { reason: text(), note: Some(text()) }),
        Fact::Keyed(Keyed { key: Key { scheme: "waybill".into(), value: text() } }),
    ]
}

/// What a spreadsheet takes for a formula, as OWASP lists it.
fn begins_a_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Every cell of a CSV: none may begin a formula in a spreadsheet.
fn cells(table: &[u8]) -> usize {
    let body = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let mut cells = 0;
    for record in csv::ReaderBuilder::new().flexible(true).from_reader(body).records() {
        for cell in record.expect("a record").iter() {
            cells += 1;
            // `="00012"` is how long numbers are kept as text; anything else that begins like this is a formula.
            let number = cell.starts_with("=\"")
                && cell[2..].bytes().all(|byte| b"0123456789 ./:-,%eE+\"".contains(&byte));
            assert!(number || !begins_a_formula(cell), "{cell:?}");
        }
    }
    cells
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_write_is_only_ever_text() {
    let book = listen();
    // The small tier takes ours and every eighth of the long list.
    let (texts, step) = (naughty(), Tier::asked().of(8, 1, 1));
    let rest = texts[OWN.len()..].iter().step_by(step).cloned();
    let texts: Vec<String> = texts[..OWN.len()].iter().cloned().chain(rest).collect();
    let mut siege = Siege::begin().await;
    let hers = siege.hers;
    siege
        .under("naughty strings", async |world, mallory| {
            let mut written = 0;
            for text in &texts {
                for fact in facts_saying(text) {
                    mallory.write(Subject::order(hers), "work", vec![fact], Vec::new());
                    written += 1;
                }
            }
            // 1. Each has a verdict of its own; the office writes the same where it may.
            let said = verdicts(&mallory.push().await);
            let kept = said.iter().filter(|one| one.takes_facts()).count();
            assert!(said.len() == written && kept > texts.len(), "{kept} of {written}: {said:?}");
            let mut taken = 0;
            for text in &texts {
                let fields =
                    json!({ "title": text, "contact/name": text, "remark": text, "area": text });
                let key = json!({ "scheme": "waybill", "value": text });
                let order = json!({ "kind": "parcel", "keys": [key], "fields": fields });
                let made = world.try_post("/v1/office/orders", &order).await;
                taken += usize::from(made.is_ok());
                if let Err(why) = made {
                    assert!(why.starts_with('4'), "{text:?}: {why}");
                }
                let person = json!({ "name": text, "roles": ["courier"] });
                if let Err(why) = world.try_post("/v1/office/people", &person).await {
                    assert!(why.starts_with('4'), "{text:?}: {why}");
                }
            }
            println!("{written} facts, {taken} orders");
            assert!(taken > texts.len() / 2, "most are only odd");
            // 2. Pages are JSON that says what was written, never HTML; tables begin no formula.
            let shown = world.shown(hers).await.to_string();
            let kept = serde_json::from_str::<Value>(&shown).expect("JSON").to_string();
            assert!(kept.contains("<script>alert(1)</script>"), "kept as it was written");
            for path in ["board", "orders?limit=500", "worklist", "people", "held", "report", "map"]
            {
                world.get(&format!("/v1/office/{path}")).await;
            }
            let mut all = 0;
            for path in ["zh/orders.csv", "en/orders.csv", "zh/events.csv", "en/events.csv"] {
                all += cells(&table(world, path).await);
            }
            println!("{all} cells");
            assert!(all > 500, "{all} cells");
        })
        .await;
    drop(siege);
    book.is_whole();
}

/// An export, as a browser gets it.
async fn table(world: &counterfoil_tests::harness::World, path: &str) -> Vec<u8> {
    let secret = world.server().keyring.office_secret.to_string();
    let headers = format!("authorization: Bearer {secret}\r\n");
    let target = format!("/v1/office/exports/{path}");
    let answer = raw::say(&world.hub_url(), &raw::bare("GET", &target, &headers)).await;
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
    assert!(head.contains("text/csv") && head.contains("attachment"), "{head}");
    body.as_bytes().to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_writes_lines_of_their_own_into_the_log() {
    let book = listen();
    let lie = "x%0d%0a2026-01-01T00:00:00Z ERROR hub: %1b[2Jforged";
    let mut siege = Siege::begin().await;
    siege
        .under("log injection", async |world, mallory| {
            let url = mallory.hub_url().to_owned();
            let secret = world.server().keyring.office_secret.to_string();
            for path in ["/v1/blobs/", "/v1/evidence/", "/v1/office/exports/", "/console/", "/v1/live?cursor="] {
                let target = format!("{path}{lie}");
                for headers in [
                    format!("authorization: Bearer {secret}\r\n"),
                    format!("user-agent: {lie}\r\nidempotency-key: {lie}\r\ncounterfoil-proof: {lie}\r\n"),
                    "x-raw: a\tb\u{1b}[31m\r\n".to_owned(),
                ] {
                    raw::say(&url, &raw::bare("GET", &target, &headers)).await;
                    raw::say(&url, &raw::bare("POST", &target, &headers)).await;
                }
            }
            for text in ["a\r\nERROR forged", "b\nWARN forged \u{1b}[2J"] {
                let _refused = world.try_post("/v1/office/people", &json!({ "name": text, "roles": [text] })).await;
                let _refused = world.try_post("/v1/office/orders", &json!({ "kind": text })).await;
            }
        })
        .await;
    drop(siege);
    book.is_whole();
}

/// What was logged since the tests of this file began, as `counterfoil serve` writes it.
#[derive(Clone, Default)]
struct Book(Arc<Mutex<Vec<u8>>>);

impl Write for Book {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("whole").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Book {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Book {
    /// Every line is one that the log began, and none holds what was sent.
    fn is_whole(&self) {
        let bytes = self.0.lock().expect("whole").clone();
        let text = String::from_utf8(bytes).expect("text");
        println!("{} lines logged", text.lines().count());
        let odd = text.lines().find(|line| !is_a_line_of_ours(line));
        assert_eq!(odd, None);
    }
}

/// A time, a level, and nothing of what the attacks of this file send.
fn is_a_line_of_ours(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let (time, level) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let begun = time.starts_with("20") && time.ends_with('Z');
    let sent = ["forged", "alert(1)", "jndi", "everything is lost", "\u{1b}"];
    begun
        && ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"].contains(&level)
        && !sent.iter().any(|word| line.contains(word))
}

#[test]
fn a_program_that_logs_what_it_was_sent_is_found_out() {
    let book = Book::default();
    let lines = tracing_subscriber::fmt().with_ansi(false).with_writer(book.clone()).finish();
    tracing::subscriber::with_default(lines, || {
        tracing::info!("an honest line");
        let sent = "a\n2026-01-01T00:00:00Z ERROR forged";
        tracing::info!(name = %sent, "somebody came");
    });
    let text = String::from_utf8(book.0.lock().expect("whole").clone()).expect("text");
    let honest: Vec<bool> = text.lines().map(is_a_line_of_ours).collect();
    assert!(honest[0] && honest[1..].contains(&false), "{text}");
}

fn listen() -> Book {
    static BOOK: OnceLock<Book> = OnceLock::new();
    let begun = BOOK.get_or_init(|| {
        let book = Book::default();
        let own = "info,counterfoil_server=trace,counterfoil_client=trace,counterfoil_cli=trace";
        let filter = tracing_subscriber::EnvFilter::new(own);
        let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
        lines.with_writer(book.clone()).init();
        book
    });
    begun.clone()
}
