//! Who builds the backend of an app tries tickets at a terminal: a hub, a ticket, a phone, as three commands.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn counterfoil() -> Command {
    Command::new(env!("CARGO_BIN_EXE_counterfoil"))
}

/// A hub that ends with the test, however that ends.
struct Hub {
    child: Child,
    url: String,
    secret: String,
}

impl Hub {
    fn start(folder: &Path) -> Self {
        let mut command = counterfoil();
        command.args(["serve", "--safe-is-stored", "--listen", "127.0.0.1:0", "--dir"]);
        let mut child =
            command.arg(folder.join("hub")).stdout(Stdio::piped()).spawn().expect("a hub");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a greeting");
        let said: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let text = |name: &str| said[name].as_str().expect("a text").to_owned();
        Self { child, url: text("listening"), secret: text("office_secret_file") }
    }

    fn ticket(&self, folder: &Path, arguments: &[&str]) -> Output {
        let mut command = counterfoil();
        command.args(["ticket", "--hub", &self.url, "--office-key", &self.secret, "--key"]);
        command.arg(folder.join("backend.key")).args(arguments).output().expect("the command runs")
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a phone answers to these lines.
fn phone(folder: &Path, name: &str, lines: &str) -> Vec<serde_json::Value> {
    let mut command = counterfoil();
    command.args(["phone", "--dir"]).arg(folder.join(name));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a phone");
    child.stdin.take().expect("its input").write_all(lines.as_bytes()).expect("written");
    let out = child.wait_with_output().expect("it ends").stdout;
    let out = String::from_utf8(out).expect("text");
    out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_backend_developer_tries_a_ticket_at_a_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, hub) = (folder.path(), Hub::start(folder.path()));
    // 1. Without a registration the hub knows no such key, and the command says what to do.
    let unknown = hub.ticket(folder, &["--for", "A-1024"]);
    assert!(!unknown.status.success());
    assert!(text(&unknown.stderr).contains("--register"), "{}", text(&unknown.stderr));
    // 2. Registered, signed, piped into a phone: she is who the ticket says.
    let signing = ["--register", "跑单App", "--may-create", "--for", "A-1024", "--name", "小安"];
    let signed = hub.ticket(folder, &signing);
    let (line, told) = (text(&signed.stdout), text(&signed.stderr));
    assert!(signed.status.success() && line.lines().count() == 1, "{line}{told}");
    assert!(told.contains("registered") && told.contains("\"sub\":\"A-1024\""), "{told}");
    let answers = phone(folder, "ann", &format!("{line}{{\"do\":\"thumbprint\"}}\n"));
    assert_eq!(answers[0]["ok"]["enrolled"]["name"], "小安", "{answers:?}");
    // 3. Another phone cannot use it; a ticket bound to the first one is worthless to it too.
    let used = phone(folder, "bo", &line);
    assert!(used[0].to_string().contains("ticket_used"), "{used:?}");
    let store = answers[1]["ok"]["thumbprint"].as_str().expect("a thumbprint");
    let bound = hub.ticket(folder, &["--for", "A-1024", "--store", store]);
    assert!(bound.status.success(), "{}", text(&bound.stderr));
    let bound = text(&bound.stdout);
    // One thumbprint in 64 begins like an option.
    let odd = hub.ticket(folder, &["--for", "A-1024", "--store", "-uO6Xc1w"]);
    assert!(odd.status.success(), "{}", text(&odd.stderr));
    let refused = phone(folder, "bo", &bound);
    assert!(refused[0].to_string().contains("ticket_refused"), "{refused:?}");
    let hers = phone(folder, "ann", &bound);
    assert_eq!(hers[0]["ok"]["enrolled"]["name"], "小安", "{hers:?}");
    // 4. A configuration that cannot be right is called that.
    let wrong =
        r#"{"do":"enrol_with_ticket","hub":"http://127.0.0.1:1","root":"none","ticket":"x"}"#;
    let answer = phone(folder, "bo", &format!("{wrong}\n"));
    assert!(answer[0].to_string().contains("hub_pin"), "{answer:?}");
}

#[test]
fn the_help_teaches_how_to_begin() {
    let help = text(&counterfoil().args(["ticket", "--help"]).output().expect("help").stdout);
    for part in
        ["counterfoil serve", "counterfoil phone", "cf-enrol+jwt", "--may-create", "format.md"]
    {
        assert!(help.contains(part), "{part}: {help}");
    }
}
