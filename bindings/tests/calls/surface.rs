//! The exported surface as text: a change of it is seen in review, and everything in it says what it is.
//!
//! Read from the library as it was built. `UPDATE_SURFACE=1` writes the file anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use goblin::elf::Elf;
use uniffi_meta::{
    EnumShape, FieldMetadata, FnParamMetadata, Metadata, ObjectImpl, Type, VariantMetadata,
    read_metadata,
};

/// The shared library beside this test.
fn library(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let folder = test.parent().expect("a folder");
    let file = format!("{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let found = [folder.join(&file), folder.join("..").join(&file)];
    found.into_iter().find(|path| path.exists()).expect("the library was built with its tests")
}

/// What the library tells of itself, by the names of its symbols.
fn metadata(library: &Path) -> BTreeMap<String, Metadata> {
    let bytes = fs::read(library).expect("the library");
    let elf = Elf::parse(&bytes).expect("an ELF file");
    let mut found = BTreeMap::new();
    for symbol in elf.syms.iter() {
        let name = elf.strtab.get_at(symbol.st_name).unwrap_or_default();
        if !name.starts_with("UNIFFI_META") {
            continue;
        }
        let section = &elf.section_headers[symbol.st_shndx];
        let at = section.sh_offset + symbol.st_value - section.sh_addr;
        let read = read_metadata(&bytes[at as usize..]).expect("metadata");
        found.insert(name.to_owned(), read);
    }
    assert!(found.len() > 10, "the library tells what it exports: {}", found.len());
    found
}

fn kind(of: &Type) -> String {
    match of {
        Type::Optional { inner_type } => format!("{}?", kind(inner_type)),
        Type::Sequence { inner_type } => format!("[{}]", kind(inner_type)),
        Type::Box { inner_type } => kind(inner_type),
        Type::Int64 => "Int".into(),
        other => other.name().map_or_else(|| format!("{other:?}"), str::to_owned),
    }
}

/// What one name exports: its head, then a line for each part.
#[derive(Default)]
struct Item {
    head: String,
    parts: Vec<String>,
}

#[derive(Default)]
struct Surface {
    items: BTreeMap<String, Item>,
    silent: Vec<String>,
}

impl Surface {
    fn item(&mut self, name: &str) -> &mut Item {
        self.items.entry(name.to_owned()).or_default()
    }

    fn told(&mut self, what: &str, doc: Option<&String>) {
        if doc.is_none_or(|doc| doc.trim().is_empty()) {
            self.silent.push(what.to_owned());
        }
    }

    fn head(&mut self, (what, name): (&str, &str), doc: Option<&String>) {
        self.told(name, doc);
        self.item(name).head = format!("{what} {name}");
    }

    fn fields(&mut self, of: &str, fields: &[FieldMetadata]) -> Vec<String> {
        for field in fields {
            self.told(&format!("{of}.{}", field.name), field.docstring.as_ref());
        }
        let line = |field: &FieldMetadata| {
            let default = if field.default.is_some() { " = …" } else { "" };
            format!("{}: {}{default}", field.name, kind(&field.ty))
        };
        fields.iter().map(line).collect()
    }

    fn variants(&mut self, of: &str, variants: &[VariantMetadata]) {
        for variant in variants {
            let name = format!("{of}.{}", variant.name);
            self.told(&name, variant.docstring.as_ref());
            let fields = self.fields(&name, &variant.fields);
            let fields = match fields.is_empty() {
                true => String::new(),
                false => format!("({})", fields.join(", ")),
            };
            self.item(of).parts.push(format!("{}{fields}", variant.name));
        }
    }

    fn add(&mut self, one: Metadata) {
        match one {
            Metadata::Record(record) => {
                self.head(("record", &record.name), record.docstring.as_ref());
                let fields = self.fields(&record.name, &record.fields);
                self.item(&record.name).parts.extend(fields);
            }
            Metadata::Enum(of) => {
                let is_error = matches!(of.shape, EnumShape::Error { .. });
                let what = if is_error { "error" } else { "enum" };
                self.head((what, &of.name), of.docstring.as_ref());
                self.variants(&of.name, &of.variants);
            }
            Metadata::Object(object) => {
                let what = match object.imp {
                    ObjectImpl::Struct => "object",
                    ObjectImpl::Trait(_) => "trait",
                };
                self.head((what, &object.name), object.docstring.as_ref());
            }
            Metadata::Func(of) => {
                let (gives, throws) = (of.return_type.as_ref(), of.throws.as_ref());
                let line = call((&of.name, of.is_async), &of.inputs, gives, throws);
                self.head(("function", &line), of.docstring.as_ref());
            }
            Metadata::Constructor(of) => {
                self.told(&format!("{}.{}", of.self_name, of.name), of.docstring.as_ref());
                let line = call((&of.name, of.is_async), &of.inputs, None, of.throws.as_ref());
                self.item(&of.self_name).parts.push(format!("constructor {line}"));
            }
            Metadata::Method(of) => {
                self.told(&format!("{}.{}", of.self_name, of.name), of.docstring.as_ref());
                let (gives, throws) = (of.return_type.as_ref(), of.throws.as_ref());
                let line = call((&of.name, of.is_async), &of.inputs, gives, throws);
                self.item(&of.self_name).parts.push(line);
            }
            Metadata::TraitMethod(of) => {
                self.told(&format!("{}.{}", of.trait_name, of.name), of.docstring.as_ref());
                let (gives, throws) = (of.return_type.as_ref(), of.throws.as_ref());
                let line = call((&of.name, of.is_async), &of.inputs, gives, throws);
                self.item(&of.trait_name).parts.push(line);
            }
            Metadata::Namespace(_) => {}
            other => panic!("a kind of export that nobody reviewed: {other:?}"),
        }
    }

    fn text(mut self) -> String {
        let mut text = String::new();
        for item in self.items.values_mut() {
            if !item.head.starts_with("record") && !item.head.starts_with("e") {
                item.parts.sort(); // of methods the order says nothing; of fields it does
            }
            text += &format!("{}\n", item.head);
            item.parts.iter().for_each(|part| text += &format!("    {part}\n"));
        }
        text
    }
}

fn call(
    (name, is_async): (&str, bool),
    inputs: &[FnParamMetadata],
    gives: Option<&Type>,
    throws: Option<&Type>,
) -> String {
    let input = |one: &FnParamMetadata| {
        let default = if one.default.is_some() { " = …" } else { "" };
        format!("{}: {}{default}", one.name, kind(&one.ty))
    };
    let inputs: Vec<String> = inputs.iter().map(input).collect();
    let before = if is_async { "async " } else { "" };
    let gives = gives.map_or(String::new(), |gives| format!(" -> {}", kind(gives)));
    let throws = throws.map_or(String::new(), |error| format!(" throws {}", kind(error)));
    format!("{before}{name}({}){gives}{throws}", inputs.join(", "))
}

fn keeps(name: &str, file: &str) {
    let mut surface = Surface::default();
    metadata(&library(name)).into_values().for_each(|one| surface.add(one));
    let silent = std::mem::take(&mut surface.silent);
    assert!(silent.is_empty(), "exported and without a word: {silent:#?}");
    let errors = surface.items.values().filter(|item| item.head.starts_with("error"));
    let message: Vec<_> =
        errors.flat_map(|item| &item.parts).filter(|part| part.contains("message:")).collect();
    assert!(message.is_empty(), "a field `message` clashes with Kotlin's Throwable: {message:?}");
    let text = surface.text();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(file);
    if std::env::var_os("UPDATE_SURFACE").is_some() {
        fs::write(&path, &text).expect("written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let line = text.lines().zip(kept.lines()).find(|(now, before)| now != before);
    assert!(
        text == kept,
        "the exported surface changed (first at {line:?}); if that is meant: UPDATE_SURFACE=1"
    );
}

#[test]
fn the_surface_of_the_library_is_the_reviewed_one() {
    keeps("counterfoil_ffi", "surface.txt");
}

#[test]
fn the_surface_of_the_test_kit_is_the_reviewed_one() {
    keeps("counterfoil_testkit", "../testkit/surface.txt");
}

/// What only the generator reads stays out of a phone's library: some 200 KB. lld takes the names one by one, as rustc
/// has named each of them to be exported.
#[test]
fn what_phones_do_not_export_is_what_the_generator_reads() {
    let names = metadata(&library("counterfoil_ffi")).into_keys();
    let lines: Vec<String> = names.map(|name| format!("  {name};\n")).collect();
    let about =
        "# A version script for lld, written by UPDATE_SURFACE=1: what only the generator reads.";
    let text = format!("{about}\n{{ local:\n{}}};\n", lines.concat());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("phone-hidden");
    if std::env::var_os("UPDATE_SURFACE").is_some() {
        fs::write(&path, &text).expect("written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "the exported surface changed: UPDATE_SURFACE=1 writes this list");
}

#[test]
fn the_table_of_every_call_holds_every_call() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let surface = fs::read_to_string(root.join("tests/surface.txt")).expect("the surface");
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| `")).collect();
    let told = |object: &str, call: &str| {
        let (alone, whole) = (format!("`{call}`"), format!("`{object}.{call}`"));
        let of_object = format!("| `{object}.");
        rows.iter().any(|row| {
            row.contains(&whole) || (row.starts_with(&of_object) && row.contains(&alone))
        })
    };
    let (mut object, mut calls, mut missing) = ("", 0, Vec::new());
    for line in surface.lines() {
        if !line.starts_with(' ') {
            object = line.strip_prefix("object ").unwrap_or_default();
            continue;
        }
        let line = line.trim().trim_start_matches("async ").trim_start_matches("constructor ");
        let call = line.split('(').next().unwrap_or_default();
        // A `Stop` is a flag in memory.
        if object.is_empty() || object == "Stop" || told(object, call) {
            calls += usize::from(!object.is_empty());
            continue;
        }
        missing.push(format!("{object}.{call}"));
    }
    assert!(calls > 120 && missing.is_empty(), "{calls} calls, not told: {missing:#?}");
}

#[test]
fn one_version_of_uniffi_writes_both_sides() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let version = |lock: PathBuf| {
        let text = fs::read_to_string(lock).expect("a lock file");
        let at = text.find("name = \"uniffi\"\n").expect("uniffi");
        text[at..].lines().nth(1).expect("its version").to_owned()
    };
    let (ours, writer) = (root.join("../Cargo.lock"), root.join("bindgen/Cargo.lock"));
    assert_eq!(version(ours), version(writer));
}
