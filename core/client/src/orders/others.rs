//! Subjects besides orders: places that outlive an order, machines by serial; and further keys of any
//! subject.

use counterfoil_domain::command::{Command, FieldSet, FoundOrder};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::fields;
use counterfoil_domain::subject::{Key, Subject, SubjectKind};
use counterfoil_store::Connection;
use counterfoil_store::cards::{self, CardFilter};

use super::commands::new_subject;
use super::{CardOrder, Done, Orders, content, tell};
use crate::capturing::{self, Intent};
use crate::error::{Caused, ClientError};
use crate::layers;

/// The field that names a place.
const PLACE_NAME: &str = "place/name";
/// The field that names a machine.
const ASSET_NAME: &str = "asset/name";
/// Subjects of one page.
const PAGE: usize = 500;

/// A place or a machine as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherSubject {
    /// Its id.
    pub id: SubjectId,
    /// The keys by which people know it.
    pub keys: Vec<Key>,
    /// Its name: the field `place/name` or `asset/name`.
    pub name: Option<String>,
}

impl Orders {
    /// Founds a place: a station, a shelf, a door with a dog.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] by policy.
    pub fn found_place(
        &self,
        keys: Vec<Key>,
        fields: Vec<FieldSet>,
    ) -> Result<(SubjectId, Done), ClientError> {
        self.found_other(SubjectKind::Place, FoundOrder { kind: "place".into(), keys, fields })
    }

    /// Founds a machine, by its serial.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] by policy.
    pub fn found_asset(
        &self,
        keys: Vec<Key>,
        fields: Vec<FieldSet>,
    ) -> Result<(SubjectId, Done), ClientError> {
        self.found_other(SubjectKind::Asset, FoundOrder { kind: "asset".into(), keys, fields })
    }

    fn found_other(
        &self,
        kind: SubjectKind,
        founded: FoundOrder,
    ) -> Result<(SubjectId, Done), ClientError> {
        let id = new_subject();
        let done = self.core.capture(|tx| {
            let intent = Intent::new(Subject { kind, id }, Command::FoundOrder(founded.clone()));
            capturing::write(&self.core, tx, intent)
        })?;
        tell(&self.core, [id]);
        Ok((id, done))
    }

    /// A further key of a subject: the second piece of a parcel, the serial found on the plate.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn add_key(&self, id: SubjectId, key: Key) -> Result<Done, ClientError> {
        self.act(id, Command::AddKey(key), None)
    }

    /// Says which machine an order is about, and where it stands: a place.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn name_machine(
        &self,
        order: SubjectId,
        asset: SubjectId,
        place: Option<SubjectId>,
    ) -> Result<Done, ClientError> {
        let set = |path: &str, id: SubjectId| FieldSet::new(path, FieldValue::text(id.to_string()));
        let mut sets = vec![set(fields::DEVICE_ASSET, asset)];
        sets.extend(place.map(|place| set(fields::DEVICE_PLACE, place)));
        self.act(order, Command::SetFields(sets), None)
    }

    /// The machine and the place that an order names, where they are known here: of several that were joined by a key
    /// the one that leads.
    ///
    /// # Errors
    /// [`ClientError::NotFound`], [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn named_by(
        &self,
        order: SubjectId,
    ) -> Result<(Option<OtherSubject>, Option<OtherSubject>), ClientError> {
        let named = self.core.read(|connection| {
            let state = layers::view(&self.core, connection, Subject::order(order))?.state;
            let one = |id: Option<SubjectId>, name| match id {
                Some(id) => self.leading(connection, id, name),
                None => Ok(None),
            };
            Ok((one(state.machine(), ASSET_NAME)?, one(state.site(), PLACE_NAME)?))
        });
        Ok(named?)
    }

    fn leading(
        &self,
        connection: &Connection,
        id: SubjectId,
        name: &str,
    ) -> Caused<Option<OtherSubject>> {
        let Some(row) = cards::of_subject(connection, id)? else { return Ok(None) };
        let row = match content(&row)?.lead {
            Some(lead) => cards::of_subject(connection, lead)?.unwrap_or(row),
            None => row,
        };
        self.other(connection, &row, name).map(Some)
    }

    /// The places that are known here.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn places(&self) -> Result<Vec<OtherSubject>, ClientError> {
        self.others(SubjectKind::Place, PLACE_NAME)
    }

    /// The machines that are known here.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn assets(&self) -> Result<Vec<OtherSubject>, ClientError> {
        self.others(SubjectKind::Asset, ASSET_NAME)
    }

    fn others(&self, kind: SubjectKind, name: &str) -> Result<Vec<OtherSubject>, ClientError> {
        let filter = CardFilter { kind: Some(kind), ..CardFilter::default() };
        let others = self.core.read(|connection| {
            let page = cards::list(connection, &filter, CardOrder::Due, None, PAGE)?;
            let mut others = Vec::new();
            for row in &page.cards {
                // What somebody else founded under the same key stands in the one that leads.
                if content(row)?.lead.is_none() {
                    others.push(self.other(connection, row, name)?);
                }
            }
            Ok(others)
        });
        Ok(others?)
    }

    fn other(
        &self,
        connection: &Connection,
        row: &cards::Card,
        name: &str,
    ) -> Caused<OtherSubject> {
        let view = layers::view(&self.core, connection, row.subject)?;
        let name = view.state.field(name);
        let name = name.and_then(|name| name.as_text().map(str::to_owned));
        Ok(OtherSubject { id: row.subject.id, keys: content(row)?.keys, name })
    }
}
