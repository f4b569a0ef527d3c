//! A process that opens a store, so that it can be killed while it does.

use std::path::PathBuf;

fn main() {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).expect("a folder");
    counterfoil_prove::kill_opening::open_and_tell(&folder);
}
