//! The account desk: whose store this is, duty, and "nothing left on this phone".

pub(crate) mod adopting;
mod balances;
mod certificate;
mod enrol;
mod inventory;
pub(crate) mod pin;
mod ready;
mod shift;

use std::sync::{Arc, PoisonError};

use counterfoil_domain::ids::{DeviceId, PersonId, SubjectId, TenantId};
use counterfoil_domain::shift::DutyState;

pub use self::certificate::{CertificateOutcome, Left};
pub use self::enrol::HubPin;
pub use self::inventory::{ChainHeld, Inventory};
pub use self::pin::{Pin, PinStatus};
pub use self::ready::{Closing, DeviceNow, Gap, ReadyToGo};
pub(crate) use self::shift::{duty_log, not_now, open_shift};
use crate::error::{CauseError, ClientError};
use crate::phone::core::Core;

/// Whose store this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Where the hub is.
    pub hub_url: String,
    /// The tenant.
    pub tenant: TenantId,
    /// What people call the tenant.
    pub tenant_name: String,
    /// The person.
    pub person: PersonId,
    /// What people call the person.
    pub person_name: String,
    /// This store.
    pub device: DeviceId,
    /// The person's roles.
    pub roles: Vec<String>,
}

/// How the account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountStatus {
    /// Whose store this is; absent before the first enrolment.
    pub enrolled: Option<Enrolled>,
    /// The hub gives no order data until this store is enrolled again. Capturing and pushing go on.
    pub sign_in_again: bool,
    /// The shift that is open.
    pub shift: Option<SubjectId>,
    /// Whether it is in a break.
    pub in_break: bool,
}

/// The account desk.
#[derive(Debug, Clone)]
pub struct Account {
    core: Arc<Core>,
}

impl Account {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// How the account stands.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn status(&self) -> Result<AccountStatus, ClientError> {
        let core = &self.core;
        let enrolment = match core.enrolment() {
            Ok(enrolment) => Some(enrolment),
            Err(CauseError::NotEnrolled) => None,
            Err(other) => return Err(other.into()),
        };
        let status = core.read(|connection| {
            let enrolled = match &enrolment {
                None => None,
                Some(enrolment) => Some(Enrolled {
                    hub_url: enrolment.hub_url.clone(),
                    tenant: enrolment.answer.tenant,
                    tenant_name: enrolment.answer.tenant_name.clone(),
                    person: enrolment.answer.person,
                    person_name: enrolment.answer.person_name.clone(),
                    device: enrolment.answer.device,
                    roles: core.roles(connection)?,
                }),
            };
            let access = core.access.lock().unwrap_or_else(PoisonError::into_inner);
            let sign_in_again = access.enrol_again || enrolled.is_none();
            let in_break = matches!(shift::duty_state(connection)?, DutyState::Break { .. });
            let shift = shift::open_shift(connection)?;
            Ok(AccountStatus { enrolled, sign_in_again, shift, in_break })
        });
        Ok(status?)
    }
}
