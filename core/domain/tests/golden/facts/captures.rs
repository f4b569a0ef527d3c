//! What a person captures at the door: pictures, signatures, places, scans, words.

use counterfoil_domain::fact::{
    Claim, Comment, Consent, ContactAttempt, ContactOutcome, Fact, Fix, FixProvider, Photo,
    Reading, Refusal, Scan, ShownLine, SignatureFact, Unsigned,
};
use serde_json::json;

use super::{Said, hash, said_of, subject};
use crate::{T, fact_of};

pub(super) fn all() -> Vec<Said> {
    let kinds = [photo(), signature(), unsigned(), fix(), scan(), reading()];
    let others = [consent(), refusal(), contact_attempt(), comment(), claim()];
    kinds.into_iter().chain(others).flatten().collect()
}

pub(super) fn photo() -> Vec<Said> {
    let least = Photo {
        original: hash(0xc1),
        role: "damage".into(),
        width_px: 0,
        height_px: 0,
        exif_taken_at: None,
        exif_latitude_e7: None,
        exif_longitude_e7: None,
        camera: None,
        look: None,
        unreadable: Some("truncated".into()),
        sharpness_milli: None,
        light: None,
    };
    let all = Photo {
        role: "door".into(),
        width_px: 3_000,
        height_px: 4_000,
        exif_taken_at: Some("2026:11:22 10:02:03".into()),
        exif_latitude_e7: Some(312_304_160),
        exif_longitude_e7: Some(-1_214_737_010),
        camera: Some("HUAWEI P60".into()),
        look: Some([9; 8]),
        unreadable: None,
        sharpness_milli: Some(212),
        light: Some(203),
        ..least.clone()
    };
    let says = json!({
        "original": hash(0xc1), "role": "door", "width_px": 3_000, "height_px": 4_000,
        "exif_taken_at": "2026:11:22 10:02:03", "exif_latitude_e7": 312_304_160,
        "exif_longitude_e7": -1_214_737_010, "camera": "HUAWEI P60", "look": "09".repeat(8),
        "sharpness_milli": 212, "light": 203,
    });
    let unreadable = json!({
        "original": hash(0xc1), "role": "damage", "width_px": 0, "height_px": 0,
        "unreadable": "truncated",
    });
    vec![(Fact::Photo(all), says), (Fact::Photo(least), unreadable)]
}

pub(super) fn signature() -> Vec<Said> {
    let line = ShownLine {
        index: 1,
        count: 3,
        text: "SF1234567890123 一箱苹果".into(),
        path: vec![hash(0xd1), hash(0xd2)],
        salt: [0xd3; 16],
    };
    let least = SignatureFact {
        strokes: hash(0xc2),
        signer: "王芳".into(),
        role: "recipient".into(),
        shown: hash(0xc3),
        line: None,
    };
    let mut says = json!({
        "strokes": hash(0xc2), "signer": "王芳", "role": "recipient", "shown": hash(0xc3),
    });
    let alone = (Fact::Signature(least.clone()), says.clone());
    says["line"] =
        json!([1, 3, "SF1234567890123 一箱苹果", [hash(0xd1), hash(0xd2)], "d3".repeat(16)]);
    let all = SignatureFact { line: Some(line), ..least };
    vec![(Fact::Signature(all), says), alone]
}

pub(super) fn unsigned() -> Vec<Said> {
    let reason = "not_at_home".to_owned();
    let all = Unsigned { reason: reason.clone(), note: Some("物业代放".into()) };
    vec![
        (Fact::Unsigned(all), json!({"reason": "not_at_home", "note": "物业代放"})),
        (Fact::Unsigned(Unsigned { reason, note: None }), json!({"reason": "not_at_home"})),
    ]
}

pub(super) fn fix() -> Vec<Said> {
    let least = Fix {
        latitude_e7: -1,
        longitude_e7: 1_214_737_010,
        accuracy_dm: 125,
        age_ms: 800,
        provider: FixProvider::Satellite,
        mock: false,
        of: None,
    };
    let says = |provider: u8, mock: bool| {
        json!({
            "latitude_e7": -1, "longitude_e7": 1_214_737_010, "accuracy_dm": 125, "age_ms": 800,
            "provider": provider, "mock": mock,
        })
    };
    let by = |provider, mock| Fact::Fix(Fix { provider, mock, ..least.clone() });
    let all = Fix { of: Some(fact_of(2)), provider: FixProvider::Fused, ..least.clone() };
    let mut all_says = says(3, false);
    all_says["of"] = said_of(2);
    vec![
        (Fact::Fix(all), all_says),
        (by(FixProvider::Satellite, true), says(1, true)),
        (by(FixProvider::Network, false), says(2, false)),
        (by(FixProvider::Manual, false), says(4, false)),
    ]
}

pub(super) fn scan() -> Vec<Said> {
    let scan = Scan { raw: "SF1234567890123".into(), symbology: "code128".into(), matches: true };
    let says = json!({"raw": "SF1234567890123", "symbology": "code128", "matches": true});
    vec![(Fact::Scan(scan), says)]
}

pub(super) fn reading() -> Vec<Said> {
    let least = Reading {
        quantity: "temperature".into(),
        value_milli: -18_500,
        unit: "cel".into(),
        sensor: None,
        ago_ms: None,
    };
    let mut says = json!({"quantity": "temperature", "value_milli": -18_500, "unit": "cel"});
    let now = (Fact::Reading(least.clone()), says.clone());
    let all = Reading { sensor: Some("T-18".into()), ago_ms: Some(600_000), ..least };
    (says["sensor"], says["ago_ms"]) = (json!("T-18"), json!(600_000));
    vec![(Fact::Reading(all), says), now]
}

pub(super) fn consent() -> Vec<Said> {
    let least = Consent {
        to: "doorstep".into(),
        who: "李女士".into(),
        channel: "phone".into(),
        words: "放门口".into(),
        attempts: vec![fact_of(3)],
        place: None,
        screenshot: None,
        until_ms: None,
    };
    let by_phone = json!({
        "to": "doorstep", "who": "李女士", "channel": "phone", "words": "放门口",
        "attempts": [said_of(3)],
    });
    let all = Consent {
        to: "station".into(),
        channel: "standing".into(),
        words: "不在家放驿站".into(),
        attempts: Vec::new(),
        place: Some(subject(0x34)),
        screenshot: Some(fact_of(4)),
        until_ms: Some(T),
        ..least.clone()
    };
    let says = json!({
        "to": "station", "who": "李女士", "channel": "standing", "words": "不在家放驿站",
        "attempts": [], "place": subject(0x34), "screenshot": said_of(4), "until_ms": T,
    });
    vec![(Fact::Consent(all), says), (Fact::Consent(least), by_phone)]
}

pub(super) fn refusal() -> Vec<Said> {
    let reason = "damaged".to_owned();
    let (who, note) = (Some("前台".to_owned()), Some("外箱破损".to_owned()));
    let all = Refusal { reason: reason.clone(), who, note };
    vec![
        (Fact::Refusal(all), json!({"reason": "damaged", "who": "前台", "note": "外箱破损"})),
        (Fact::Refusal(Refusal { reason, who: None, note: None }), json!({"reason": "damaged"})),
    ]
}

pub(super) fn contact_attempt() -> Vec<Said> {
    let said = |outcome, ended_ago_ms| {
        Fact::ContactAttempt(ContactAttempt {
            channel: "phone".into(),
            number_path: "contact/phone".into(),
            lasted_ms: 35_000,
            outcome,
            ended_ago_ms,
        })
    };
    let says = |outcome: u8| {
        json!({
            "channel": "phone", "number_path": "contact/phone", "lasted_ms": 35_000,
            "outcome": outcome,
        })
    };
    let mut earlier = says(1);
    earlier["ended_ago_ms"] = json!(4_000);
    vec![
        (said(ContactOutcome::Reached, Some(4_000)), earlier),
        (said(ContactOutcome::NoAnswer, None), says(2)),
        (said(ContactOutcome::Declined, None), says(3)),
        (said(ContactOutcome::WrongNumber, None), says(4)),
        (said(ContactOutcome::Off, None), says(5)),
    ]
}

pub(super) fn comment() -> Vec<Said> {
    let text = "放门口鞋柜上".to_owned();
    vec![(Fact::Comment(Comment { text }), json!({"text": "放门口鞋柜上"}))]
}

pub(super) fn claim() -> Vec<Said> {
    let fact = Claim {
        about: "warranty".into(),
        holds: false,
        who: "technician".into(),
        words: "铭牌2019年".into(),
        evidence: vec![fact_of(8)],
    };
    let says = json!({
        "about": "warranty", "holds": false, "who": "technician", "words": "铭牌2019年",
        "evidence": [said_of(8)],
    });
    vec![(Fact::Claim(fact), says)]
}
