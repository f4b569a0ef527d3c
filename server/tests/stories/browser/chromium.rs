//! A headless Chromium, driven through two pipes; a test without one says so and passes.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Seconds after which a browser that hangs is ended.
const LIFE_SECONDS: u64 = 240;
/// Seconds for which a page may take to become as a story expects it.
const PATIENCE_SECONDS: u64 = 30;
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
];

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    to: File,
    from: BufReader<File>,
    session: Option<String>,
    asked: u64,
    /// What the page complained about: errors, refused by policy, requests that failed.
    pub(crate) complaints: Vec<String>,
    _alive: Sender<()>,
    _folder: TempDir,
}

/// Where a Chromium is, if there is one.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |at| at.join(name)))
        .find(|at| at.is_file())
}

/// Ends a process that outlives its time; not one whose browser was dropped before.
fn watch(process: u32) -> Sender<()> {
    let (alive, dropped) = channel();
    std::thread::spawn(move || {
        let waited = dropped.recv_timeout(Duration::from_secs(LIFE_SECONDS));
        if waited == Err(RecvTimeoutError::Timeout) {
            let _it_may_have_ended = Command::new("kill").arg(process.to_string()).status();
        }
    });
    alive
}

impl Browser {
    /// Starts a browser; `None` where there is none.
    pub(crate) fn start() -> Option<Self> {
        let program = program()?;
        let folder = tempfile::tempdir().expect("a folder");
        let [to, from] = ["to", "from"].map(|name| folder.path().join(name));
        let made = Command::new("mkfifo").args([&to, &from]).status().expect("mkfifo");
        assert!(made.success(), "pipes");
        // The shell opens the pipes under the numbers that Chromium expects, and becomes Chromium.
        let script = "p=$1 i=$2 o=$3; shift 3; exec \"$p\" \"$@\" 3<\"$i\" 4>\"$o\"";
        let child = Command::new("sh")
            .args(["-c", script, "sh"])
            .args([&program, &to, &from])
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a browser");
        let alive = watch(child.id());
        let to = OpenOptions::new().write(true).open(to).expect("the pipe to it");
        let from = BufReader::new(File::open(from).expect("the pipe from it"));
        let (session, complaints) = (None, Vec::new());
        let mut made =
            Self { child, to, from, session, asked: 0, complaints, _alive: alive, _folder: folder };
        made.attach();
        Some(made)
    }

    fn attach(&mut self) {
        let targets = self.ask("Target.getTargets", json!({}));
        let pages = targets["targetInfos"].as_array().expect("targets").iter();
        let page = pages.into_iter().find(|one| one["type"] == "page").expect("a page").clone();
        let asked = json!({ "targetId": page["targetId"], "flatten": true });
        let attached = self.ask("Target.attachToTarget", asked);
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Accessibility"] {
            self.ask(&format!("{domain}.enable"), json!({}));
        }
    }

    /// One command, one answer; what the page says meanwhile is noted.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let said = self.try_ask(method, params);
        assert!(said["error"].is_null(), "{method}: {}", said["error"]);
        said["result"].clone()
    }

    /// The whole answer, also one that says no: a page that is just being left has nothing to say.
    fn try_ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let mut command = json!({ "id": self.asked, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).expect("the browser listens");
        loop {
            let said = self.read();
            if said["id"] == json!(self.asked) {
                return said;
            }
            self.note(&said);
        }
    }

    fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).expect("the browser speaks");
        assert_eq!(bytes.pop(), Some(0), "the browser has ended");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    fn note(&mut self, said: &Value) {
        let params = &said["params"];
        match said["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => {
                self.complaints.push(params["exceptionDetails"].to_string());
            }
            "Runtime.consoleAPICalled" => self.complaints.push(params["args"].to_string()),
            "Log.entryAdded" => self.complaints.push(params["entry"]["text"].to_string()),
            _ => {}
        }
    }

    /// Opens an address.
    pub(crate) fn go(&mut self, url: &str) {
        self.ask("Page.navigate", json!({ "url": url }));
    }

    /// The size of the page, CSS pixels.
    pub(crate) fn size(&mut self, width: u32, height: u32) {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.ask("Emulation.setDeviceMetricsOverride", size);
    }

    /// The value of an expression in the page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let said = self.evaluate(expression);
        let answer = &said["result"];
        assert!(said["error"].is_null(), "{expression}: {said}");
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let asked = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true,
        });
        self.try_ask("Runtime.evaluate", asked)
    }

    /// Waits until an expression is true.
    pub(crate) fn until(&mut self, expression: &str) {
        let ends = Instant::now() + Duration::from_secs(PATIENCE_SECONDS);
        let truth = format!("!!({expression})");
        while self.evaluate(&truth)["result"]["result"]["value"] != json!(true) {
            if Instant::now() > ends {
                let shown = self.value("document.body.innerText");
                panic!("in vain: {expression}\n{shown}\n{:?}", self.complaints);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Controls of the page that a reader of the screen would find without a name.
    pub(crate) fn nameless(&mut self) -> Vec<String> {
        let tree = self.ask("Accessibility.getFullAXTree", json!({}));
        let controls = ["button", "link", "textbox", "searchbox", "combobox", "dialog", "image"];
        let nodes = tree["nodes"].as_array().expect("nodes").iter();
        let bad = nodes.filter(|node| {
            let role = node["role"]["value"].as_str().unwrap_or_default();
            let name = node["name"]["value"].as_str().unwrap_or_default();
            node["ignored"] == json!(false) && controls.contains(&role) && name.trim().is_empty()
        });
        bad.map(|node| node["role"]["value"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _it_may_have_ended = self.child.kill();
        let _whatever_it_said = self.child.wait();
    }
}
