//! The cards of all orders, decoded once and kept up with the log: lists and boards read them from here.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Card;

use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Orders whose cards are kept at hand; of more, those that changed last.
const CARDS_MAX: usize = 50_000;

/// All cards, as far as the log was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct CardsNow {
    /// Entries in the log that are in them.
    pub(super) size: u64,
    cards: Arc<BTreeMap<SubjectId, Arc<Card>>>,
}

/// Where the cards are kept between two requests.
#[derive(Debug, Default)]
pub(crate) struct CardShelf(tokio::sync::Mutex<CardsNow>);

impl CardsNow {
    /// One card.
    pub(super) fn of(&self, order: SubjectId) -> Option<&Card> {
        self.cards.get(&order).map(Arc::as_ref)
    }

    /// Every card, by id.
    pub(super) fn all(&self) -> impl Iterator<Item = &Card> {
        self.cards.values().map(Arc::as_ref)
    }
}

impl Server {
    /// The cards as the log stands now.
    pub(super) async fn cards_now(&self) -> Answer<CardsNow> {
        let mut shelf = self.desk.cards.0.lock().await;
        let known = shelf.size;
        let since = self.storage.cards_since(self.tenant(), known, CARDS_MAX).await?;
        if !since.cards.is_empty() {
            let cards = Arc::make_mut(&mut shelf.cards);
            for (order, _, bytes) in since.cards {
                let card: Card =
                    cbor::decode(&bytes).map_err(|error| Problem::internal("cards", &error))?;
                cards.insert(order, Arc::new(card));
            }
            drop_oldest(cards);
        }
        shelf.size = since.size;
        Ok(shelf.clone())
    }
}

fn drop_oldest(cards: &mut BTreeMap<SubjectId, Arc<Card>>) {
    let Some(excess) = cards.len().checked_sub(CARDS_MAX).filter(|excess| *excess > 0) else {
        return;
    };
    let mut ages: Vec<(bool, Option<u64>, SubjectId)> =
        cards.values().map(|card| (!card.terminal, card.updated_index, card.id)).collect();
    ages.sort_unstable();
    for (_, _, order) in ages.into_iter().take(excess) {
        cards.remove(&order);
    }
}
