//! Publishing a playbook: every fault is named at its line, and what has none is signed and stands in the log.

use axum::http::StatusCode;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::bundle::SignedPlaybook;
use counterfoil_domain::playbook::check::{Fault, Severity, faults};
use serde::Serialize;
use serde_json::json;

use crate::intake;
use crate::problem::{Answer, Problem};
use crate::server::{OFFICE_ROLE, Server};

/// A playbook that is in force from here on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublishedPlaybook {
    /// Which, as the file says.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// SHA-256 of the file.
    pub hash: Hash,
    /// The entry that published it.
    pub index: u64,
    /// What somebody should look at.
    pub warnings: Vec<Fault>,
}

impl Server {
    /// Publishes a playbook; new orders are made under it, open ones keep the version that they pin.
    pub async fn publish_playbook(&self, bytes: Vec<u8>) -> Answer<PublishedPlaybook> {
        let (read, found) = {
            // A large file takes a while to check: not on a thread that serves others.
            let file = bytes.clone();
            let checked = tokio::task::spawn_blocking(move || faults(&file)).await;
            checked.map_err(|error| Problem::internal("playbook", &error))?
        };
        let wrong = found.iter().any(|fault| fault.severity == Severity::Error);
        let playbook = match read {
            Some(playbook) if !wrong => playbook,
            _ => return Err(faulty(&found)),
        };
        let newest = self.newest_playbook().await?;
        fits(&playbook, &newest)?;
        let signed = SignedPlaybook::sign(self.tenant(), &playbook, &bytes, &self.keyring.office);
        let (version, hash) = (playbook.version(), playbook.hash());
        let published = self.storage.publish_playbook(
            self.tenant(),
            version,
            bytes,
            Some(signed),
            self.now_ms(),
        );
        let index = published.await?.ok_or_else(|| not_newer(newest.version()))?;
        self.poke_tip().await?;
        // A hub that lost a version to its backup is behind its phones until it is published again.
        intake::judge_waiting(&self.engine, self.tenant(), self.now_ms()).await?;
        Ok(PublishedPlaybook {
            id: playbook.id().to_owned(),
            version,
            hash,
            index,
            warnings: found,
        })
    }
}

/// Whether a playbook may follow the one in force.
fn fits(playbook: &Playbook, newest: &Playbook) -> Answer<()> {
    let same = playbook.hash() == newest.hash();
    if !same && playbook.version() <= newest.version() {
        return Err(not_newer(newest.version()));
    }
    let begins = newest.id() == Playbook::builtin().id();
    if playbook.id() != newest.id() && !begins {
        let (zh, en) = (
            format!("作业手册的 id 一直是“{}”,不能改", newest.id()),
            format!("the playbook's id has been '{}' so far and stays that", newest.id()),
        );
        return Err(conflict("playbook_id", "It is another playbook")
            .with("zh", vec![zh])
            .with("en", vec![en]));
    }
    if !playbook.file().roles.iter().any(|role| role.id == OFFICE_ROLE) {
        let (zh, en) = (
            format!("角色中必须有“{OFFICE_ROLE}”:中心以它的名义操作"),
            format!("there must be a role '{OFFICE_ROLE}': the hub acts as it"),
        );
        return Err(conflict("playbook_office_role", "The office would have no role")
            .with("zh", vec![zh])
            .with("en", vec![en]));
    }
    Ok(())
}

fn conflict(code: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, title)
}

fn not_newer(newest: u32) -> Problem {
    let (zh, en) = (
        format!("版本号须大于已发布的 {newest}"),
        format!("the version must be above {newest}, which is published"),
    );
    conflict("playbook_not_newer", "A version at or above this one is published")
        .with("newest", newest)
        .with("zh", vec![zh])
        .with("en", vec![en])
}

/// The refusal, with every fault at its line.
fn faulty(found: &[Fault]) -> Problem {
    let title = "The playbook has faults; nothing was published";
    let line = |fault: &Fault, zh: bool| match zh {
        true => format!("第 {} 行第 {} 列:{}", fault.line, fault.column, fault.words.zh),
        false => format!("line {}, column {}: {}", fault.line, fault.column, fault.words.en),
    };
    let texts = |zh: bool| found.iter().map(|fault| line(fault, zh)).collect::<Vec<_>>();
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "playbook_faulty", title)
        .with("faults", json!(found))
        .with("zh", texts(true))
        .with("en", texts(false))
}
