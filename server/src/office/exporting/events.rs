//! The export of a day: one row for each fact of every order, in the order in which they happened.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::{EXPORT_EVENTS_MAX, EXPORT_ROWS_MAX};
use counterfoil_domain::playbook::words::Lang;
use counterfoil_domain::subject::SubjectKind;

use super::{Context, ExportFile, ExportFormat, facts};
use crate::office::days::{DayQuery, Days};
use crate::office::reading::OrderRead;
use crate::problem::{Answer, Problem};
use crate::server::Server;
use crate::tables::written::{self, Sheet, Value};

/// Orders that are folded at once.
const READ_TOGETHER: usize = 200;

/// A row with the time and the place in the log by which all are sorted.
type Placed = ((u64, u64), Vec<Value>);

impl Server {
    /// What happened on the days asked for, as a file; and the days as its name says them.
    pub async fn export_events(
        &self,
        query: &DayQuery,
        lang: Lang,
        format: ExportFormat,
    ) -> Answer<(ExportFile, String)> {
        let days = query.days(self.now_ms())?;
        let everybody = self.storage.people(self.tenant()).await?;
        let people = everybody.into_iter().map(|row| (row.person, row.name)).collect();
        let context = Context { lang, playbook: self.newest_playbook().await?, people };
        let context = Arc::new(context);
        let mut rows: Vec<Placed> = Vec::new();
        for part in self.orders_since(days.from_ms).await?.chunks(READ_TOGETHER) {
            let asked: Vec<(SubjectId, bool)> = part.iter().map(|id| (*id, false)).collect();
            let read = self.read_orders(&asked).await?;
            rows.extend(rows_of(read, days.clone(), context.clone()).await?);
            if rows.len() > EXPORT_EVENTS_MAX {
                return Err(too_many());
            }
        }
        let write = move || write(rows, &context, format);
        let written = tokio::task::spawn_blocking(write).await;
        let file = written.map_err(|error| Problem::internal("exports", &error))??;
        Ok((file, days.name))
    }

    /// The orders of which the hub has heard since a moment, ms since 1970: nothing that happened later is about
    /// another one.
    pub(in crate::office) async fn orders_since(&self, from_ms: u64) -> Answer<Vec<SubjectId>> {
        let (kind, limit) = (SubjectKind::Order, EXPORT_ROWS_MAX + 1);
        let found = self.storage.heard_since(self.tenant(), kind, from_ms, limit).await?;
        if found.len() > EXPORT_ROWS_MAX {
            return Err(too_many());
        }
        let once: BTreeSet<SubjectId> = found.into_iter().collect();
        Ok(once.into_iter().collect())
    }
}

async fn rows_of(read: Vec<OrderRead>, days: Days, context: Arc<Context>) -> Answer<Vec<Placed>> {
    let tell = move || -> Vec<Placed> {
        read.iter().flat_map(|order| facts::rows(order, &days, &context)).collect()
    };
    let told = tokio::task::spawn_blocking(tell).await;
    told.map_err(|error| Problem::internal("exports", &error))
}

fn write(mut rows: Vec<Placed>, context: &Context, format: ExportFormat) -> Answer<ExportFile> {
    rows.sort_by_key(|(place, _)| *place);
    let rows = rows.into_iter().map(|(_, cells)| cells).collect();
    let sheet = Sheet { headers: facts::headers(context), rows };
    let failed = |error| Problem::internal("exports", &error);
    let bytes = match format {
        ExportFormat::Csv => written::csv(&sheet),
        ExportFormat::Xlsx => written::xlsx(&sheet, context.word("流水", "events")),
    };
    Ok(ExportFile { bytes: bytes.map_err(failed)?, media_type: format.media_type() })
}

fn too_many() -> Problem {
    let title = "More happened on these days than one table holds; ask for fewer days";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_rows", title)
        .with("zh", vec!["这些天的记录太多,一张表放不下,请缩短日期范围"])
        .with("en", vec![title])
}
