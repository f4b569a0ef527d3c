//! Undoing an import: what nobody has touched since is cancelled as entered wrongly; the rest is named.

use counterfoil_domain::ids::ActId;
use counterfoil_domain::playbook::words::Words;

use super::making::cancel;
use super::report::{ImportReport, ImportedOrder, UndoReport};
use crate::office::many::{Step, Wished};
use crate::office::pushing::Acted;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::storage::imports::ImportedRow;

impl Server {
    /// Undoes an import; done twice it changes nothing more, but for what was touched and is no longer.
    pub async fn undo_import(&self, import: ActId) -> Answer<UndoReport> {
        let _one_at_a_time = self.office.importing.lock().await;
        let kept = self.storage.import(self.tenant(), import).await?;
        let mut kept = kept.ok_or_else(Problem::not_found)?;
        let mut report = ImportReport::from_bytes(&kept.report)?;
        let mut rows = self.storage.import_rows(self.tenant(), import).await?;
        let standing: Vec<&mut ImportedRow> = rows.iter_mut().filter(|row| !row.undone).collect();
        // An import that was cut off has no heads; what it made is known once it was sent again.
        let now_ms = self.now_ms();
        let wished = standing.iter().map(|row| Wished {
            order: row.subject,
            fresh: false,
            steps: vec![Step { needed: true, command: cancel(row.head.unwrap_or(0), now_ms) }],
        });
        let outcomes = self.act_on_many(wished.collect()).await?;
        let undone_at_ms = self.now_ms();
        let mut cancelled = report.undone.take().map(|done| done.cancelled).unwrap_or_default();
        let mut touched = Vec::new();
        for (row, outcome) in standing.into_iter().zip(outcomes) {
            let order = ImportedOrder { row: row.row, order: row.subject, why: None };
            match outcome.into_iter().next().unwrap_or_else(|| Ok(Acted::of(row.subject))) {
                Ok(acted) if !acted.envelopes.is_empty() => {
                    row.undone = true;
                    cancelled.push(order);
                }
                Ok(_) => touched.push(ImportedOrder { why: Some(worked_on()), ..order }),
                Err(_) => touched.push(ImportedOrder { why: Some(not_allowed()), ..order }),
            }
        }
        cancelled.sort_by_key(|order| order.row);
        let undone = UndoReport { import, undone_at_ms, cancelled, touched };
        report.undone = Some(undone.clone());
        kept.undone_at_ms = Some(undone_at_ms);
        kept.report = report.to_bytes()?;
        self.storage.keep_import(self.tenant(), kept, rows).await?;
        Ok(undone)
    }
}

fn worked_on() -> Words {
    Words::new("导入后已有人处理过,保留", "somebody has worked on it since; it stands")
}

fn not_allowed() -> Words {
    Words::new("现在不能取消,保留", "it cannot be cancelled now; it stands")
}
