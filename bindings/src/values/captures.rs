//! What is captured in one act, and what became of acts over several orders.

use std::path::PathBuf;
use std::sync::Arc;

use counterfoil_client::media::signature::{Signature, Touch as CoreTouch};
use counterfoil_client::orders::Done as CoreDone;
use counterfoil_client::{ClientError, captures as core};
use counterfoil_domain::command::{Command, TransitionCommand};
use counterfoil_domain::fact::Comment;
use counterfoil_domain::ids::SubjectId;

use super::facts::{
    Confirmed, Consent, ContactAttempt, CustodyStep, Part, Payment, Reading, Refusal, Unsigned,
};
use super::fields::FieldSet;
use super::words::{Done, FixProvider};
use crate::crossing::{Asked, Shown};
use crate::error::{CounterfoilError, NotAllowed};

/// A capture whose files are sealed on this phone and that nothing names yet: it becomes part of the act that it is
/// handed over with. One that is never handed over is swept at a later opening.
#[derive(Debug, uniffi::Object)]
pub struct Prepared {
    pub(crate) command: Command,
}

impl Prepared {
    pub(crate) fn new(command: Command) -> Arc<Self> {
        Arc::new(Self { command })
    }
}

/// A prepared capture with its order.
#[derive(Debug, Clone, uniffi::Record)]
pub struct PreparedFor {
    /// The order.
    pub order: String,
    /// Its part.
    pub prepared: Arc<Prepared>,
}

/// What belongs to an act besides its step.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum Capture {
    /// A photograph or signature that was prepared.
    Prepared {
        /// It.
        prepared: Arc<Prepared>,
    },
    /// Fields get values.
    Fields {
        /// Which, and what.
        sets: Vec<FieldSet>,
    },
    /// Money taken or given back.
    Payment {
        /// It.
        payment: Payment,
    },
    /// Whether money that was said to be paid has come.
    Confirmed {
        /// It.
        confirmed: Confirmed,
    },
    /// Consent to a way of delivery.
    Consent {
        /// It.
        consent: Consent,
    },
    /// The customer refused the goods.
    Refusal {
        /// It.
        refusal: Refusal,
    },
    /// Would not or could not sign.
    Unsigned {
        /// It.
        unsigned: Unsigned,
    },
    /// An attempt to reach somebody.
    ContactAttempt {
        /// It.
        attempt: ContactAttempt,
    },
    /// A measured value.
    Reading {
        /// It.
        reading: Reading,
    },
    /// A part asked for, received, used or given back.
    Part {
        /// It.
        part: Part,
    },
    /// A remark.
    Comment {
        /// The words.
        text: String,
    },
    /// Who has the thing.
    Custody {
        /// What was done.
        step: CustodyStep,
    },
}

impl Asked<Command> for Capture {
    fn asked(self) -> Result<Command, CounterfoilError> {
        Ok(match self {
            Self::Prepared { prepared } => prepared.command.clone(),
            Self::Fields { sets } => Command::SetFields(sets.asked()?),
            Self::Payment { payment } => Command::Pay(payment.asked()?),
            Self::Confirmed { confirmed } => Command::Confirm(confirmed.asked()?),
            Self::Consent { consent } => Command::Consent(consent.asked()?),
            Self::Refusal { refusal } => Command::Refuse(refusal.asked()?),
            Self::Unsigned { unsigned } => Command::Unsigned(unsigned.asked()?),
            Self::ContactAttempt { attempt } => Command::ContactAttempt(attempt.asked()?),
            Self::Reading { reading } => Command::Read(reading.asked()?),
            Self::Part { part } => Command::UsePart(part.asked()?),
            Self::Comment { text } => Command::Comment(Comment { text }, Vec::new()),
            Self::Custody { step } => Command::Custody(step.asked()?),
        })
    }
}

/// A step of the workflow, with what is captured in the same act.
#[derive(Debug, Clone, uniffi::Record)]
pub struct TransitionStep {
    /// The transition's name: `Offer.transition`.
    pub name: String,
    /// A reason code, where `Offer.reason_group` asks for one.
    #[uniffi(default = None)]
    pub reason: Option<String>,
    /// A few words.
    #[uniffi(default = None)]
    pub note: Option<String>,
    /// When it goes on, ms since 1970.
    #[uniffi(default = None)]
    pub until_ms: Option<i64>,
    /// Photographs, signatures, payments and whatever else belongs to the act.
    #[uniffi(default = [])]
    pub with: Vec<Capture>,
}

impl Asked<TransitionCommand> for TransitionStep {
    fn asked(self) -> Result<TransitionCommand, CounterfoilError> {
        let Self { name, reason, note, until_ms, with } = self;
        let (until_ms, with) = (until_ms.asked()?, with.asked()?);
        Ok(TransitionCommand { name, reason, note, until_ms, with })
    }
}

/// A photograph, by path: its bytes never cross.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PhotoSource {
    /// The file as the camera wrote it. It is read, never changed; it may be removed once the call returned.
    pub path: String,
    /// A JPEG, PNG or WebP of the same picture, used only if the original cannot be decoded here (HEIC).
    #[uniffi(default = None)]
    pub preview: Option<String>,
    /// What it shows, as the playbook names it: `door`, `damage`.
    pub role: String,
}

impl Asked<core::PhotoSource> for PhotoSource {
    fn asked(self) -> Result<core::PhotoSource, CounterfoilError> {
        let (path, preview) = (PathBuf::from(self.path), self.preview.map(PathBuf::from));
        Ok(core::PhotoSource { path, preview, role: self.role })
    }
}

/// A photograph that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PhotoTaken {
    /// Its fact.
    pub fact: String,
    /// SHA-256 of the original: its name everywhere.
    pub original: String,
    /// Thousandths, low is blurred; absent if the picture is small or plain, or cannot be decoded here.
    pub sharpness: Option<i64>,
    /// Mean luminance, 0 black to 255 white.
    pub mean_luminance: Option<i64>,
    /// What was written.
    pub done: Done,
}

impl Shown<PhotoTaken> for core::PhotoTaken {
    fn shown(self) -> PhotoTaken {
        PhotoTaken {
            fact: self.fact.shown(),
            original: self.original.shown(),
            sharpness: self.quality.and_then(|quality| quality.sharpness_milli).shown(),
            mean_luminance: self.quality.map(|quality| quality.mean_luminance.shown()),
            done: self.done.shown(),
        }
    }
}

/// A position as the platform gives it, WGS-84.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Position {
    /// Degrees, north positive.
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
    /// Radius of 68 % confidence, metres.
    pub accuracy_m: f64,
    /// Age now, ms.
    pub age_ms: i64,
    /// Who measured it.
    pub provider: FixProvider,
    /// Whether the platform says that it is mocked.
    pub mock: bool,
    /// The fact that it belongs to.
    #[uniffi(default = None)]
    pub of: Option<String>,
}

impl Asked<core::Position> for Position {
    fn asked(self) -> Result<core::Position, CounterfoilError> {
        Ok(core::Position {
            latitude: self.latitude,
            longitude: self.longitude,
            accuracy_m: self.accuracy_m,
            age_ms: self.age_ms.asked()?,
            provider: self.provider,
            mock: self.mock,
            of: self.of.asked()?,
        })
    }
}

/// One report of the touch screen.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct Touch {
    /// To the right of the pad's left edge, in its units; may lie outside.
    pub x: f32,
    /// Below the pad's upper edge, in its units; may lie outside.
    pub y: f32,
    /// Milliseconds of a clock that never falls, of any origin.
    pub at_ms: i64,
    /// 0 to 1; 0 where the screen cannot tell.
    pub pressure: f32,
}

/// What the pen did on a pad.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct PenStrokes {
    /// Width of the pad in its units, 1 to 65,535.
    pub width: i64,
    /// Height of the pad.
    pub height: i64,
    /// From touching down to lifting, one list each.
    pub strokes: Vec<Vec<Touch>>,
}

impl Asked<Signature> for PenStrokes {
    fn asked(self) -> Result<Signature, CounterfoilError> {
        let touch =
            |one: Touch| CoreTouch { x: one.x, y: one.y, at_ms: one.at_ms, pressure: one.pressure };
        let stroke = |touches: Vec<Touch>| touches.into_iter().map(touch).collect();
        let strokes: Vec<Vec<CoreTouch>> = self.strokes.into_iter().map(stroke).collect();
        Signature::from_touches(self.width.asked()?, self.height.asked()?, &strokes)
            .map_err(|_| NotAllowed::now("signature", "签名无效", "this is no signature"))
    }
}

/// What a signer was shown for an order.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ShownOrder {
    /// The order.
    pub id: String,
    /// Exactly the text that stood on the screen for it.
    pub text: String,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SignatureInput {
    /// What was shown, one text for each order, 1 to 512.
    pub orders: Vec<ShownOrder>,
    /// What the pen did.
    pub pen: PenStrokes,
    /// The signer's name.
    pub signer: String,
    /// As the playbook names it: `recipient`, `proxy`, `customer`.
    pub role: String,
}

impl Asked<core::SignatureInput> for SignatureInput {
    fn asked(self) -> Result<core::SignatureInput, CounterfoilError> {
        let order = |one: ShownOrder| Ok(core::ShownOrder { id: one.id.asked()?, text: one.text });
        let orders: Result<_, CounterfoilError> = self.orders.into_iter().map(order).collect();
        let (signer, role) = (self.signer, self.role);
        Ok(core::SignatureInput { orders: orders?, signature: self.pen.asked()?, signer, role })
    }
}

/// What became of one order of an act over several: what one forbids does not stop the others.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OneDone {
    /// The order.
    pub order: String,
    /// What was written on it; absent if nothing was.
    pub done: Option<Done>,
    /// Why nothing was.
    pub error: Option<CounterfoilError>,
}

impl Shown<OneDone> for (SubjectId, Result<CoreDone, ClientError>) {
    fn shown(self) -> OneDone {
        let (done, error) = apart(self.1);
        OneDone { order: self.0.shown(), done, error }
    }
}

/// A result as two fields.
pub(crate) fn apart(
    done: Result<CoreDone, ClientError>,
) -> (Option<Done>, Option<CounterfoilError>) {
    match done {
        Ok(done) => (Some(done.shown()), None),
        Err(error) => (None, Some(error.into())),
    }
}
