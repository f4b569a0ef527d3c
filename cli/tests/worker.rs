//! Processes of the real command that end with whoever began them, however that ends: the gate's worker with its hub,
//! the hub and the phones of a day with the day.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A process that ends with the test, however that ends.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How long something may take on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

fn waits_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < until, "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Processes that a process started and that still run.
fn children(parent: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{parent}/task")).expect("its threads").flatten();
    let lists = threads.filter_map(|one| fs::read_to_string(one.path().join("children")).ok());
    let lists: Vec<String> = lists.collect();
    lists.iter().flat_map(|list| list.split_whitespace()).flat_map(str::parse).collect()
}

/// Whether a process has not ended; one that nobody waited for has.
fn runs(process: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

#[test]
fn a_hub_tries_changes_in_a_process_that_ends_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterfoil"));
    command.args(["serve", "--safe-is-stored", "--listen", "127.0.0.1:0", "--dir"]);
    command.arg(folder.path().join("hub")).stdout(Stdio::piped());
    let mut hub = Ends(command.spawn().expect("a hub"));
    let mut line = String::new();
    let out = hub.0.stdout.take().expect("its output");
    BufReader::new(out).read_line(&mut line).expect("a greeting");
    let said: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let address = said["listening"].as_str().expect("a url").trim_start_matches("http://");
    // 1. It says so, and so does the system.
    let mut stream = TcpStream::connect(address).expect("it listens");
    let request =
        format!("GET /v1/health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.contains(r#""gate_worker":"process""#), "{answer}");
    let workers = children(hub.0.id());
    assert_eq!(workers.len(), 1, "one is begun at once");
    assert!(workers.iter().all(|worker| runs(*worker)));
    // 2. The hub is killed; nothing is left running.
    hub.0.kill().expect("killed");
    hub.0.wait().expect("gone");
    let one_runs = || workers.iter().any(|worker| runs(*worker));
    waits_until("a worker outlived its hub", || !one_runs());
}

/// Processes that a process started, theirs too.
fn descendants(parent: u32) -> Vec<u32> {
    let mut found = children(parent);
    let below: Vec<u32> = found.iter().flat_map(|child| descendants(*child)).collect();
    found.extend(below);
    found
}

#[test]
fn a_day_that_is_ended_leaves_nothing_running() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterfoil"));
    command.args(["day", "--keep", "--seed", "3", "--dir"]).arg(folder.path());
    let mut day = Ends(command.stdout(Stdio::null()).spawn().expect("a day"));
    // A hub with its worker, and a phone at least.
    waits_until("the day began nothing", || descendants(day.0.id()).len() >= 3);
    let began = descendants(day.0.id());
    // `SIGTERM` ends it as it stands: it closes nothing.
    let term = format!("kill -TERM {}", day.0.id());
    assert!(Command::new("sh").args(["-c", &term]).status().expect("a shell").success());
    day.0.wait().expect("it ended");
    let one_runs = || began.iter().any(|process| runs(*process));
    waits_until("something outlived the day", || !one_runs());
}

#[test]
fn a_hub_ends_when_its_input_closes_if_it_was_told_to_and_else_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let begins = |name: &str, told: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_counterfoil"));
        command.args(["serve", "--safe-is-stored", "--listen", "127.0.0.1:0", "--dir"]);
        command.arg(folder.path().join(name).join("hub")).args(told);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut hub = Ends(command.spawn().expect("a hub"));
        let out = hub.0.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut String::new()).expect("a greeting");
        hub
    };
    let mut told = begins("told", &["--until-input-closes"]);
    assert!(told.0.try_wait().expect("asked").is_none(), "its input is open");
    drop(told.0.stdin.take());
    assert!(told.0.wait().expect("it ends").success());
    // The control: one that was not told, as an operator begins it.
    let mut other = begins("other", &[]);
    drop(other.0.stdin.take());
    thread::sleep(Duration::from_secs(1));
    assert!(other.0.try_wait().expect("asked").is_none(), "nobody told it to end");
}
