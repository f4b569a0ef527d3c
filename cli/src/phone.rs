//! `counterfoil phone`: a phone without a screen. Commands come as JSON lines, answers go out as JSON lines.

mod answer;
mod approvals;
mod captures;
mod command;
mod desks;
mod documents;
mod forms;
mod hands;
mod route;
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
use crate::args::{PHONE_HELP, PhoneArgs};
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
            Err(error) => misunderstood(line, &error),
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

fn misunderstood(line: &str, error: &serde_json::Error) -> Value {
    let hint = meant(line).unwrap_or(command::NAMES);
    json!({ "error": { "kind": "misunderstood", "words": [error.to_string()], "hint": hint } })
}

/// How the help writes the command that a line names.
fn meant(line: &str) -> Option<&'static str> {
    let value: Value = serde_json::from_str(line).ok()?;
    let name = value.get("do")?.as_str()?;
    let found = PHONE_HELP.find(&format!("{{\"do\":\"{name}\""))?;
    let written = PHONE_HELP.get(found..)?;
    let mut open = 0_i32;
    let end = written.char_indices().find(|(_, sign)| {
        open += i32::from(*sign == '{') - i32::from(*sign == '}');
        open == 0
    });
    written.get(..=end?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_slip_is_answered_with_how_it_is_written() {
        let line = r#"{"do":"quote","order":"…","lines":[{"what":"加氟"}]}"#;
        let hint = meant(line).expect("the help has it");
        assert!(hint.starts_with(r#"{"do":"quote""#) && hint.ends_with('}'), "{hint}");
        assert!(hint.contains("unit_minor"), "{hint}");
        assert_eq!(meant(r#"{"do":"fly"}"#), None);
        assert_eq!(meant("quote"), None);
    }

    #[test]
    fn the_help_shows_every_command() {
        let names = command::NAMES.split([',', ' ']).filter(|name| !name.is_empty());
        for name in names.filter(|name| *name != "quit") {
            let line = json!({ "do": name }).to_string();
            assert!(meant(&line).is_some(), "the help does not show {name}");
        }
    }
}
