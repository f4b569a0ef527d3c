//! The ODK forms, where they are at hand: which import, and why each other does not.

use std::path::{Path, PathBuf};

use counterfoil_cli::forms::import;

/// The folder of the ODK forms, where somebody has put it.
fn odk() -> Option<PathBuf> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("COUNTERFOIL_DATA").map(PathBuf::from);
    let near = from.ancestors().map(|folder| folder.join("shared/data"));
    given.into_iter().chain(near).map(|data| data.join("forms/odk")).find(|one| one.is_dir())
}

/// What became of one file of the archive.
fn outcome(path: &Path) -> Result<(usize, usize), String> {
    let import = import(&std::fs::read(path).expect("readable"), "odk");
    match import.form {
        Some(_) => Ok((import.questions, import.choices)),
        None => Err(import.refused.join("\n      ")),
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Run with `--nocapture` to see which import, and why each other does not.
#[test]
fn the_odk_forms_import_or_say_why_not() {
    let Some(archive) = odk() else {
        println!("skipped: no ODK forms here");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let unpacked = std::process::Command::new("tar")
        .args(["xzf", &archive.join("odk.tar.gz").to_string_lossy(), "-C"])
        .arg(folder.path())
        .status();
    if !unpacked.is_ok_and(|status| status.success()) {
        println!("skipped: the archive cannot be unpacked here");
        return;
    }
    let mut all = Vec::new();
    files(folder.path(), &mut all);
    all.retain(|path| path.extension().is_some_and(|end| end == "xlsx" || end == "xml"));
    all.sort();
    let mut imported = 0;
    for path in &all {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match outcome(path) {
            Ok((questions, choices)) => {
                imported += 1;
                println!("  {name}: {questions} questions, {choices} choices");
            }
            Err(why) => {
                assert!(!why.trim().is_empty(), "{name} is refused without a reason");
                println!("  {name}: not imported\n      {why}");
            }
        }
    }
    println!("{imported} of {} forms import", all.len());
    assert!(imported >= 48, "{imported} import, docs/forms.md says 48");
}
