//! Thin headers against every kind of neighbour, and against bytes that nobody made.

use counterfoil_domain::envelope::{Act, ActMode, Header};
use counterfoil_domain::ids::{ActId, DeviceId, Hash, Incarnation, LineageId, PersonId, TenantId};
use counterfoil_domain::moment::Anchor;
use proptest::prelude::*;

use super::*;

fn clocks() -> impl Strategy<Value = Clocks> {
    let wall = prop_oneof![Just(i64::MIN), Just(i64::MAX), 0..5_000i64];
    let monotonic = prop_oneof![Just(0), Just(u64::MAX), 0..5_000u64];
    (wall, 0..2u8, monotonic).prop_map(|(wall_ms, boot, monotonic_ms)| Clocks {
        wall_ms,
        boot: [boot; 8],
        monotonic_ms,
    })
}

fn seen() -> impl Strategy<Value = Option<Seen>> {
    let index = prop_oneof![Just(0), Just(u64::MAX), 0..9u64];
    proptest::option::of((0..2u8, index)).prop_map(|seen| {
        seen.map(|(lineage, index)| Seen { lineage: LineageId([lineage; 16]), index })
    })
}

fn anchor(log_size: u64) -> Anchor {
    Anchor { hub_time_ms: 7, log_size, log_root: [1; 16], boot: [2; 8], sent_ms: 3, received_ms: 4 }
}

prop_compose! {
    fn header()(
        seq in prop_oneof![Just(u64::MAX), 0..4u64],
        (person, subject, kind) in (0..2u8, 0..2u8, 0..3u16),
        audience in prop_oneof![Just("work"), Just("money")],
        document in proptest::option::of(0..2u32),
        (clocks, seen) in (clocks(), seen()),
        size in proptest::option::of(0..2u64),
        act in proptest::option::of(0..2u8),
        (instead_of, body_len, commitment) in (proptest::option::of(0..2u8), 0..3u64, 0..2u8),
    ) -> Header {
        Header {
            version: 1,
            tenant: TenantId([1; 16]),
            device: DeviceId([2; 16]),
            incarnation: Incarnation([3; 8]),
            seq,
            person: PersonId([person; 16]),
            subject: Subject::order(SubjectId([subject; 16])),
            audience: audience.into(),
            document: document.map(|_| String::new()),
            generation: document,
            kind,
            kind_version: 1,
            playbook: 3,
            clocks,
            anchor: size.map(anchor),
            seen,
            act: act.map(|id| Act { id: ActId([id; 16]), mode: ActMode::Each, count: 2 }),
            instead_of: instead_of.map(|byte| Hash([byte; 32])),
            predecessor: None,
            body_len,
            commitment: Hash([commitment; 32]),
        }
    }
}

proptest! {
    #[test]
    fn a_header_comes_back_after_any_other(before in header(), now in header(), present: bool) {
        let before = Fields::parse(&before.to_bytes()).expect("a header");
        let fields = Fields::parse(&now.to_bytes()).expect("a header");
        let thin = fields.thin(&before, present);
        let mut back = Fields::fatten(&before, &thin).expect("what was made");
        if present {
            back.set(key::BODY_LEN, &now.body_len);
            back.set(key::COMMITMENT, &now.commitment);
        }
        prop_assert_eq!(back.to_bytes(), now.to_bytes());
    }

    #[test]
    fn a_key_of_a_newer_program_passes_through(before in header(), now in header(), value: u32) {
        let before = Fields::parse(&before.to_bytes()).expect("a header");
        let mut fields = Fields::parse(&now.to_bytes()).expect("a header");
        fields.set(key::VERSION, &2u8);
        fields.set(40, &value);
        let back = Fields::fatten(&before, &fields.thin(&before, false)).expect("what was made");
        prop_assert_eq!(&back, &fields);
        let after = Fields::parse(&now.to_bytes()).expect("a header");
        let back = Fields::fatten(&fields, &after.thin(&fields, false)).expect("what was made");
        prop_assert_eq!(back, after, "and falls away again");
    }

    #[test]
    fn bytes_that_nobody_made_never_panic(before in header(), bytes: Vec<u8>, at: usize, bit in 0..8u8) {
        let base = Fields::parse(&before.to_bytes()).expect("a header");
        let _ = Fields::fatten(&base, &bytes);
        let mut thin = base.thin(&Fields::default(), false);
        let at = at % thin.len();
        thin[at] ^= 1 << bit;
        let _ = Fields::fatten(&base, &thin);
        let _ = Fields::parse(&thin);
    }
}

#[test]
fn the_next_envelope_of_a_quiet_chain_takes_five_bytes() {
    let clocks = Clocks { wall_ms: 1_790_000_000_000, boot: [1; 8], monotonic_ms: 50_000 };
    let mut base = Fields::default();
    base.set(key::SEQ, &8u64);
    base.set(key::CLOCKS, &clocks);
    let mut next = base.clone();
    next.set(key::SEQ, &9u64);
    next.set(
        key::CLOCKS,
        &Clocks {
            wall_ms: clocks.wall_ms + 4_000,
            monotonic_ms: clocks.monotonic_ms + 4_000,
            ..clocks
        },
    );
    assert_eq!(next.thin(&base, true), [0xa1, 0x0d, 0x19, 0x0f, 0xa0]);
}

#[test]
fn headers_cannot_grow_from_one_to_the_next_for_ever() {
    let mut base = Fields::default();
    let mut rounds = 0;
    loop {
        let mut thin = Fields::default();
        (0..100).for_each(|n| thin.set(1_000 + rounds * 100 + n, &0u8));
        match Fields::fatten(&base, &thin.to_bytes()) {
            Ok(grown) => base = grown,
            Err(error) => break assert_eq!(error, HeaderError::TooLong.into()),
        }
        rounds += 1;
        assert!(rounds < 20, "no end");
    }
}
