//! Packs the built-in playbook: it is in every phone's library, at a sixth of its bytes.

use std::io::{Error, Result};
use std::path::Path;
use std::{env, fs};

const FILE: &str = "playbooks/builtin.json";

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed={FILE}");
    let packed = miniz_oxide::deflate::compress_to_vec(&fs::read(FILE)?, 9);
    let folder = env::var_os("OUT_DIR").ok_or_else(|| Error::other("cargo names a folder"))?;
    fs::write(Path::new(&folder).join("builtin.deflate"), packed)
}
