//! The `counterfoil` command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// The gate makes and drops millions of small values in a push; the system's allocator cost a sixth of it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    counterfoil_cli::run()
}
