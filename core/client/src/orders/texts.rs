//! What somebody wrote, read on the phone without a network into a draft that a person looks at.

use counterfoil_domain::command::{Command, FieldSet, FoundOrder};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::extract::{self, Extraction, LocalNow, TicketDraft};
use counterfoil_domain::fact::{Comment, Proposed};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::limits::FACT_TEXT_CHARS_MAX;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_domain::scan::{self, Picked, ScanRead};
use counterfoil_domain::subject::Subject;
use counterfoil_store::Transaction;

use super::{Done, Orders, new_subject, tell};
use crate::account::not_now;
use crate::capturing::{self, Intent};
use crate::error::{CauseError, Caused, ClientError};
use crate::phone::core::Core;

impl Orders {
    /// Reads a text: numbers with their reasons, telephones, places, topics, priority with its rule, and a draft
    /// that [`Orders::found`] takes. Nothing is written and nothing is logged. `utc_offset_minutes` is how far the
    /// person's clock is ahead of UTC, for deadlines. Under 5 ms.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn read_text(
        &self,
        text: &str,
        utc_offset_minutes: i32,
    ) -> Result<Extraction, ClientError> {
        let core = &self.core;
        let (playbook, moment) =
            core.read(|connection| Ok((core.playbook(connection, 0)?, core.moment(connection)?)))?;
        // As it is believed, which a clock that somebody has set does not change; before any hub's time the phone's own.
        let believed_ms = moment.claimed().latest_ms;
        let wall_ms = u64::try_from(moment.clocks.wall_ms).unwrap_or(0);
        let now = LocalNow { at_ms: believed_ms.unwrap_or(wall_ms), utc_offset_minutes };
        Ok(extract::read_text(&playbook, text, Some(now)))
    }

    /// Founds the order of a draft, as the person has left it. Who may not set its fields founds it by its keys, with
    /// `words` as a remark in the same act; what he may set is set, what he sees is proposed (the urgency with the rule
    /// that says so): the office has it when the order arrives.
    ///
    /// # Errors
    /// As [`Orders::act`]; [`ClientError::NotAllowed`] with the code `no_kind` for a draft without a kind.
    pub fn found_from_draft(
        &self,
        draft: &TicketDraft,
        words: &str,
        lang: Lang,
    ) -> Result<(SubjectId, Done), ClientError> {
        let order = draft.order(lang).ok_or_else(|| {
            not_now("no_kind", "请先选择工单类型", "choose a kind of order first")
        })?;
        match self.found(order.clone()) {
            Err(ClientError::NotAllowed { reason }) if reason.code == "may_not_set" => {
                let (fields, order) =
                    (order.fields.clone(), FoundOrder { fields: Vec::new(), ..order });
                self.found_by_keys(order, fields, words)
            }
            other => other,
        }
    }

    fn found_by_keys(
        &self,
        order: FoundOrder,
        fields: Vec<FieldSet>,
        words: &str,
    ) -> Result<(SubjectId, Done), ClientError> {
        let id = new_subject();
        let text: String = words.chars().take(FACT_TEXT_CHARS_MAX).collect();
        let done = self.core.capture(|tx| {
            let subject = Subject::order(id);
            let founded = Intent::new(subject, Command::FoundOrder(order.clone()));
            let done = capturing::write(&self.core, tx, founded)?;
            if !text.trim().is_empty() {
                let remark = Command::Comment(Comment { text: text.clone() }, Vec::new());
                capturing::write(&self.core, tx, Intent::new(subject, remark))?;
            }
            fields.iter().try_for_each(|set| set_or_propose(&self.core, tx, subject, set))?;
            Ok(done)
        })?;
        tell(&self.core, [id]);
        Ok((id, done))
    }

    /// What a scanned code says: its keys, and as a GS1 code its elements, or why it cannot be read.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn read_scan(&self, raw: &str) -> Result<ScanRead, ClientError> {
        let playbook = self.core.read(|connection| self.core.playbook(connection, 0))?;
        Ok(scan::read(&playbook, raw))
    }

    /// Which of the codes in one picture of the camera counts.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn pick_code(&self, codes: &[&str]) -> Result<Picked, ClientError> {
        let playbook = self.core.read(|connection| self.core.playbook(connection, 0))?;
        Ok(scan::pick(&playbook, codes))
    }
}

/// Sets a field, or proposes its value; what the person may do neither with is in the words.
fn set_or_propose(
    core: &Core,
    tx: &Transaction<'_>,
    subject: Subject,
    set: &FieldSet,
) -> Caused<()> {
    let playbook = core.playbook(tx, 0)?;
    let audience = playbook.audience_of_path(&set.path).unwrap_or_default().to_owned();
    let value = match &set.value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Int(number) => number.to_string(),
        _ => return Ok(()),
    };
    let (path, evidence) = (set.path.clone(), Vec::new());
    let proposed = Command::Propose(Proposed { audience, path, value, evidence });
    for command in [Command::SetFields(vec![set.clone()]), proposed] {
        match capturing::write(core, tx, Intent::new(subject, command)) {
            Ok(_) => return Ok(()),
            Err(CauseError::NotAllowed(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
