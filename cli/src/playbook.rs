//! `counterfoil playbook`: what somebody who edits a playbook file needs. It checks, explains, simulates and draws
//! without a hub; it publishes at one.

pub mod draw;
mod explain;
mod publish;
pub mod simulate;

use std::path::Path;

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::check::{Fault, Severity, faults};
use counterfoil_domain::playbook::words::{Lang as DomainLang, Words};

use crate::CliError;
use crate::args::Lang;
use crate::args::playbook::{CheckArgs, PlaybookArgs, PlaybookVerb};

/// Does what the command line asks of a playbook.
pub async fn playbook(args: PlaybookArgs) -> Result<(), CliError> {
    match args.verb {
        PlaybookVerb::Check(args) => check(&args),
        PlaybookVerb::Explain(args) => explain::explain(&args),
        PlaybookVerb::Simulate(args) => simulate::simulate(&args),
        PlaybookVerb::Draw(args) => draw::draw(&args),
        PlaybookVerb::Publish(args) => publish::publish(args).await,
    }
}

fn check(args: &CheckArgs) -> Result<(), CliError> {
    let bytes = bytes_of(args.file.as_deref())?;
    let (read, found) = faults(&bytes);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&found)?);
    } else {
        found.iter().for_each(|fault| println!("{}", fault_line(fault, args.lang)));
    }
    let errors = found.iter().filter(|fault| fault.severity == Severity::Error).count();
    let warnings = found.len().saturating_sub(errors);
    match read.filter(|_| errors == 0) {
        Some(playbook) => {
            eprintln!("{}", sound(&playbook, warnings, args.lang));
            Ok(())
        }
        None => Err(match args.lang {
            Lang::Zh => format!("{errors} 处错误,{warnings} 处提醒;不能发布"),
            Lang::En => format!("{errors} faults, {warnings} warnings; it cannot be published"),
        }
        .into()),
    }
}

fn sound(playbook: &Playbook, warnings: usize, lang: Lang) -> String {
    let file = playbook.file();
    let (id, version) = (playbook.id(), playbook.version());
    let (kinds, flows) = (file.kinds.len(), file.workflows.len());
    match lang {
        Lang::Zh => {
            format!("{id} 第 {version} 版:{kinds} 种类型,{flows} 个流程,{warnings} 处提醒;可以发布")
        }
        Lang::En => format!(
            "{id} version {version}: {kinds} kinds, {flows} workflows, {warnings} warnings; it may be published"
        ),
    }
}

/// One fault as a line for a terminal, with its place first, as compilers say it.
fn fault_line(fault: &Fault, lang: Lang) -> String {
    let severity = match (fault.severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Error, Lang::En) => "error",
        (Severity::Warning, Lang::Zh) => "提醒",
        (Severity::Warning, Lang::En) => "warning",
    };
    let (line, column, pointer) = (fault.line, fault.column, &fault.pointer);
    format!("{line}:{column}: {severity}: {} [{pointer}]", say(&fault.words, lang))
}

/// A file's bytes; the built-in playbook's where none is named.
fn bytes_of(file: Option<&Path>) -> Result<Vec<u8>, CliError> {
    match file {
        None => Ok(Playbook::builtin_bytes().to_vec()),
        Some(path) => std::fs::read(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()).into()),
    }
}

/// Reads a playbook that is good enough to look at.
fn read(file: Option<&Path>, lang: Lang) -> Result<Playbook, CliError> {
    match faults(&bytes_of(file)?) {
        (Some(playbook), _) => Ok(playbook),
        (None, found) => {
            let lines: Vec<String> = found.iter().map(|fault| fault_line(fault, lang)).collect();
            Err(lines.join("\n").into())
        }
    }
}

/// A text in the language that was asked for.
fn say(words: &Words, lang: Lang) -> &str {
    words.in_lang(match lang {
        Lang::Zh => DomainLang::Zh,
        Lang::En => DomainLang::En,
    })
}

fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
