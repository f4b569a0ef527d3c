//! What is said of an import: counts, columns, and every row with what became of it.

use counterfoil_domain::ids::{ActId, Hash, SubjectId};
use counterfoil_domain::playbook::words::Words;
use serde::{Deserialize, Serialize};

use crate::problem::{Answer, Problem};
use crate::tables::Reading;
use crate::tables::columns::ColumnShown;
use crate::tables::remarks::Remark;

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Its id; a dry run has none.
    pub import: Option<ActId>,
    /// Whether nothing was made.
    pub dry_run: bool,
    /// An earlier import of the very same file.
    pub same_file_as: Option<ActId>,
    /// The file.
    pub file: FileShown,
    /// Its columns, and what each was read as.
    pub columns: Vec<ColumnShown>,
    /// How many rows came to what.
    pub counts: ImportCounts,
    /// When it began, ms since 1970.
    pub began_at_ms: u64,
    /// When it ended; absent for one that was cut off.
    pub ended_at_ms: Option<u64>,
    /// What was undone of it.
    pub undone: Option<UndoReport>,
    /// The rows, in order; left out of lists.
    #[serde(default)]
    pub rows: Vec<RowShown>,
}

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileShown {
    /// Its name.
    pub name: Option<String>,
    /// Its size.
    pub size_bytes: u64,
    /// Its SHA-256.
    pub hash: Hash,
    /// How it was read.
    pub reading: Reading,
    /// Rows below the headers that hold something.
    pub rows: usize,
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Would be made, in a dry run.
    pub ready: usize,
    /// Were made.
    pub created: usize,
    /// Were here already.
    pub exists: usize,
    /// Had been cancelled by undoing an import, and stand again.
    pub restored: usize,
    /// Were refused.
    pub refused: usize,
    /// Of all of them, flagged.
    pub flagged: usize,
}

/// What a row came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// Would be made.
    Ready,
    /// Was made.
    Created,
    /// Was here already; nothing was changed.
    Exists,
    /// Stands again.
    Restored,
    /// Was refused.
    Refused,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowShown {
    /// Its number in a spreadsheet.
    pub row: u32,
    /// What it came to.
    pub outcome: RowOutcome,
    /// The order.
    pub order: Option<SubjectId>,
    /// The first of its keys.
    pub key: Option<String>,
    /// Why it was refused, and what is odd in it.
    pub remarks: Vec<Remark>,
}

/// What was undone of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoReport {
    /// The import.
    pub import: ActId,
    /// When, ms since 1970.
    pub undone_at_ms: u64,
    /// Orders that were cancelled.
    pub cancelled: Vec<ImportedOrder>,
    /// Orders that somebody has touched since, and that stand.
    pub touched: Vec<ImportedOrder>,
}

/// An order that a row made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedOrder {
    /// The row's number.
    pub row: u32,
    /// The order.
    pub order: SubjectId,
    /// Why it stands, where it does.
    pub why: Option<Words>,
}

impl ImportReport {
    /// A report of which no row is known yet.
    pub(super) fn begun(file: FileShown, columns: Vec<ColumnShown>, began_at_ms: u64) -> Self {
        Self {
            import: None,
            dry_run: false,
            same_file_as: None,
            file,
            columns,
            counts: ImportCounts::default(),
            began_at_ms,
            ended_at_ms: None,
            undone: None,
            rows: Vec::new(),
        }
    }

    /// The report with its rows counted.
    pub(super) fn ended(mut self, ended_at_ms: u64) -> Self {
        let rows = &self.rows;
        let count = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
        let flagged = |row: &&RowShown| row.remarks.iter().any(|remark| !remark.refuses);
        self.counts = ImportCounts {
            ready: count(RowOutcome::Ready),
            created: count(RowOutcome::Created),
            exists: count(RowOutcome::Exists),
            restored: count(RowOutcome::Restored),
            refused: count(RowOutcome::Refused),
            flagged: rows.iter().filter(flagged).count(),
        };
        self.ended_at_ms = Some(ended_at_ms);
        self
    }

    pub(super) fn to_bytes(&self) -> Answer<Vec<u8>> {
        serde_json::to_vec(self).map_err(|error| Problem::internal("imports", &error))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Answer<Self> {
        serde_json::from_slice(bytes).map_err(|error| Problem::internal("imports", &error))
    }
}
