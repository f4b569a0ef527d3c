//! The paths that cards read, as the built-in playbook names them, and what money is due.

use super::state::OrderState;
use super::sums::purpose_name;
use super::value::Value;
use crate::fact::PaymentPurpose;
use crate::ids::SubjectId;
use crate::playbook::Playbook;
use crate::playbook::steps::Need;
use crate::sorting::SortSmall as _;

/// What people call the order (`plan`).
pub const TITLE: &str = "title";
/// The area (`plan`).
pub const AREA: &str = "area";
/// The window's beginning, ms since 1970 (`plan`).
pub const WINDOW_FROM_MS: &str = "window/from_ms";
/// The window's end, ms since 1970 (`plan`).
pub const WINDOW_TO_MS: &str = "window/to_ms";
/// Larger is more urgent (`plan`).
pub const PRIORITY: &str = "priority";
/// The telephone number with its middle hidden, written by the hub (`plan`).
pub const MASKED_PHONE: &str = "masked/phone";
/// The name with all but its first character hidden, written by the hub (`plan`).
pub const MASKED_NAME: &str = "masked/name";
/// The address down to its road, written by the hub (`plan`).
pub const MASKED_ADDRESS: &str = "masked/address";
/// The name (`contact`).
pub const CONTACT_NAME: &str = "contact/name";
/// The telephone number (`contact`).
pub const CONTACT_PHONE: &str = "contact/phone";
/// The machine that a repair is about: the id of an asset (`work`).
pub const DEVICE_ASSET: &str = "device/asset";
/// Where that machine stands: the id of a place (`work`).
pub const DEVICE_PLACE: &str = "device/place";
/// Below it the address (`contact`).
pub const ADDRESS: &str = "address/";
/// The address in one line, as imports and forms of the office write it (`contact`).
pub const ADDRESS_TEXT: &str = "address/text";
/// The same, as other systems do (`contact`).
pub const ADDRESS_LINE: &str = "address/line";
/// Where it is, as latitude and longitude: `30.1872,120.2014` (`contact`). No part of the address in one line.
pub const PIN: &str = "address/pin";
/// The same as an import of a table keeps it (`work`).
pub const PIN_IMPORTED: &str = "a/pin";
/// The customer's remark (`contact`).
pub const REMARK: &str = "remark";
/// How many pieces it has (`plan`).
pub const PIECES: &str = "pieces";
/// What people call a place: a community, a station (`work`).
pub const PLACE_NAME: &str = "place/name";
/// The number of its last building, where they run from 1 (`work`).
pub const PLACE_LAST_BUILDING: &str = "place/last_building";
/// Where a place is, as [`PIN`] (`work`).
pub const PLACE_PIN: &str = "place/pin";
/// What is dangerous there, in words (`work`).
pub const PLACE_HAZARD: &str = "place/hazard";
/// How one gets in, in words (`work`).
pub const PLACE_ACCESS: &str = "place/access";
/// The currency of what is due, ISO 4217 (`money`).
pub const CURRENCY: &str = "currency";
/// The currency where the field is not set.
pub const CURRENCY_DEFAULT: &str = "CNY";

/// What stands for a value where it is not seen, by its path.
pub const MASKED: [(&str, &str); 4] = [
    (CONTACT_PHONE, MASKED_PHONE),
    (CONTACT_NAME, MASKED_NAME),
    (ADDRESS_TEXT, MASKED_ADDRESS),
    (ADDRESS_LINE, MASKED_ADDRESS),
];

impl OrderState {
    /// The value that is shown for a path: of a main document before that of a form, the subject's
    /// own before that of an order joined with it. Cleared fields are `None`.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<Value> {
        let values = self.documents.iter().filter_map(|document| document.fields.get(path));
        values.map(Value::from).find(|value| *value != Value::Cleared)
    }

    /// The machine that the order names.
    #[must_use]
    pub fn machine(&self) -> Option<SubjectId> {
        self.text_field(DEVICE_ASSET)?.trim().parse().ok()
    }

    /// The place that the order names.
    #[must_use]
    pub fn site(&self) -> Option<SubjectId> {
        self.text_field(DEVICE_PLACE)?.trim().parse().ok()
    }

    pub(crate) fn text_field(&self, path: &str) -> Option<String> {
        match self.field(path)? {
            Value::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    pub(crate) fn int_field(&self, path: &str) -> Option<i64> {
        self.field(path)?.as_int()
    }

    /// The address in one line: every set part below [`ADDRESS`], in the order of their paths.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        let mut parts: Vec<&str> = Vec::new();
        for document in self.documents.iter().filter(|one| one.subject == self.subject) {
            for (path, value) in &document.fields {
                let crate::document::FieldValue::Text(text) = value else { continue };
                if path.starts_with(ADDRESS) && path != PIN && !text.trim().is_empty() {
                    parts.push(text);
                }
            }
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// What is due, by purpose, in minor units: the fields that the kind's transitions name; of a repair without
    /// such a field what the customer signed.
    #[must_use]
    pub fn due(&self, playbook: &Playbook) -> Vec<(String, i64)> {
        let mut due = Vec::new();
        for (purpose, path) in due_paths(playbook, self.kind()) {
            let is_service = purpose == purpose_name(PaymentPurpose::Service);
            let quoted = || self.signed_quote_minor().filter(|_| is_service);
            let minor = self.int_field(path).or_else(quoted).filter(|minor| *minor > 0);
            due.extend(minor.map(|minor| (purpose.to_owned(), minor)));
        }
        due
    }
}

/// Purposes of payments with the path of what is due, each once, sorted.
fn due_paths<'a>(playbook: &'a Playbook, kind: &str) -> Vec<(&'a str, &'a str)> {
    let flow = playbook.workflow_of(kind);
    let steps = flow.into_iter().flat_map(|flow| &flow.transitions);
    let mut found: Vec<_> = steps.flat_map(|step| due_of(&step.needs)).collect();
    found.sort_small_by(Ord::cmp);
    found.dedup();
    found
}

/// Purposes and paths of the payments that a step asks for.
pub(crate) fn due_of(needs: &[Need]) -> impl Iterator<Item = (&str, &str)> {
    let choices = needs.iter().flat_map(|need| match need {
        Need::AnyOf { of } => of.as_slice(),
        one => core::slice::from_ref(one),
    });
    choices.filter_map(|choice| match choice {
        Need::Payment { purpose, due } => Some((purpose.as_str(), due.as_str())),
        _ => None,
    })
}
