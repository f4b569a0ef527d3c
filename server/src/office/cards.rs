//! The cards of all orders, decoded once and kept up with the log: lists and boards read them from here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Card;
use counterfoil_domain::sla::stops::Stops;

use crate::problem::{Answer, Problem};
use crate::server::Server;

/// Orders whose cards are kept at hand; of more, those that changed last.
const CARDS_MAX: usize = 50_000;
/// Orders that are read from the log at once.
const READ_TOGETHER: usize = 200;

/// All cards, as far as the log was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct CardsNow {
    /// Entries in the log that are in them.
    pub(super) size: u64,
    cards: Arc<BTreeMap<SubjectId, Arc<Card>>>,
    /// With which what is due first was put into them.
    stops: Arc<Stops>,
    /// What nobody has read, as it was put into them.
    unread: Arc<BTreeMap<SubjectId, u32>>,
}

/// Where the cards are kept between two requests.
#[derive(Debug, Default)]
pub(crate) struct CardShelf(tokio::sync::Mutex<CardsNow>);

impl CardShelf {
    /// Lets go of an erased order.
    pub(super) async fn forget(&self, order: SubjectId) {
        let mut now = self.0.lock().await;
        Arc::make_mut(&mut now.cards).remove(&order);
    }
}

impl CardsNow {
    /// One card.
    pub(super) fn of(&self, order: SubjectId) -> Option<&Card> {
        self.cards.get(&order).map(Arc::as_ref)
    }

    /// Puts into cards what nobody has read.
    fn put_unread(&mut self, unread: BTreeMap<SubjectId, u32>) {
        let concerned = self.unread.keys().chain(unread.keys()).copied();
        let wrong: BTreeSet<SubjectId> = concerned
            .filter(|id| self.of(*id).is_some_and(|card| card.unread.as_ref() != unread.get(id)))
            .collect();
        if !wrong.is_empty() {
            let cards = Arc::make_mut(&mut self.cards);
            for (id, card) in cards.iter_mut().filter(|(id, _)| wrong.contains(id)) {
                Arc::make_mut(card).unread = unread.get(id).copied();
            }
        }
        self.unread = Arc::new(unread);
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
            let mut fresh = Vec::with_capacity(since.cards.len());
            for (_, _, bytes) in since.cards {
                let card: Card =
                    cbor::decode(&bytes).map_err(|error| Problem::internal("cards", &error))?;
                fresh.push(card);
            }
            if known == 0 {
                self.put_service(&mut fresh).await?;
            }
            let cards = Arc::make_mut(&mut shelf.cards);
            cards.extend(fresh.into_iter().map(|card| (card.id, Arc::new(card))));
            drop_oldest(cards);
        }
        let unread = self.storage.unread_notices(self.tenant()).await?;
        shelf.put_unread(unread);
        let anew = shelf.size != since.size;
        shelf.size = since.size;
        if anew {
            self.put_due(&mut shelf, known).await?;
        }
        Ok(shelf.clone())
    }

    /// Cards that were written before there were service levels say nothing of them: those of open orders are reckoned
    /// from the log, once for each start of the hub.
    async fn put_service(&self, cards: &mut [Card]) -> Answer<()> {
        let silent =
            |card: &Card| card.service.is_none() && !card.terminal && !card.kind.is_empty();
        let mut old: Vec<&mut Card> = cards.iter_mut().filter(|card| silent(card)).collect();
        for some in old.chunks_mut(READ_TOGETHER) {
            let asked: Vec<_> = some.iter().map(|card| (card.id, false)).collect();
            let read = self.read_orders(&asked).await?;
            for (card, read) in some.iter_mut().zip(read) {
                card.service = read.state.service(&read.playbook);
            }
        }
        Ok(())
    }

    /// Puts into cards what is due first: into those with entries after `known`, and into all after the stops of the
    /// clock have changed. How it stands changes with time alone, and is reckoned anew where it is shown.
    async fn put_due(&self, shelf: &mut CardsNow, known: u64) -> Answer<()> {
        let clock = self.hub_clock(shelf.all()).await?;
        let all = shelf.stops != clock.stops;
        shelf.stops = clock.stops.clone();
        for card in Arc::make_mut(&mut shelf.cards).values_mut() {
            let changed = all || card.next_due.is_none() || card.updated_index >= Some(known);
            if changed && card.service.is_some() {
                let next_due = clock.next(card);
                Arc::make_mut(card).next_due = next_due;
            }
        }
        Ok(())
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
