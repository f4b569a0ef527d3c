//! Neighbours of an order: a stretch turned round, a stretch put elsewhere, two stops exchanged.

/// One change of an order. What lies outside `from..to` stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    /// The first place that changes.
    pub(super) from: usize,
    /// Behind the last place that changes.
    pub(super) to: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The stretch runs the other way.
    Turn,
    /// Its first `len` stops move to its end, perhaps turned round.
    Later { len: usize, turned: bool },
    /// Its last `len` stops move to its beginning, perhaps turned round.
    Sooner { len: usize, turned: bool },
    /// Its first and its last stop change places.
    Swap,
}

/// Longest stretch that is put elsewhere.
const STRETCH_MAX: usize = 3;

/// All changes of the places `from..to`.
pub(super) fn changes(from: usize, to: usize) -> impl Iterator<Item = Change> {
    let pairs = (from..to).flat_map(move |begin| (begin + 2..=to).map(move |end| (begin, end)));
    pairs.flat_map(|(begin, end)| {
        let whole = move |kind| Change { from: begin, to: end, kind };
        let longest = STRETCH_MAX.min(end - begin - 1);
        let moved = (1..=longest).flat_map(move |len| {
            [false, true].into_iter().filter(move |turned| len > 1 || !turned).flat_map(
                move |turned| {
                    [Kind::Later { len, turned }, Kind::Sooner { len, turned }].map(whole)
                },
            )
        });
        let swapped = (end - begin > 3).then(|| whole(Kind::Swap));
        std::iter::once(whole(Kind::Turn)).chain(moved).chain(swapped)
    })
}

impl Change {
    /// The changed stretch, written into `made`.
    pub(super) fn apply(self, order: &[usize], made: &mut Vec<usize>) {
        let stretch = &order[self.from..self.to];
        made.clear();
        match self.kind {
            Kind::Turn => made.extend(stretch.iter().rev()),
            Kind::Later { len, turned } => {
                made.extend(&stretch[len..]);
                put(&stretch[..len], turned, made);
            }
            Kind::Sooner { len, turned } => {
                let cut = stretch.len() - len;
                put(&stretch[cut..], turned, made);
                made.extend(&stretch[..cut]);
            }
            Kind::Swap => {
                made.extend(stretch);
                let last = made.len() - 1;
                made.swap(0, last);
            }
        }
    }
}

fn put(stretch: &[usize], turned: bool, made: &mut Vec<usize>) {
    match turned {
        true => made.extend(stretch.iter().rev()),
        false => made.extend(stretch),
    }
}
