//! A phone in a process of its own, so that it can be killed: the command line's, or one that only opens.

use std::path::PathBuf;
use std::process::ExitCode;

use counterfoil_prove::kill_wipe;

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == kill_wipe::OPENS) {
        kill_wipe::open_and_tell(&words.next().map(PathBuf::from).expect("a home"));
        return ExitCode::SUCCESS;
    }
    counterfoil_cli::run()
}
