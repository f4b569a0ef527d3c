//! Two versions in one run: a hub and phones whose programs lack kinds of facts that others write. What they lack is
//! kept, waits, and counts after their update.

use counterfoil_domain::older::is_installed;

use super::phone::SimPhone;
use super::plan::{Deed, Trouble};
use super::world::World;

/// Kinds that the earlier version does not know: scan, comment, quote.
pub const LACKING: &[u16] = &[5, 10, 15];

/// Whether the earlier version has nothing to do this with.
#[must_use]
pub fn is_new(deed: Deed) -> bool {
    matches!(deed, Deed::Remark | Deed::Scan | Deed::Quote | Deed::Word)
}

impl World {
    /// Where versions are about, the hub and every second phone begin with the earlier one.
    pub(super) async fn begins_older(&mut self) {
        if self.plan.rate(Trouble::Versions) > 0 {
            self.installs(LACKING).await;
        }
    }

    /// What a phone begins with; two stores on one device have one app.
    pub(super) fn first_version(&self, at: usize, beside: Option<usize>) -> &'static [u16] {
        let older = self.plan.rate(Trouble::Versions) > 0 && beside.unwrap_or(at).is_multiple_of(2);
        if older { LACKING } else { &[] }
    }

    /// Another version of the hub is installed.
    pub async fn installs(&mut self, lacks: &'static [u16]) {
        is_installed(lacks);
        self.hub.becomes(lacks).await;
        self.air.leads_to(Some(self.hub.router()));
    }

    /// A phone's app is updated, for every store on it.
    pub fn updates(&mut self, at: usize) {
        let device = self.phones[at].secrets().to_owned();
        for other in 0..self.phones.len() {
            let phone = &mut self.phones[other];
            if phone.secrets() == device && !phone.lacks.is_empty() {
                phone.closes();
                phone.lacks = &[];
                self.opens_again(other, SimPhone::opens);
            }
        }
    }
}
