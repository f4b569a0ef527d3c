//! The playbook: how a tenant works, as data, and the engines that read it.
//!
//! A playbook is one versioned JSON file ([`file`]). It is read once ([`Playbook::parse`]), which
//! compiles its guards; [`check()`](check::check) says everything that is wrong with it before it
//! is published. The engines are pure functions of (playbook, order, moment): [`policy`] says who
//! sees, adds and sets what, [`workflow`] judges transitions and folds them. Each can explain its
//! answer as a value that a screen translates.

pub mod approvals;
pub mod branches;
pub mod bundle;
pub mod carriers;
pub mod check;
pub mod extraction;
pub mod facts;
pub mod file;
pub mod forms;
pub mod guard;
pub mod measures;
pub mod policy;
pub mod quality;
pub mod scanning;
pub mod sla;
pub mod steps;
pub mod telling;
pub mod templates;
pub mod triggers;
pub mod view;
pub mod words;
pub mod workflow;

mod unknown;

use crate::sorting::CollectSmall as _;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::forms::{Fault, Form};
use crate::hash::sha256;
use crate::ids::Hash;
use crate::limits;
use crate::sla::calendar::Calendar;
use crate::sla::zone::Zone;

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use branches::Branch;
use file::{FieldRule, Kind, Named, PlaybookFile, Reason};
use guard::{Guard, GuardError};
use measures::Threshold;
use steps::{Stage, Transition, Workflow};
use words::Words;

/// The format of playbook files that this engine reads.
pub const FORMAT: u32 = 1;

/// `playbooks/builtin.json`, packed by `build.rs`.
const BUILTIN_PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/builtin.deflate"));

/// Why bytes are not a playbook, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaybookError {
    /// Longer than [`limits::PLAYBOOK_BYTES_MAX`].
    #[error(
        "the file has {bytes} bytes, more than {max}: remove what no kind uses, or split the tenant"
    )]
    TooLarge {
        /// Bytes of the file.
        bytes: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not JSON, or not of the expected shape.
    #[error(
        "line {line}, column {column}: {what}; correct it there (playbook.schema.json lists the keys)"
    )]
    Shape {
        /// Line of the file, from 1.
        line: usize,
        /// Column of that line, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// Made for a later engine.
    #[error(
        "the file has format {format}, this engine reads {FORMAT}: update Counterfoil to use it"
    )]
    TooNew {
        /// Format that the file states.
        format: u64,
    },
}

impl PlaybookError {
    /// What to tell who edits the file.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::TooLarge { bytes, max } => {
                Words::new(format!("文件有 {bytes} 字节,最多 {max} 字节"), self.to_string())
            }
            Self::Shape { what, .. } => check::in_words(what),
            Self::TooNew { format } => Words::new(
                format!("文件格式是 {format},本版本只认 {FORMAT};请先升级"),
                self.to_string(),
            ),
        }
    }
}

/// A playbook that was read, with its guards compiled.
#[derive(Debug, Clone)]
pub struct Playbook {
    file: PlaybookFile,
    hash: Hash,
    unknown_keys: Vec<String>,
    guards: BTreeMap<String, Result<Arc<Guard>, GuardError>>,
    forms: forms::Forms,
    /// Those that are sound.
    calendars: BTreeMap<String, Arc<Calendar>>,
}

impl Playbook {
    /// Reads a playbook file. What it says may still be wrong: [`check::check`] finds that.
    pub fn parse(bytes: &[u8]) -> Result<Self, PlaybookError> {
        if bytes.len() > limits::PLAYBOOK_BYTES_MAX {
            let max = limits::PLAYBOOK_BYTES_MAX;
            return Err(PlaybookError::TooLarge { bytes: bytes.len(), max });
        }
        let tree: serde_json::Value = serde_json::from_slice(bytes).map_err(shape)?;
        let format = tree.get("format").and_then(serde_json::Value::as_u64);
        if let Some(format) = format.filter(|format| *format != u64::from(FORMAT)) {
            return Err(PlaybookError::TooNew { format });
        }
        let file: PlaybookFile = serde_json::from_slice(bytes).map_err(shape)?;
        let unknown_keys = unknown::keys(&tree, &file);
        let forms = forms::Forms::read(&file.forms);
        let (guards, calendars) = (BTreeMap::new(), BTreeMap::new());
        let hash = sha256(bytes);
        let mut playbook = Self { file, hash, unknown_keys, guards, forms, calendars };
        playbook.compile();
        Ok(playbook)
    }

    fn compile(&mut self) {
        let transitions = self.file.workflows.iter().flat_map(Workflow::all_transitions);
        let guards = transitions.filter_map(|transition| transition.guard.as_ref());
        let guards = guards.map(|rule| &rule.cel);
        let occasions = self.file.triggers.iter().filter_map(|trigger| trigger.when.as_ref());
        let texts: Vec<String> = guards.chain(occasions).cloned().collect();
        for text in texts {
            if !self.guards.contains_key(&text) {
                let guard = Guard::compile(self, &text).map(Arc::new);
                self.guards.insert(text, guard);
            }
        }
        let rules = self.file.sla.calendars.iter().take(limits::CALENDARS_MAX);
        let sound = rules.filter_map(|rule| {
            let calendar = Calendar::try_from(rule).ok()?;
            Some((rule.id.clone(), Arc::new(calendar)))
        });
        self.calendars = sound.collect_map();
    }

    /// The calendar with this id, if it is sound.
    #[must_use]
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.calendars.get(id).map(Arc::as_ref)
    }

    /// Where the tenant is: the time zone of the file's first sound calendar; without one the first market's.
    #[must_use]
    pub fn zone(&self) -> Zone {
        let zones = self.file.sla.calendars.iter().filter_map(|rule| Zone::named(&rule.zone));
        zones.into_iter().next().unwrap_or_else(Zone::of_the_market)
    }

    /// The playbook that ships with Counterfoil: parcel delivery and repair.
    ///
    /// # Panics
    /// Never: its file is part of this crate and a test reads it.
    #[must_use]
    pub fn builtin() -> Self {
        static READ: LazyLock<Playbook> = LazyLock::new(|| {
            Playbook::parse(Playbook::builtin_bytes())
                .expect("the built-in playbook is well formed")
        });
        READ.clone()
    }

    /// The bytes of the built-in playbook's file, as a hub publishes them.
    ///
    /// # Panics
    /// Never: they were packed when this crate was built, and a test reads them.
    #[must_use]
    pub fn builtin_bytes() -> &'static [u8] {
        static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
            let unpacked = decompress_to_vec_with_limit(BUILTIN_PACKED, limits::PLAYBOOK_BYTES_MAX);
            unpacked.expect("the built-in playbook was packed whole")
        });
        &FILE
    }

    /// SHA-256 of the file's bytes.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// What the file says.
    #[must_use]
    pub fn file(&self) -> &PlaybookFile {
        &self.file
    }

    /// Which playbook this is.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.file.id
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.file.version
    }

    /// Keys of the file that this engine does not know, as JSON pointers.
    #[must_use]
    pub fn unknown_keys(&self) -> &[String] {
        &self.unknown_keys
    }

    /// The compiled guard with this text, or why it does not compile.
    #[must_use]
    pub fn guard(&self, cel: &str) -> Option<&Result<Arc<Guard>, GuardError>> {
        self.guards.get(cel)
    }

    /// A kind of subject.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<&Kind> {
        self.file.kinds.iter().find(|kind| kind.id == id)
    }

    /// How orders of a kind move; `None` for kinds without stages and unknown ones.
    #[must_use]
    pub fn workflow_of(&self, kind: &str) -> Option<&Workflow> {
        let id = self.kind(kind)?.workflow.as_deref()?;
        self.file.workflows.iter().find(|flow| flow.id == id)
    }

    /// The stage of a new subject of a kind: [`facts::NO_STAGE`] where there is no workflow.
    #[must_use]
    pub fn initial_stage(&self, kind: &str) -> &str {
        self.workflow_of(kind).map_or(facts::NO_STAGE, |flow| &flow.initial)
    }

    /// A transition of a kind.
    #[must_use]
    pub fn transition(&self, kind: &str, id: &str) -> Option<&Transition> {
        self.workflow_of(kind)?.all_transitions().find(|transition| transition.id == id)
    }

    /// Every transition of a kind, in the order of the file.
    pub fn transitions(&self, kind: &str) -> impl Iterator<Item = &Transition> {
        self.workflow_of(kind).into_iter().flat_map(Workflow::all_transitions)
    }

    /// The lane that a transition moves, and the stage at which that lane is; nothing for one that moves the order.
    #[must_use]
    pub fn branch_of(&self, kind: &str, id: &str) -> Option<(&Stage, &Branch)> {
        let stages = self.workflow_of(kind)?.stages.iter();
        let mut lanes = stages.flat_map(|stage| stage.branches.iter().map(move |one| (stage, one)));
        lanes.find(|(_, branch)| branch.transitions.iter().any(|step| step.id == id))
    }

    /// A stage of a kind.
    #[must_use]
    pub fn stage(&self, kind: &str, id: &str) -> Option<&Stage> {
        self.workflow_of(kind)?.stages.iter().find(|stage| stage.id == id)
    }

    /// Whether an order of this kind is over at this stage.
    #[must_use]
    pub fn is_terminal(&self, kind: &str, stage: &str) -> bool {
        self.stage(kind, stage).is_some_and(|stage| stage.terminal)
    }

    /// A reason.
    #[must_use]
    pub fn reason(&self, id: &str) -> Option<&Reason> {
        self.file.reasons.iter().find(|reason| reason.id == id)
    }

    /// The reasons for one occasion, in the order of the file.
    pub fn reasons_in<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Reason> {
        let fits = move |reason: &&Reason| reason.groups.iter().any(|own| own == group);
        self.file.reasons.iter().filter(fits)
    }

    /// The threshold with this id.
    #[must_use]
    pub fn threshold(&self, id: &str) -> Option<&Threshold> {
        self.file.thresholds.iter().find(|threshold| threshold.id == id)
    }

    /// A form; `None` for one that is not there or is broken.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Arc<Form>> {
        self.forms.get(id)?.as_ref().ok()
    }

    /// What is wrong with a form of the file.
    #[must_use]
    pub fn form_faults(&self, id: &str) -> &[Fault] {
        self.forms.get(id).and_then(|form| form.as_ref().err()).map_or(&[], Vec::as_slice)
    }

    /// What people call a path: the question of a form, or the field that the playbook names.
    #[must_use]
    pub fn path_name(&self, path: &str) -> Option<Words> {
        let of_form = crate::forms::answer::name(self, path);
        of_form.or_else(|| self.field(path).map(|rule| rule.name.clone()))
    }

    /// The audience of a kind of fact.
    #[must_use]
    pub fn audience_of_fact(&self, kind: &str) -> Option<&str> {
        let rule = self.file.facts.iter().find(|rule| rule.kind == kind);
        let (revealed, of_its_own) = facts::REVEALED;
        let of_its_own = Some(of_its_own).filter(|_| kind == revealed);
        rule.map(|rule| rule.audience.as_str()).or(of_its_own)
    }

    /// The rule of a field: its own, or the one with the longest prefix.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<&FieldRule> {
        let fits = |rule: &&FieldRule| path_fits(&rule.path, path);
        let exactness = |rule: &&FieldRule| (!rule.path.ends_with('*'), rule.path.len());
        self.file.fields.iter().filter(fits).max_by_key(exactness)
    }

    /// The audience of a path, be it a field or a shared note.
    #[must_use]
    pub fn audience_of_path(&self, path: &str) -> Option<&str> {
        if let Some(note) = self.file.notes.iter().find(|note| note.path == path) {
            return Some(&note.audience);
        }
        self.field(path).map(|rule| rule.audience.as_str())
    }

    /// The audiences, in the order of the file.
    pub fn audiences(&self) -> impl Iterator<Item = &str> {
        self.file.audiences.iter().map(|audience| audience.id.as_str())
    }

    /// Paths of the shared notes of one audience: what its documents' genesis makes.
    pub fn notes_of<'a>(&'a self, audience: &'a str) -> impl Iterator<Item = &'a str> {
        let notes = self.file.notes.iter().filter(move |note| note.audience == audience);
        notes.map(|note| note.path.as_str())
    }
}

/// Whether a pattern (a path, or a prefix that ends in `*`) covers a path.
#[must_use]
pub fn path_fits(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix),
        None => pattern == path,
    }
}

/// The name of the item with this id; an unknown id is its own name.
#[must_use]
pub fn name_in(list: &[Named], id: &str) -> Words {
    list.iter()
        .find(|item| item.id == id)
        .map_or_else(|| Words::new(id, id), |item| item.name.clone())
}

/// The JSON Schema of playbook files, made from the Rust types; ends in a newline.
#[must_use]
pub fn schema_json() -> String {
    let schema = schemars::schema_for!(PlaybookFile);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn shape(error: serde_json::Error) -> PlaybookError {
    let (line, column) = (error.line(), error.column());
    let mut what = error.to_string();
    if let Some(end) = what.rfind(" at line ") {
        what.truncate(end);
    }
    PlaybookError::Shape { line, column, what }
}
