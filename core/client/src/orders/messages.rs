//! Messages to the customer of an order, from the playbook's templates. A person sends them; this library never does.

use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::moment::MARKET_ZONE_MINUTES;
use counterfoil_domain::playbook::words::{Lang, Words};

use super::Orders;
use crate::capturing::look;
use crate::error::ClientError;

/// A message that could be sent to the customer of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerMessage {
    /// The template's id.
    pub template: String,
    /// What people call it.
    pub name: Words,
    /// The message in both languages; absent where something is missing.
    pub text: Option<Words>,
    /// Paths of the fields that are missing or not seen here.
    pub missing: Vec<String>,
}

impl Orders {
    /// The messages that the playbook has for the customer of an order, in its order.
    ///
    /// # Errors
    /// [`ClientError::NotFound`].
    pub fn messages(&self, id: SubjectId) -> Result<Vec<CustomerMessage>, ClientError> {
        let look = look(&self.core, id)?;
        let view = look.state.view(&look.playbook, &look.sight);
        let filled = look.playbook.templates(look.state.kind()).map(|one| {
            let text = |lang| one.fill(&view, lang, MARKET_ZONE_MINUTES);
            let (text, missing) = match (text(Lang::Zh), text(Lang::En)) {
                (Ok(zh), Ok(en)) => (Some(Words::new(zh, en)), Vec::new()),
                (Err(lack), _) | (_, Err(lack)) => (None, lack.paths),
            };
            CustomerMessage { template: one.id.clone(), name: one.name.clone(), text, missing }
        });
        Ok(filled.collect())
    }
}
