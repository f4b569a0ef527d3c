//! Hub and phones as real processes of this same program.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::ledger::Ledger;
use super::report::collect::{certificate_record, sync_record};
use super::report::record::{CertificateRecord, SyncRecord};
use super::signal::now_ms;
use crate::CliError;

const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);

fn program() -> Result<PathBuf, CliError> {
    // Tests that call the day as a library name the built command.
    match std::env::var_os("COUNTERFOIL_BIN") {
        Some(path) => Ok(path.into()),
        None => Ok(std::env::current_exe()?),
    }
}

/// A running hub.
#[derive(Debug)]
pub struct HubProcess {
    child: Child,
    /// Where it listens, such as `http://127.0.0.1:40001`.
    pub url: String,
    /// Where the office's secret is.
    pub secret_file: PathBuf,
}

impl HubProcess {
    /// Starts a hub in `dir/hub` with backups in `dir/backup`; phones reach it by `public_url`.
    pub async fn start(dir: &Path, public_url: &str, tenant: &str) -> Result<Self, CliError> {
        let mut child = Command::new(program()?)
            .arg("serve")
            .arg("--dir")
            .arg(dir.join("hub"))
            .arg("--backup")
            .arg(dir.join("backup"))
            .args(["--backup-every-ms", "300", "--listen", "127.0.0.1:0"])
            .args(["--public-url", public_url, "--tenant", tenant, "--until-input-closes"])
            .env("COUNTERFOIL_LOG", "error") // that both folders lie on one disk is known here
            .stdin(Stdio::piped()) // held and never written to: it closes when this process ends, however it does
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().ok_or("the hub has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let first = tokio::time::timeout(ANSWER_TIMEOUT, lines.next_line()).await??;
        let first: Value = serde_json::from_str(&first.ok_or("the hub ended at once")?)?;
        let text = |name: &str| first[name].as_str().unwrap_or_default().to_owned();
        Ok(Self { child, url: text("listening"), secret_file: text("office_secret_file").into() })
    }

    /// Ends the hub at once, as a power cut would.
    pub async fn kill(&mut self) -> Result<(), CliError> {
        self.child.kill().await?;
        Ok(())
    }
}

/// A running phone.
#[derive(Debug)]
pub struct PhoneProcess {
    /// Whose it is.
    pub name: String,
    dir: PathBuf,
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// Every sync so far, for the report.
    pub syncs: Vec<SyncRecord>,
    /// The last certificate that it was given, for the report.
    pub certificate: Option<CertificateRecord>,
    /// What it acknowledged so far.
    pub ledger: Ledger,
}

impl PhoneProcess {
    /// Starts a phone in its folder.
    pub async fn start(name: &str, dir: &Path) -> Result<Self, CliError> {
        Self::open(name, dir, false)
    }

    /// Opens one person's store on a device that several people share.
    pub fn start_shared(name: &str, dir: &Path) -> Result<Self, CliError> {
        Self::open(name, dir, true)
    }

    fn open(name: &str, dir: &Path, shared: bool) -> Result<Self, CliError> {
        let mut command = Command::new(program()?);
        command.arg("phone").arg("--dir").arg(dir);
        if shared {
            command.arg("--person").arg(name);
        }
        let mut child = command
            .env("COUNTERFOIL_LOG", "error") // cut syncs are part of the story and told there
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdin = child.stdin.take().ok_or("the phone has no input")?;
        let stdout = child.stdout.take().ok_or("the phone has no output")?;
        let lines = BufReader::new(stdout).lines();
        let (name, dir) = (name.to_owned(), dir.to_owned());
        let (syncs, certificate, ledger) = (Vec::new(), None, Ledger::default());
        Ok(Self { name, dir, child, stdin, lines, syncs, certificate, ledger })
    }

    /// Writes a command without waiting for its answer.
    pub async fn begin(&mut self, command: &Value) -> Result<(), CliError> {
        self.stdin.write_all(format!("{command}\n").as_bytes()).await?;
        self.stdin.flush().await?;
        Ok(())
    }

    /// Sends a command and waits for its answer, whatever it is.
    pub async fn ask(&mut self, command: Value) -> Result<Value, CliError> {
        let asked = std::time::Instant::now();
        let answer = self.exchange(&command).await?;
        self.ledger.note(&answer["ok"]);
        if command["do"] == "sync" {
            let took_ms = u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.syncs.push(sync_record(&answer, now_ms(), took_ms));
        }
        if command["do"] == "certificate" {
            self.certificate = certificate_record(&answer).or(self.certificate.take());
        }
        Ok(answer)
    }

    async fn exchange(&mut self, command: &Value) -> Result<Value, CliError> {
        self.begin(command).await?;
        let line = tokio::time::timeout(ANSWER_TIMEOUT, self.lines.next_line())
            .await
            .map_err(|_| format!("{}'s phone did not answer {}", self.name, command["do"]))??;
        let line = line.ok_or_else(|| format!("{}'s phone ended", self.name))?;
        Ok(serde_json::from_str(&line)?)
    }

    /// Sends a command that must go well, and gives what it gives.
    pub async fn tell(&mut self, command: Value) -> Result<Value, CliError> {
        let mut answer = self.ask(command.clone()).await?;
        match answer.get_mut("ok") {
            Some(ok) => Ok(ok.take()),
            None => {
                let asked: String = command.to_string().chars().take(300).collect();
                let said: String = answer.to_string().chars().take(600).collect();
                Err(format!("{}: {asked} gave {said}", self.name).into())
            }
        }
    }

    /// SIGKILL, then a new process on the same folder.
    pub async fn kill_and_restart(&mut self) -> Result<(), CliError> {
        self.child.kill().await?;
        let (name, dir) = (self.name.clone(), self.dir.clone());
        let (syncs, certificate) = (std::mem::take(&mut self.syncs), self.certificate.take());
        let ledger = std::mem::take(&mut self.ledger);
        *self = Self { syncs, certificate, ledger, ..Self::start(&name, &dir).await? };
        Ok(())
    }

    /// Ends the phone in good order.
    pub async fn close(mut self) -> Result<(), CliError> {
        let _ = self.ask(json!({"do": "quit"})).await;
        drop(self.stdin);
        tokio::time::timeout(ANSWER_TIMEOUT, self.child.wait()).await??;
        Ok(())
    }
}
