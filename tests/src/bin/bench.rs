//! `make bench`: measures the promises beside their limits, prints the table and writes `docs/bench.md`.
//!
//! With names of parts (`commit`, `lists`, `scan`, `photo`, `bytes`, `push`, `import`) it measures these alone and
//! writes nothing. Ends with 1 where a promise is not met.

use std::process::ExitCode;

use counterfoil_tests::bench::{self, Part};
use mimalloc::MiMalloc;

/// As in `counterfoil` itself; figures and limits of a row share it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let mut parts = Vec::new();
    for name in std::env::args().skip(1) {
        if name == bench::GATE_WORKER {
            return gate_worker();
        }
        match Part::named(&name) {
            Some(part) => parts.push(part),
            None => {
                eprintln!("there is no part {name}; there are {}", Part::names().join(", "));
                return ExitCode::FAILURE;
            }
        }
    }
    let whole = parts.is_empty();
    let page = bench::run(if whole { &Part::ALL } else { &parts });
    print!("{page}");
    let written = if whole { bench::write_page(&page) } else { Ok(()) };
    if let Err(error) = &written {
        eprintln!("docs/bench.md was not written: {error}");
    }
    match written.is_ok() && !page.contains(bench::NOT_MET) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// A worker process of the measured hub's gate.
fn gate_worker() -> ExitCode {
    match counterfoil_server::gate::serve_changes(|_| {}) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
