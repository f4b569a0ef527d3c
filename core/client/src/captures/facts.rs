//! Positions, scans, consents, money, words: thin commands.

use counterfoil_domain::command::Command;
use counterfoil_domain::fact::{
    Claim, Comment, Confirmed, Consent, ContactAttempt, Fix, FixProvider, Part, Payment, Quote,
    Reading, Refusal, Scan, TimerFact, Unsigned, Urge, UrgeAnswer, Visit,
};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::playbook::carriers::CandidateReason;
use counterfoil_domain::scan;
use counterfoil_domain::subject::normalise_key;

use super::{Captures, FIX_FRESH_MS};
use crate::capturing::{self, Done, Intent};
use crate::error::ClientError;
use crate::layers;
use crate::orders::{Orders, ScanVerdict, tell};

/// A position as the platform gives it, WGS-84.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// Degrees, north positive.
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
    /// Radius of 68 % confidence, metres.
    pub accuracy_m: f64,
    /// Age now, ms.
    pub age_ms: u64,
    /// Who measured it.
    pub provider: FixProvider,
    /// Whether the platform says that it is mocked.
    pub mock: bool,
    /// The fact that it belongs to.
    pub of: Option<FactId>,
}

impl Position {
    /// Whether it is too old to count as "now"; it is kept all the same and says so.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.age_ms > FIX_FRESH_MS
    }

    fn to_fix(&self) -> Option<Fix> {
        let sound = self.latitude.abs() <= 90.0 && self.longitude.abs() <= 180.0;
        if !sound || !self.accuracy_m.is_finite() {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "in range by the test above")]
        let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
        let accuracy_dm = (self.accuracy_m.max(0.0) * 10.0).round();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "not below 0; a cast of floats saturates"
        )]
        let accuracy_dm = accuracy_dm as u32;
        Some(Fix {
            latitude_e7: e7(self.latitude),
            longitude_e7: e7(self.longitude),
            accuracy_dm,
            age_ms: self.age_ms,
            provider: self.provider,
            mock: self.mock,
            of: self.of,
        })
    }
}

/// What a scan on an order said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// Whether the code names this order.
    pub matches: bool,
    /// What it means elsewhere, for "this is another parcel".
    pub verdict: ScanVerdict,
    /// The scan's envelope.
    pub done: Done,
}

impl Captures {
    /// A position.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for coordinates that are none, or by policy.
    pub fn fix(&self, id: SubjectId, position: &Position) -> Result<Done, ClientError> {
        let fix = position.to_fix().ok_or_else(|| ClientError::NotAllowed {
            reason: crate::error::NotAllowed::now(
                "position",
                "坐标无效",
                "these are no coordinates",
            ),
        })?;
        self.act(id, Command::AddFix(fix))
    }

    /// A code scanned on an order. A code that names another order is kept and says so: the person decides.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] by policy, [`ClientError::NotFound`].
    pub fn scan(&self, id: SubjectId, raw: &str, symbology: &str) -> Result<Scanned, ClientError> {
        let value = normalise_key(raw);
        let core = &self.core;
        let scanned = core.capture(|tx| {
            let subject = layers::subject_of(tx, id)?;
            let view = layers::view(core, tx, subject)?;
            let read = scan::read(&view.playbook, raw).candidates;
            let sure = read.iter().filter(|one| one.reason != CandidateReason::Misread);
            let values: Vec<&str> = [value.as_str()]
                .into_iter()
                .chain(sure.map(|one| one.key.value.as_str()))
                .collect();
            let keys = view.state.keys();
            let matches = keys.iter().any(|key| values.contains(&key.value.as_str()));
            let (raw, symbology) = (raw.to_owned(), symbology.to_owned());
            let command = Command::Scan(Scan { raw, symbology, matches });
            let mut verdict = ScanVerdict::Unknown;
            for value in values {
                verdict = crate::orders::lookup(tx, value)?;
                if verdict != ScanVerdict::Unknown {
                    break;
                }
            }
            let done = capturing::write(core, tx, Intent::new(subject, command))?;
            Ok(Scanned { matches, verdict, done })
        })?;
        tell(core, [id]);
        Ok(scanned)
    }

    pub(super) fn act(&self, id: SubjectId, command: Command) -> Result<Done, ClientError> {
        Orders::new(self.core.clone()).act(id, command, None)
    }
}

macro_rules! captures {
    ($($(#[$doc:meta])* $name:ident($fact:ty) $variant:ident;)*) => {
        impl Captures {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// [`ClientError::NotAllowed`], [`ClientError::NotFound`], [`ClientError::StorageFull`].
                pub fn $name(&self, id: SubjectId, fact: $fact) -> Result<Done, ClientError> {
                    self.act(id, Command::$variant(fact))
                }
            )*
        }
    };
}

captures! {
    /// Consent to a way of delivery.
    consent(Consent) Consent;
    /// The customer refused the goods.
    refusal(Refusal) Refuse;
    /// Would not or could not sign.
    unsigned(Unsigned) Unsigned;
    /// An attempt to reach somebody.
    contact_attempt(ContactAttempt) ContactAttempt;
    /// Money taken or given back.
    payment(Payment) Pay;
    /// A measured value.
    reading(Reading) Read;
    /// A part asked for, received, used or given back.
    part(Part) UsePart;
    /// A quote.
    quote(Quote) Quote;
    /// A visit begins or ends.
    visit(Visit) Visit;
    /// A timer begins or ends.
    timer(TimerFact) Timer;
    /// Whether money that was said to be paid has come.
    confirm_payment(Confirmed) Confirm;
    /// What somebody says about a matter on which others may say otherwise.
    claim(Claim) Claim;
    /// Somebody asks to hurry.
    urge(Urge) Urge;
    /// The answer to that.
    answer_urge(UrgeAnswer) AnswerUrge;
}

impl Captures {
    /// A remark.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`], [`ClientError::NotFound`], [`ClientError::StorageFull`].
    pub fn comment(&self, id: SubjectId, text: &str) -> Result<Done, ClientError> {
        self.act(id, Command::Comment(Comment { text: text.to_owned() }, Vec::new()))
    }
}
