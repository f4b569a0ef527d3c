//! `counterfoil phone`: a phone without a screen. Commands come as JSON lines, answers go out as JSON lines.

mod answer;
mod captures;
mod command;
mod desks;
mod documents;
mod hands;
mod shift;
mod together;
mod work;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::sync::Arc;

use counterfoil_client::ports::{FileSecretStore, HttpTransport, Ports, SystemMoments};
use counterfoil_client::{ClientError, Phone, PhoneConfig, SharedDevice};
use serde_json::{Value, json};

use crate::CliError;
use crate::args::PhoneArgs;
use command::Command;

/// Runs a phone until its commands end.
pub async fn phone(args: PhoneArgs) -> Result<(), CliError> {
    let shared = SharedDevice::new(&args.dir);
    let ports = Ports {
        secrets: Arc::new(FileSecretStore::open(&shared.secrets())?),
        signer: None,
        transport: Arc::new(HttpTransport::new()?),
        moments: Arc::new(SystemMoments::new()),
    };
    let config = match &args.person {
        Some(name) => shared.person(name)?,
        None => PhoneConfig::new(args.dir.join("store")),
    };
    let phone = Phone::open(config, ports)?;
    match &args.script {
        Some(path) => obey(&phone, BufReader::new(File::open(path)?)).await?,
        None => obey(&phone, std::io::stdin().lock()).await?,
    }
    phone.close();
    Ok(())
}

async fn obey(phone: &Phone, lines: impl BufRead) -> Result<(), CliError> {
    for line in lines.lines() {
        let line = line?;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let command = serde_json::from_str::<Command>(line);
        let quits = matches!(command, Ok(Command::Quit));
        let answer = match command {
            Ok(command) => say(command::run(phone, command).await),
            Err(error) => misunderstood(&error),
        };
        println!("{answer}");
        if quits {
            break;
        }
    }
    Ok(())
}

fn say(outcome: Result<Value, ClientError>) -> Value {
    match outcome {
        Ok(value) => json!({ "ok": value }),
        Err(error) => json!({ "error": answer::error(&error) }),
    }
}

fn misunderstood(error: &serde_json::Error) -> Value {
    json!({ "error": { "kind": "misunderstood", "words": [error.to_string()], "hint": command::NAMES } })
}
