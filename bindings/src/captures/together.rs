//! One act over several orders: five parcels at one door, sixty to one station.

use std::sync::{Arc, Mutex, PoisonError};

use counterfoil_client::captures as core;
use counterfoil_domain::command::Command;

use super::Captures;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::{CounterfoilError, NotAllowed};
use crate::values::captures::{Capture, OneDone, PenStrokes, PhotoSource, TransitionStep};

/// One order's part of an act over several.
#[derive(Debug, Clone, uniffi::Record)]
pub struct OrderPart {
    /// The order.
    pub id: String,
    /// Exactly the line that the signer is shown for it.
    pub shown: String,
    /// The step; absent for captures alone.
    #[uniffi(default = None)]
    pub step: Option<TransitionStep>,
    /// Captures without a step.
    #[uniffi(default = [])]
    pub captures: Vec<Capture>,
}

impl Asked<core::OrderPart> for OrderPart {
    fn asked(self) -> Result<core::OrderPart, CounterfoilError> {
        let captures: Vec<Command> = self.captures.asked()?;
        let command = match self.step {
            Some(step) => {
                let mut step: counterfoil_domain::command::TransitionCommand = step.asked()?;
                step.with.extend(captures);
                Command::Transition(step)
            }
            None => Command::All(captures),
        };
        Ok(core::OrderPart { id: self.id.asked()?, shown: self.shown, command })
    }
}

/// Who signs for all of them.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Signer {
    /// What the pen did.
    pub pen: PenStrokes,
    /// The signer's name.
    pub signer: String,
    /// As the playbook names it: `recipient`, `station`.
    pub role: String,
}

impl Asked<core::Signer> for Signer {
    fn asked(self) -> Result<core::Signer, CounterfoilError> {
        let (signer, role) = (self.signer, self.role);
        Ok(core::Signer { signature: self.pen.asked()?, signer, role })
    }
}

/// What is to be shown for one order.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TogetherPart {
    /// The order.
    pub id: String,
    /// Exactly the line that the signer is to be shown.
    pub shown: String,
}

/// An order that cannot go with the others now.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LeftOut {
    /// The order.
    pub id: String,
    /// What is missing.
    pub reason: NotAllowed,
}

/// An act over several orders, ready to be shown and written once: its photographs are sealed, nothing is written.
#[derive(Debug, uniffi::Object)]
pub struct Together {
    parts: Vec<TogetherPart>,
    left_out: Vec<LeftOut>,
    act: Mutex<Option<core::Together>>,
}

#[uniffi::export]
impl Together {
    /// What can go, with what is to be shown for each. Memory alone.
    #[must_use]
    pub fn parts(&self) -> Vec<TogetherPart> {
        self.parts.clone()
    }

    /// What cannot, and why. Memory alone.
    #[must_use]
    pub fn left_out(&self) -> Vec<LeftOut> {
        self.left_out.clone()
    }
}

impl Together {
    fn new(mut act: core::Together) -> Self {
        let left_out = std::mem::take(&mut act.left_out).into_iter();
        let part =
            |one: &core::OrderPart| TogetherPart { id: one.id.shown(), shown: one.shown.clone() };
        Self {
            parts: act.parts.iter().map(part).collect(),
            left_out: left_out
                .map(|(id, reason)| LeftOut { id: id.shown(), reason: reason.into() })
                .collect(),
            act: Mutex::new(Some(act)),
        }
    }
}

#[uniffi::export]
impl Captures {
    /// Seals the photographs, which belong to every order, and asks of each order whether its part may be written.
    /// `signed_as` is the role in which somebody is going to sign. One photograph for sixty parcels is one file.
    ///
    /// # Errors
    /// As `photo`; what an order forbids stands in `Together.left_out`.
    pub fn prepare_together(
        &self,
        parts: Vec<OrderPart>,
        photos: Vec<PhotoSource>,
        signed_as: Option<String>,
    ) -> Result<Arc<Together>, CounterfoilError> {
        call(|| {
            let (parts, photos): (_, Vec<core::PhotoSource>) = (parts.asked()?, photos.asked()?);
            let act = self.desk.prepare_together(parts, &photos, signed_as.as_deref())?;
            Ok(Arc::new(Together::new(act)))
        })
    }

    /// Writes it in one transaction, with one signature over exactly the lines of `Together.parts`, and seals the
    /// chain. An act is written once; a second call gives `NotAllowed` with code `written`.
    ///
    /// # Errors
    /// `NotAllowed` for a blank pad; those of the store, after which it may be tried again.
    pub fn write_together(
        &self,
        together: Arc<Together>,
        signer: Option<Signer>,
    ) -> Result<Vec<OneDone>, CounterfoilError> {
        call(|| {
            let signer = signer.asked()?;
            let mut act = together.act.lock().unwrap_or_else(PoisonError::into_inner);
            let ready = act.clone().ok_or_else(|| {
                NotAllowed::now("written", "已经提交", "this act was written already")
            })?;
            let done = self.desk.write_together(ready, signer)?;
            *act = None;
            Ok(done.shown())
        })
    }
}
