//! The `counterfoil` command: a hub, a phone without a screen, and a working day that plays both.

pub mod args;
mod asking;
pub mod day;
pub mod dropping;
pub mod forms;
pub mod hook;
pub mod import;
pub mod phone;
pub mod playbook;
pub mod rescue;
pub mod serve;
pub mod ticket;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Verb};

/// Runs what the command line asks for.
#[must_use]
pub fn run() -> ExitCode {
    let args = Args::parse();
    if matches!(args.verb, Verb::GateWorker) {
        return gate_worker();
    }
    let filter = tracing_subscriber::EnvFilter::try_from_env("COUNTERFOIL_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("no runtime: {error}")),
    };
    let outcome = match args.verb {
        Verb::Serve(serve) => runtime.block_on(serve::serve(serve)),
        Verb::Phone(phone) => runtime.block_on(phone::phone(phone)),
        Verb::Import(import) => runtime.block_on(import::import(import)),
        Verb::Playbook(playbook) => runtime.block_on(playbook::playbook(playbook)),
        Verb::Ticket(ticket) => runtime.block_on(ticket::ticket(ticket)),
        Verb::Forms(args) => forms::forms(args),
        Verb::Rescue(args) => runtime.block_on(rescue::rescue(&args)).map(|_| ()),
        Verb::Drop(args) => runtime.block_on(async {
            let record = dropping::drop_off(&args).await?;
            dropping::all_taken(&record)
        }),
        Verb::Dropped(args) => runtime.block_on(dropping::dropped(&args)),
        Verb::Day(day) => runtime.block_on(day::day(day)),
        Verb::GateWorker => Ok(()), // it has ended before
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => failed(&why.to_string()),
    }
}

/// A worker process of a hub's gate: no runtime, no log; it ends when the hub closes its input.
#[cfg(unix)]
fn gate_worker() -> ExitCode {
    match counterfoil_server::gate::serve_changes(|_| {}) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

#[cfg(not(unix))]
fn gate_worker() -> ExitCode {
    failed("a hub's gate works on a thread here")
}

fn failed(why: &str) -> ExitCode {
    eprintln!("counterfoil: {why}");
    ExitCode::FAILURE
}

/// An error for a person at a terminal: says what to do.
pub type CliError = Box<dyn std::error::Error + Send + Sync>;
