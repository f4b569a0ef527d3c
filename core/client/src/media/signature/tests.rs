//! Stories of signatures: signed, kept, read again, drawn.

use proptest::prelude::*;

use super::{Background, DrawError, Point, Signature, SignatureError, Touch};

fn point(x: u16, y: u16, t_ms: u32, pressure: u8) -> Point {
    Point { x, y, t_ms, pressure }
}

/// 十 as Ms Chen writes it: one stroke across, one down, harder towards the end.
fn ten() -> Signature {
    let across = vec![point(20, 50, 0, 100), point(60, 48, 90, 120), point(100, 50, 180, 220)];
    let down = vec![point(60, 10, 400, 128), point(60, 90, 620, 128)];
    Signature::new(120, 100, vec![across, down]).unwrap()
}

#[test]
fn the_bytes_of_a_signature_are_those_of_format_one() {
    // Written by hand from the rule: [1, 120, 100, [[20, 50, 0, 100, 40, -2, 90, 20, …], …]].
    let by_hand = "84 01 1878 1864 82\
        8c 14 1832 00 1864  1828 21 185a 14  1828 02 185a 1864\
        88 3827 3827 18dc 385b  00 1850 18dc 00";
    assert_eq!(hex::encode(ten().to_bytes()), by_hand.replace(' ', ""));
    assert_eq!(Signature::from_bytes(&ten().to_bytes()).unwrap(), ten());
}

#[test]
fn the_drawing_of_a_signature_is_the_same_text_for_ever() {
    let expected = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1000" fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round">
<path stroke-width="14" d="M200 500l400 -20"/>
<path stroke-width="20" d="M600 480l400 20"/>
<path stroke-width="16" d="M600 100l0 800"/>
</svg>
"##;
    assert_eq!(ten().to_svg(), expected);
}

#[test]
fn bytes_that_are_not_the_only_encoding_are_refused() {
    let refused = |bytes: &[u8]| Signature::from_bytes(bytes).unwrap_err();
    let good = ten().to_bytes();
    // 1. Something follows.
    assert_eq!(refused(&[&good[..], &[0]].concat()), SignatureError::NotASignature);
    // 2. A number longer than needed: version 1 in two bytes.
    let long = [&good[..1], &[0x18, 1], &good[2..]].concat();
    assert_eq!(refused(&long), SignatureError::NotASignature);
    // 3. A list of unknown length.
    assert_eq!(refused(&[0x84, 1, 10, 10, 0x9F, 0xFF]), SignatureError::NotASignature);
    // 4. A version of the future.
    let future = [&good[..1], &[2], &good[2..]].concat();
    assert_eq!(refused(&future), SignatureError::NotASignature);
    // 5. Every cut.
    for end in 0..good.len() {
        assert_eq!(refused(&good[..end]), SignatureError::NotASignature, "cut at {end}");
    }
}

#[test]
fn a_small_file_cannot_claim_a_large_signature() {
    // A list of 2³² strokes, and a stroke of 2³² numbers.
    let strokes = [0x84, 1, 10, 10, 0x9B, 0, 0, 0, 1, 0, 0, 0, 0];
    assert_eq!(Signature::from_bytes(&strokes), Err(SignatureError::TooManyStrokes));
    let points = [0x84, 1, 10, 10, 0x81, 0x9B, 0, 0, 0, 1, 0, 0, 0, 0];
    assert_eq!(Signature::from_bytes(&points), Err(SignatureError::TooManyPoints));
}

#[test]
fn numbers_that_run_away_are_refused() {
    // x grows by the largest 64-bit number, twice.
    let most = [0x1B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
    let bytes = [&[0x84, 1, 10, 10, 0x81, 0x88][..], &most, &[0, 0, 0], &most, &[0, 0, 0]];
    assert_eq!(Signature::from_bytes(&bytes.concat()), Err(SignatureError::NotASignature));
}

#[test]
fn every_bound_has_its_error() {
    let new = |strokes| Signature::new(100, 50, strokes).unwrap_err();
    let ok = point(1, 1, 0, 128);
    assert!(matches!(Signature::new(0, 9, vec![]), Err(SignatureError::PadWithoutExtent { .. })));
    assert_eq!(new(vec![vec![ok]; 513]), SignatureError::TooManyStrokes);
    assert_eq!(new(vec![vec![ok; 10_000], vec![ok; 10_001]]), SignatureError::TooManyPoints);
    assert_eq!(new(vec![vec![ok], vec![]]), SignatureError::EmptyStroke { stroke: 1 });
    assert_eq!(new(vec![vec![point(101, 0, 0, 0)]]), SignatureError::OutsidePad { stroke: 0 });
    assert_eq!(new(vec![vec![point(0, 51, 0, 0)]]), SignatureError::OutsidePad { stroke: 0 });
    assert_eq!(new(vec![vec![point(0, 0, 7, 0)]]), SignatureError::Time { stroke: 0 });
    let back = vec![vec![ok, point(1, 1, 9, 0)], vec![point(1, 1, 8, 0)]];
    assert_eq!(new(back), SignatureError::Time { stroke: 1 });
    let next_day = vec![vec![ok, point(1, 1, 86_400_000, 0)]];
    assert_eq!(new(next_day), SignatureError::Time { stroke: 0 });
}

#[test]
fn a_dot_is_blank_and_a_word_is_not() {
    let of = |strokes| Signature::new(1000, 500, strokes).unwrap();
    assert!(of(vec![]).is_blank());
    assert!(of(vec![vec![point(500, 250, 0, 255)]]).is_blank());
    let trembling = vec![point(500, 250, 0, 255), point(510, 255, 80, 255)];
    assert!(of(vec![trembling]).is_blank());
    assert!(!of(vec![vec![point(500, 250, 0, 255), point(560, 250, 80, 255)]]).is_blank());
    assert!(!ten().is_blank());
    assert_eq!(ten().duration_ms(), 620);
}

#[test]
fn raw_touches_are_held_inside_the_pad_and_counted_from_the_first() {
    let touch = |x, y, at_ms, pressure| Touch { x, y, at_ms, pressure };
    let strokes = [
        vec![touch(f32::NAN, 1.0, 1, 0.5)],
        vec![
            touch(-3.0, 10.4, 9_000_000_000, 0.0),
            touch(-2.0, 10.4, 9_000_000_000, f32::NAN),
            touch(250.0, 99.6, 9_000_000_016, 2.0),
            // The platform handed over an older sample late.
            touch(50.0, 1e30, 9_000_000_008, 0.5),
        ],
    ];
    let signature = Signature::from_touches(100, 100, &strokes).unwrap();
    let expected = [point(0, 10, 0, 128), point(100, 100, 16, 255), point(50, 100, 16, 128)];
    assert_eq!(signature.strokes(), [expected]);
}

#[test]
fn the_picture_has_ink_where_the_pen_was_and_paper_elsewhere() {
    let picture = |background| {
        let png = ten().to_png(240, background).unwrap();
        image::load_from_memory(&png).unwrap().into_rgba8()
    };
    let white = picture(Background::White);
    assert_eq!(white.dimensions(), (240, 200));
    assert_eq!(white.get_pixel(120, 140).0, [0, 0, 0, 255], "on the stroke down");
    assert_eq!(white.get_pixel(5, 5).0, [255, 255, 255, 255], "in the corner");
    let clear = picture(Background::Transparent);
    assert_eq!(clear.get_pixel(5, 5).0, [0, 0, 0, 0]);
    assert_eq!(clear.get_pixel(120, 140).0, [0, 0, 0, 255]);
}

#[test]
fn a_dot_leaves_ink_even_when_the_pen_rests_on_it() {
    let resting = vec![point(50, 50, 0, 128), point(50, 50, 300, 128)];
    for stroke in [resting[..1].to_vec(), resting] {
        let signature = Signature::new(100, 100, vec![stroke]).unwrap();
        let png = signature.to_png(200, Background::White).unwrap();
        let picture = image::load_from_memory(&png).unwrap().into_luma8();
        assert_eq!(picture.get_pixel(100, 100).0, [0]);
    }
}

#[test]
fn drawings_of_senseless_size_are_refused() {
    let refused = |of: Signature, width| {
        matches!(of.to_png(width, Background::White), Err(DrawError::Size { .. }))
    };
    assert!(refused(ten(), 0));
    assert!(refused(ten(), 5_000));
    assert!(refused(Signature::new(1, 65_535, vec![]).unwrap(), 64));
}

/// Any signature within the bounds, of up to 20 strokes of up to 60 points.
fn any_signature() -> impl Strategy<Value = Signature> {
    let sample = (any::<u16>(), any::<u16>(), 0_u32..2_000, any::<u8>());
    let strokes = prop::collection::vec(prop::collection::vec(sample, 1..60), 0..20);
    (1..=u16::MAX, 1..=u16::MAX, strokes).prop_map(|(width, height, strokes)| {
        let mut clock_ms = None;
        let mut made = |(x, y, later_ms, pressure): &(u16, u16, u32, u8)| {
            let t_ms = clock_ms.map_or(0, |before: u32| before + later_ms);
            clock_ms = Some(t_ms);
            point(x % width, y % height, t_ms, *pressure)
        };
        let strokes = strokes.iter().map(|stroke| stroke.iter().map(&mut made).collect());
        Signature::new(width, height, strokes.collect()).unwrap()
    })
}

proptest! {
    #[test]
    fn what_was_signed_is_what_is_read(signature in any_signature()) {
        let bytes = signature.to_bytes();
        prop_assert_eq!(Signature::from_bytes(&bytes).unwrap(), signature);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(
        signature in any_signature(), at in any::<prop::sample::Index>(), byte in any::<u8>()
    ) {
        let mut bytes = signature.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        // What is read from changed bytes says so in its own bytes.
        if let Ok(read) = Signature::from_bytes(&bytes) {
            prop_assert_eq!(read.to_bytes(), bytes);
        }
    }
}
