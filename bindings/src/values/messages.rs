//! Messages to customers, as a shell hands them to the phone's own app for messages.

use super::words::Words;
use crate::crossing::shown;

shown! {
    /// A message that could be sent to the customer of an order. A person sends it; this library never does.
    CustomerMessage from counterfoil_client::orders::CustomerMessage {
        /// The template's id.
        template: String,
        /// What people call it.
        name: Words,
        /// The message in both languages; absent where something is missing.
        text: Option<Words>,
        /// Paths of the fields that are missing or not seen here.
        missing: Vec<String>,
    }
}
