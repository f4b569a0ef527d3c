//! What people do in many stories.

use super::{Person, World, order, person};
use crate::command::{Command, FieldSet, FoundOrder, Planned, Refusal, TransitionCommand};
use crate::document::FieldValue;
use crate::envelope::BlobRef;
use crate::fact::{Assignment, Photo, SignatureFact};
use crate::forms::answer::path;
use crate::hash::sha256;
use crate::ids::{Hash, PersonId, SubjectId};
use crate::playbook::workflow::Missing;
use crate::subject::Key;

pub(in crate::order::stories) fn photo(role: &str, picture: &str) -> Command {
    let original = sha256(picture.as_bytes());
    let photo = Photo {
        original,
        role: role.into(),
        width_px: 1_600,
        height_px: 1_200,
        exif_taken_at: None,
        exif_latitude_e7: None,
        exif_longitude_e7: None,
        camera: None,
        look: None,
        unreadable: None,
        sharpness_milli: None,
        light: None,
    };
    Command::AddPhoto(photo, blob(original, "image/jpeg", role))
}

pub(in crate::order::stories) fn blob(hash: Hash, media_type: &str, role: &str) -> BlobRef {
    BlobRef { hash, size_bytes: 1_000, media_type: media_type.into(), role: role.into() }
}

pub(in crate::order::stories) fn signature(role: &str, shown: &str) -> Command {
    let strokes = sha256(format!("strokes of {role} under {shown}").as_bytes());
    let signed = SignatureFact {
        strokes,
        signer: "王小明".into(),
        role: role.into(),
        shown: sha256(shown.as_bytes()),
        line: None,
    };
    Command::Sign(signed, vec![blob(strokes, "application/cbor", "signature")])
}

pub(in crate::order::stories) fn step(
    name: &str,
    reason: Option<&str>,
    with: Vec<Command>,
) -> Command {
    let reason = reason.map(str::to_owned);
    Command::Transition(TransitionCommand {
        name: name.into(),
        reason,
        note: None,
        until_ms: None,
        with,
    })
}

/// Answers to questions of a form.
pub(in crate::order::stories) fn answers(form: &str, given: &[(&str, &str)]) -> Command {
    let set = |(question, text): &(&str, &str)| {
        FieldSet::new(path(form, question, None), FieldValue::text(*text))
    };
    Command::SetFields(given.iter().map(set).collect())
}

/// Delivered at the door, with a photo and the recipient's signature.
pub(in crate::order::stories) fn deliver() -> Command {
    step("deliver", None, vec![photo("door", "the door"), signature("recipient", "1 parcel")])
}

/// An order of a kind, made by the office and assigned.
pub(in crate::order::stories) fn founded(
    world: &mut World,
    kind: &str,
    number: u8,
    to: &Person,
    fields: Vec<FieldSet>,
) -> SubjectId {
    let mut office = person(100 + number, "dispatcher");
    let id = order(number);
    let new = FoundOrder { kind: kind.into(), keys: Vec::new(), fields };
    world.does(&mut office, id, Command::FoundOrder(new));
    let assign = Assignment { to: Some(to.id), reason: None };
    world.does(&mut office, id, Command::Assign(assign));
    world.push(&mut office);
    id
}

/// What a refused command lacks.
pub(in crate::order::stories) fn lacks(refused: Result<Planned, Refusal>) -> Vec<Missing> {
    match refused {
        Err(Refusal::Missing(missing)) => missing,
        other => panic!("{other:?}"),
    }
}

impl World {
    /// The office makes an order, assigned to somebody.
    pub(in crate::order::stories) fn parcel(
        &mut self,
        office: &mut Person,
        subject: SubjectId,
        to: Option<PersonId>,
    ) {
        let waybill = format!("SF12345678901{:02}", subject.0[0]);
        let new = FoundOrder {
            kind: "parcel".into(),
            keys: vec![Key::new("waybill", &waybill)],
            fields: vec![
                FieldSet::new("title", FieldValue::text("一箱苹果")),
                FieldSet::new("address/line", FieldValue::text("望湖路188号3幢1102室")),
            ],
        };
        self.does(office, subject, Command::FoundOrder(new));
        if let Some(to) = to {
            let word = Assignment { to: Some(to), reason: None };
            self.does(office, subject, Command::Assign(word));
        }
        self.push(office);
    }
}
