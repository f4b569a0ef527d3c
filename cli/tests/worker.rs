//! The gate's worker of the real command: a process of its own, which ends with its hub, however that ends.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A hub that ends with the test, however that ends.
struct Hub(Child);

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
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
    let mut hub = Hub(command.spawn().expect("a hub"));
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
    let until = Instant::now() + Duration::from_secs(20);
    while workers.iter().any(|worker| runs(*worker)) {
        assert!(Instant::now() < until, "a worker outlived its hub");
        thread::sleep(Duration::from_millis(5));
    }
}
