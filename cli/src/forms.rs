//! `counterfoil forms`: makes a form of an XLSForm, and checks forms before they go into a playbook.

mod build;
mod choices;
mod formula;
mod kinds;
mod names;
mod pages;
mod survey;
mod table;
mod words;
mod xform;
mod xml;
mod xpath;

use std::path::Path;

use counterfoil_domain::forms::Form;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::forms::FormFile;

use crate::CliError;
use crate::args::{FormsArgs, FormsVerb};

/// What became of a workbook that was to be a form.
#[derive(Debug)]
pub struct Import {
    /// The form as a playbook's file has it, unless something could not be imported.
    pub form: Option<FormFile>,
    /// Why not, each with its row.
    pub refused: Vec<String>,
    /// What was left out or changed and does not matter to the answers.
    pub notes: Vec<String>,
    /// Questions that it asks.
    pub questions: usize,
    /// Choices of all its lists.
    pub choices: usize,
}

/// Makes a form of the bytes of an XLSForm or an XForm. What cannot be imported is refused as a whole, with every reason.
#[must_use]
pub fn import(bytes: &[u8], id: &str) -> Import {
    let is_workbook = bytes.starts_with(b"PK");
    match if is_workbook { table::read(bytes) } else { xform::read(bytes) } {
        Ok(mut book) => {
            let mut notes = names::rename(&mut book);
            let build::Imported { form, refused, notes: more, questions, choices } =
                build::import(&book, id);
            notes.extend(more);
            Import { form, refused, notes, questions, choices }
        }
        Err(why) => {
            Import { form: None, refused: vec![why], notes: Vec::new(), questions: 0, choices: 0 }
        }
    }
}

/// Does what the command line asks of forms.
///
/// # Errors
/// A file that cannot be read or written, and a form that has something wrong with it.
pub fn forms(args: FormsArgs) -> Result<(), CliError> {
    match args.verb {
        FormsVerb::Import { file, id, out } => {
            let id = id.unwrap_or_else(|| id_of(&file));
            let import = import(&std::fs::read(&file)?, &id);
            told(&import);
            let Some(form) = &import.form else {
                return Err(format!("{}: not imported", file.display()).into());
            };
            let text = serde_json::to_string_pretty(form)? + "\n";
            match out {
                Some(out) => std::fs::write(out, text)?,
                None => print!("{text}"),
            }
            Ok(())
        }
        FormsVerb::Check { file } => check(&file),
    }
}

fn told(import: &Import) {
    for note in &import.notes {
        eprintln!("note: {note}");
    }
    for why in &import.refused {
        eprintln!("refused: {why}");
    }
    if import.form.is_some() {
        eprintln!("{} questions, {} choices", import.questions, import.choices);
    }
}

/// An id of the file's name: letters, digits and _.
fn id_of(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
    let plain = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '_' };
    let id: String = stem.unwrap_or_default().chars().map(plain).take(32).collect();
    if id.starts_with(|first: char| first.is_ascii_alphabetic()) { id } else { "form".to_owned() }
}

/// Checks one form, or all forms of a playbook's file.
fn check(file: &Path) -> Result<(), CliError> {
    let bytes = std::fs::read(file)?;
    let forms: Vec<FormFile> = match serde_json::from_slice::<FormFile>(&bytes) {
        Ok(form) => vec![form],
        Err(_) => Playbook::parse(&bytes)?.file().forms.clone(),
    };
    let mut faults = 0;
    for form in &forms {
        match Form::read(form) {
            Ok(read) => {
                let (questions, pages) = (read.questions().len(), read.page_count());
                let choices = read.choice_count();
                println!("{}: {questions} questions, {choices} choices, {pages} pages", form.id);
            }
            Err(found) => {
                faults += found.len();
                for fault in found {
                    println!(
                        "{}{}: {} / {}",
                        form.id, fault.pointer, fault.words.zh, fault.words.en
                    );
                }
            }
        }
    }
    if faults == 0 { Ok(()) } else { Err(format!("{faults} faults").into()) }
}

#[cfg(test)]
mod tests;
