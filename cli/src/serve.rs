//! `counterfoil serve`: opens a hub and answers HTTP until it is told to stop.

use std::path::{Path, PathBuf};
use std::time::Duration;

use counterfoil_server::app::app;
use counterfoil_server::listening::{self, HEAD_WITHIN};
use counterfoil_server::private_file;
use counterfoil_server::server::{HubConfig, Server, WorkerProgram};
use tokio::net::TcpListener;

use crate::CliError;
use crate::args::ServeArgs;
use crate::hook::{Hook, Secret};

/// How often a hub looks for blocked changes that wait for their author too long.
const FILING_EVERY: Duration = Duration::from_secs(60);

/// How often a hub looks for what has come due.
const CLOCK_EVERY: Duration = Duration::from_secs(5);

/// Runs a hub. The first line on standard output is JSON: where it listens and where its keys are.
pub async fn serve(args: ServeArgs) -> Result<(), CliError> {
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", args.listen))?;
    let url = format!("http://{}", listener.local_addr()?);
    let config = config(&args, &url);
    let hub = Server::open(config.clone()).await?;
    let backups = config
        .backup
        .is_some()
        .then(|| hub.spawn_backups(Duration::from_millis(args.backup_every_ms.max(50))));
    let filing = hub.spawn_filing(FILING_EVERY);
    let clock = hub.spawn_clock(CLOCK_EVERY);
    let secret_file = config.key_file.with_file_name("office.secret");
    private_file::write(&secret_file, hub.keyring.office_secret.as_bytes())?;
    let hook = match &args.notices_to {
        Some(to) => Some(hook(&hub, &config, to)?),
        None => None,
    };
    println!("{}", greeting(&hub, &config, &url, &secret_file));
    serve_until_told(listener, hub, args.until_input_closes).await;
    if let Some(hook) = hook {
        hook.abort();
    }
    filing.abort();
    clock.abort();
    if let Some(backups) = backups {
        backups.abort();
    }
    Ok(())
}

/// Begins to post notices to the operator's own system.
fn hook(
    hub: &Server,
    config: &HubConfig,
    to: &str,
) -> Result<tokio::task::JoinHandle<()>, CliError> {
    let secret = Secret::in_file(&config.key_file.with_file_name("hook.secret"))?;
    Ok(Hook::new(to, secret)?.spawn(hub.clone(), CLOCK_EVERY))
}

async fn serve_until_told(listener: TcpListener, hub: Server, until_input_closes: bool) {
    let told = async move {
        tokio::select! {
            () = told_to_stop() => {}
            () = input_closes(), if until_input_closes => {}
        }
    };
    listening::serve(listener, app(hub), HEAD_WITHIN, told).await;
}

async fn told_to_stop() {
    // Without a handler for the signal the process simply ends, and nothing is lost by that either.
    let _ = tokio::signal::ctrl_c().await;
}

/// Waits until nobody holds the other end of standard input: whoever began this hub has ended, by whatever signal.
async fn input_closes() {
    let (closed, tell) = tokio::sync::oneshot::channel::<()>();
    // A thread of its own: one of the runtime's would keep the process from ending while it reads.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        drop(closed);
    });
    let _ = tell.await;
}

fn config(args: &ServeArgs, url: &str) -> HubConfig {
    let beside = args.dir.parent().unwrap_or(&args.dir).join("keys").join("hub.key");
    HubConfig {
        dir: args.dir.clone(),
        key_file: args.key_file.clone().unwrap_or(beside),
        backup: args.backup.clone(),
        tenant_name: args.tenant.clone(),
        public_url: args.public_url.clone().unwrap_or_else(|| url.to_owned()),
        safe_is_stored: args.safe_is_stored,
        gate_worker: this_program(),
    }
}

/// This program as the gate's worker: on Linux the running one, also after an update has put another in its place.
fn this_program() -> Option<WorkerProgram> {
    let program = match cfg!(target_os = "linux") {
        true => PathBuf::from("/proc/self/exe"),
        false => std::env::current_exe().ok()?,
    };
    Some(WorkerProgram { program, arguments: vec!["gate-worker".to_owned()] })
}

fn greeting(hub: &Server, config: &HubConfig, url: &str, secret_file: &Path) -> String {
    serde_json::json!({
        "listening": url,
        "phones_use": config.public_url,
        "key_file": config.key_file,
        "office_secret_file": secret_file,
        "safety": hub.safety_mode(),
    })
    .to_string()
}
