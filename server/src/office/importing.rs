//! Importing orders from a table. Every row is an act of its own: it is founded, assigned and perhaps stopped
//! through the same gate as anything that the office does, and a row that cannot be stops no other.
//!
//! 1. [`crate::tables`] reads the file into drafts with what is wrong in each.
//! 2. `resolving` says what each row comes to: a new order, one that is here already, one that an undone
//!    import had cancelled, or nothing.
//! 3. The rows are kept before anything is made of them, so that a cut in the middle is finished by sending
//!    the same file again; then they are made, in slices (`making`).
//! 4. The report is kept. `undoing` cancels what nobody has touched since.

mod making;
mod report;
mod resolving;
mod undoing;

use axum::http::StatusCode;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ActId, Hash};
use counterfoil_domain::limits::IMPORT_ROWS_MAX;
use counterfoil_domain::playbook::Playbook;
use serde::Deserialize;

use crate::keyring::random;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::imports::ImportRow;
use crate::tables::columns::{ColumnShown, Headers};
use crate::tables::drafts::{self, RowDraft};
use crate::tables::text::{Encoding, Separator};
use crate::tables::times::Now;
use crate::tables::{self, Asked, Reading, TableError};

pub use report::{
    FileShown, ImportCounts, ImportReport, ImportedOrder, RowOutcome, RowShown, UndoReport,
};

/// Minutes by which a table's clocks are ahead of UTC, unless the import says otherwise: China.
const UTC_OFFSET_MINUTES: i32 = 480;
/// The furthest that clocks are from UTC.
const UTC_OFFSET_MINUTES_MAX: i32 = 14 * 60;
/// Imports in one list.
const LIST_MAX: usize = 100;

/// `?dry_run=&kind=&encoding=&separator=&sheet=&utc_offset_minutes=&name=`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// Only say what would be made.
    #[serde(default)]
    pub dry_run: bool,
    /// The kind of rows that name none, in any words that the column takes.
    pub kind: Option<String>,
    /// How text is written in bytes; found out otherwise.
    pub encoding: Option<Encoding>,
    /// What stands between two cells; found out otherwise.
    pub separator: Option<Separator>,
    /// The sheet of a workbook; its first otherwise.
    pub sheet: Option<String>,
    /// Minutes by which the table's clocks are ahead of UTC.
    pub utc_offset_minutes: Option<i32>,
    /// The file's name, for people.
    pub name: Option<String>,
}

/// A file that was read.
struct ReadFile {
    reading: Reading,
    columns: Vec<ColumnShown>,
    drafts: Vec<RowDraft>,
}

impl Server {
    /// Imports a table, or says what importing it would do.
    pub async fn import_orders(&self, query: &ImportQuery, bytes: Vec<u8>) -> Answer<ImportReport> {
        let _one_at_a_time = self.office.importing.lock().await;
        let began_at_ms = self.now_ms();
        let (file_hash, size_bytes) = (sha256(&bytes), bytes.len() as u64);
        let playbook = self.newest_playbook().await?;
        let now = now(query, began_at_ms)?;
        let (asked, book) = (query.clone(), playbook.clone());
        let task = tokio::task::spawn_blocking(move || read_file(&bytes, &asked, &book, now));
        let file = task.await.map_err(|error| Problem::internal("tables", &error))??;
        if file.drafts.len() > IMPORT_ROWS_MAX {
            let max = IMPORT_ROWS_MAX as u64;
            return Err(unreadable(&TableError::TooLarge { unit: "rows", max }));
        }
        let same_file_as = self.storage.import_of_file(self.tenant(), file_hash).await?;
        let resolved = self.resolve_rows(file.drafts).await?;
        let shown = FileShown {
            name: query.name.clone(),
            size_bytes,
            hash: file_hash,
            reading: file.reading,
            rows: resolved.len(),
        };
        let mut report = ImportReport::begun(shown, file.columns, began_at_ms);
        (report.dry_run, report.same_file_as) = (query.dry_run, same_file_as);
        if query.dry_run {
            report.rows = self.rehearse(resolved, &playbook).await?;
            return Ok(report.ended(self.now_ms()));
        }
        self.make_and_keep(report, resolved, file_hash).await
    }

    async fn make_and_keep(
        &self,
        mut report: ImportReport,
        resolved: Vec<resolving::Resolved>,
        file_hash: Hash,
    ) -> Answer<ImportReport> {
        let import = ActId(random()?);
        report.import = Some(import);
        let began_at_ms = report.began_at_ms;
        let kept = |report: &ImportReport, ended_at_ms| -> Answer<ImportRow> {
            let report = report.to_bytes()?;
            let undone_at_ms = None;
            Ok(ImportRow { import, file_hash, began_at_ms, ended_at_ms, undone_at_ms, report })
        };
        let mut rows: Vec<_> = resolved.iter().filter_map(|one| one.kept(import)).collect();
        let begun = kept(&report, None)?;
        self.storage.keep_import(self.tenant(), begun, rows.clone()).await?;
        report.rows = self.make_rows(resolved).await?;
        let subjects = rows.iter().map(|row| row.subject).collect();
        let heads = self.storage.heads(self.tenant(), subjects).await?;
        let heads: std::collections::HashMap<_, _> = heads.into_iter().collect();
        rows.iter_mut().for_each(|row| row.head = heads.get(&row.subject).copied());
        let report = report.ended(self.now_ms());
        let ended = kept(&report, report.ended_at_ms)?;
        self.storage.keep_import(self.tenant(), ended, rows).await?;
        Ok(report)
    }

    /// The report of an import, as it was given and with what was undone since.
    pub async fn import_report(&self, import: ActId) -> Answer<ImportReport> {
        let row = self.storage.import(self.tenant(), import).await?;
        ImportReport::from_bytes(&row.ok_or_else(Problem::not_found)?.report)
    }

    /// Imports, newest first, without their rows.
    pub async fn list_imports(&self) -> Answer<Vec<ImportReport>> {
        let rows = self.storage.imports(self.tenant(), LIST_MAX).await?;
        let reports = rows.iter().map(|row| ImportReport::from_bytes(&row.report));
        reports.map(|report| Ok(ImportReport { rows: Vec::new(), ..report? })).collect()
    }
}

fn now(query: &ImportQuery, now_ms: u64) -> Answer<Now> {
    let utc_offset_minutes = query.utc_offset_minutes.unwrap_or(UTC_OFFSET_MINUTES);
    if !(-UTC_OFFSET_MINUTES_MAX..=UTC_OFFSET_MINUTES_MAX).contains(&utc_offset_minutes) {
        return Err(Problem::malformed("No clock is that far from UTC"));
    }
    Ok(Now { now_ms, utc_offset_minutes })
}

fn read_file(bytes: &[u8], query: &ImportQuery, playbook: &Playbook, now: Now) -> Answer<ReadFile> {
    let headers = Headers::of(playbook);
    let kind = match &query.kind {
        Some(word) => Some(headers.kind(word).ok_or_else(|| no_kind(&headers))?),
        None => None,
    };
    let (encoding, separator, sheet) = (query.encoding, query.separator, query.sheet.clone());
    let asked = Asked { encoding, separator, sheet };
    let knows = |cells: &[&str]| headers.count(cells);
    let (grid, reading) =
        tables::read(bytes, &asked, &knows).map_err(|error| unreadable(&error))?;
    let (columns, lines) = headers.take(grid).map_err(|error| unreadable(&error))?;
    let context = drafts::Context { headers: &headers, now, kind };
    let drafts = drafts::all(&columns, &lines, &context);
    let columns = columns.iter().map(tables::columns::Column::shown).collect();
    Ok(ReadFile { reading, columns, drafts })
}

/// A file that cannot be read at all, in both languages.
fn unreadable(error: &TableError) -> Problem {
    let words = error.words();
    let title = "The file cannot be read as a table";
    let status = match error {
        TableError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Problem::new(status, "table", title)
        .with("why", error.code())
        .with("zh", vec![words.zh])
        .with("en", vec![words.en])
}

fn no_kind(headers: &Headers<'_>) -> Problem {
    let names = headers.kind_names();
    Problem::malformed("There is no such kind of order")
        .with("zh", vec![format!("没有这个类型,可选:{}", names.zh)])
        .with("en", vec![format!("there are {}", names.en)])
}
