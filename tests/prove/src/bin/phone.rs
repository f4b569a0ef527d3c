//! A phone in a process of its own, so that it can be killed: the command line's.

use std::process::ExitCode;

fn main() -> ExitCode {
    counterfoil_cli::run()
}
