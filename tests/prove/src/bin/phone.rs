//! A phone in a process of its own, so that it can be killed: the command line's, one that only opens, or one that erases;
//! and a hub that erases.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use counterfoil_prove::{kill_erasing, kill_wipe};

fn main() -> ExitCode {
    let words: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let words: Vec<&Path> = words.iter().map(PathBuf::as_path).collect();
    match words[..] {
        [act, home] if act == Path::new(kill_wipe::OPENS) => kill_wipe::open_and_tell(home),
        [act, home] if act == Path::new(kill_erasing::SYNCS) => kill_erasing::sync_and_tell(home),
        [act, root, order] if act == Path::new(kill_erasing::ERASES) => {
            kill_erasing::erase_and_tell(root, &order.to_string_lossy());
        }
        _ => return counterfoil_cli::run(),
    }
    ExitCode::SUCCESS
}
