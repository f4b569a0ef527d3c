//! Which keys of a fact are in what is shown to those who approve: a fixed list for each layout version, so that what
//! was agreed to stays what it is when a later program writes more into the same facts.

use minicbor::{Decoder, Encoder};

use crate::cbor::Raw;

/// Layout version 1: the highest key of each kind's payload. What lies above is not part of it.
const HIGHEST_1: [(u16, u64); 39] = [
    (1, 4),
    (2, 11),
    (3, 4),
    (4, 6),
    (5, 2),
    (6, 4),
    (7, 7),
    (8, 2),
    (9, 4),
    (10, 0),
    (11, 0),
    (12, 2),
    (13, 6),
    (14, 3),
    (15, 3),
    (16, 1),
    (17, 4),
    (18, 3),
    (19, 1),
    (20, 5),
    (21, 3),
    (22, 1),
    (23, 2),
    (24, 3),
    (25, 0),
    (26, 1),
    (27, 1),
    (28, 2),
    (29, 3),
    (30, 2),
    (31, 5),
    (32, 3),
    (33, 2),
    (34, 4),
    (35, 3),
    (36, 2),
    (40, 5),
    (41, 0),
    (45, 2),
];

/// Maps in a list within a payload: kind, key, and the highest key of each map. Quotes have lines.
const WITHIN_1: (u16, u64, u64) = (15, 1, 4);

/// A payload as layout version 1 shows it. A kind that is younger than that layout is shown whole.
pub(crate) fn selected(kind: u16, payload: &Raw) -> Raw {
    let known = HIGHEST_1.iter().find(|(own, _)| *own == kind);
    let Some((_, highest)) = known else { return payload.clone() };
    let kept = kept(&payload.0, *highest, |key, value| match WITHIN_1 {
        (of, within, highest) if of == kind && within == key => each(value, highest),
        _ => Some(value.to_vec()),
    });
    kept.map_or_else(|| payload.clone(), Raw)
}

/// The entries of a map up to a key; nothing for what is no map under numbers.
fn kept(
    map: &[u8],
    highest: u64,
    value_of: impl Fn(u64, &[u8]) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let mut from = Decoder::new(map);
    let count = from.map().ok()??;
    let mut entries: Vec<(u64, Vec<u8>)> = Vec::new();
    for _ in 0..count {
        let key = from.u64().ok()?;
        let value = item(&mut from)?;
        if key <= highest {
            entries.push((key, value_of(key, value)?));
        }
    }
    let mut out = Encoder::new(Vec::new());
    out.map(u64::try_from(entries.len()).ok()?).ok()?;
    for (key, value) in entries {
        out.u64(key).ok()?;
        out.writer_mut().extend(value);
    }
    Some(out.into_writer())
}

/// Each map of a list up to a key.
fn each(list: &[u8], highest: u64) -> Option<Vec<u8>> {
    let mut from = Decoder::new(list);
    let count = from.array().ok()??;
    let mut out = Encoder::new(Vec::new());
    out.array(count).ok()?;
    for _ in 0..count {
        let map = kept(item(&mut from)?, highest, |_, value| Some(value.to_vec()))?;
        out.writer_mut().extend(map);
    }
    Some(out.into_writer())
}

/// The bytes of the next item.
fn item<'b>(from: &mut Decoder<'b>) -> Option<&'b [u8]> {
    let begins = from.position();
    from.skip().ok()?;
    from.input().get(begins..from.position())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approval::{Shown, ShownFact, ShownField};
    use crate::cbor;
    use crate::fact::{Fact, KINDS, Money, Payer, Quote, QuoteLine};
    use crate::ids::SubjectId;

    fn quote() -> Raw {
        let line = QuoteLine {
            text: "主轴轴承".into(),
            labour: false,
            quantity_milli: 1_000,
            unit_price: Money::fen(42_000),
            payer: Payer::Customer,
        };
        let total = Money::fen(42_000);
        Fact::Quote(Quote { number: 1, lines: vec![line], total, supersedes: None })
            .to_record()
            .payload
    }

    #[test]
    fn every_kind_is_in_the_layout_or_younger_than_it() {
        // Who adds a kind of fact decides here: kinds above are shown whole by layout 1, for ever.
        let listed: Vec<u16> = HIGHEST_1.iter().map(|(kind, _)| *kind).collect();
        let missing: Vec<_> = KINDS.iter().filter(|(kind, _)| !listed.contains(kind)).collect();
        assert!(missing.iter().all(|(kind, _)| *kind > 45), "{missing:?}");
    }

    /// What a later program writes: key 9 behind the quote's own, key 7 behind each line's.
    fn with_more(payload: &Raw) -> Raw {
        let mut from = Decoder::new(&payload.0);
        let count = from.map().expect("a map").expect("its length");
        let mut out = Encoder::new(Vec::new());
        out.map(count + 1).expect("to memory");
        for _ in 0..count {
            let key = from.u64().expect("a key");
            let value = item(&mut from).expect("a value").to_vec();
            out.u64(key).expect("to memory");
            match key {
                1 => {
                    let mut lines = Decoder::new(&value);
                    lines.array().expect("lines");
                    let mut fields = Decoder::new(item(&mut lines).expect("a line"));
                    let count = fields.map().expect("a line").expect("its length");
                    let rest = fields.input()[fields.position()..].to_vec();
                    out.array(1).expect("to memory").map(count + 1).expect("to memory");
                    out.writer_mut().extend(rest);
                    out.u64(7).expect("to memory").str("保修两年").expect("to memory");
                }
                _ => out.writer_mut().extend(value),
            }
        }
        out.u64(9).expect("to memory").bool(true).expect("to memory");
        Raw(out.into_writer())
    }

    #[test]
    fn what_a_later_program_adds_changes_nothing_that_was_agreed_to() {
        let old = quote();
        let new = with_more(&old);
        assert_ne!(old, new);
        assert_eq!(cbor::decode::<Quote>(&new.0).map(|one| one.number), Ok(1), "it reads on");
        assert_eq!((selected(15, &old), selected(15, &new)), (old.clone(), old.clone()));
        // The hash that the first release gave to exactly this: an answer to it stands for ever.
        let shown = |payload: &Raw| Shown {
            version: 1,
            order: SubjectId([7; 16]),
            transition: "begin_repair".into(),
            fields: vec![ShownField {
                path: "fault".into(),
                text: Some("主轴抖动".into()),
                number: None,
                yes: None,
            }],
            facts: vec![ShownFact { kind: 15, payload: selected(15, payload) }],
        };
        let agreed = "c5d38839e4f80715e4cffca30c031dc005f92ada15646774f0dcff91eb4a8394";
        assert_eq!(shown(&old).hash().to_string(), agreed);
        assert_eq!(shown(&new).hash().to_string(), agreed);
    }

    #[test]
    fn what_is_no_map_is_shown_as_it_is() {
        for bytes in
            [vec![], vec![0x01], vec![0xa1], vec![0xa1, 0x61, 0x61, 0x01], vec![0xbf, 0xff]]
        {
            assert_eq!(selected(15, &Raw(bytes.clone())), Raw(bytes));
        }
    }
}
