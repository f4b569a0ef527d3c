//! Guards: what is refused when a playbook is read, and what evaluating the rest says.

use std::time::{Duration, Instant};

use super::*;
use crate::ids::PersonId;
use crate::playbook::view::{PhotoSeen, Scalar, Seen};

const ANN: PersonId = PersonId([1; 16]);

fn ann() -> Actor {
    Actor { person: ANN, role: "courier".into(), assigned: true, former: false }
}

fn parcel(playbook: &Playbook) -> OrderView {
    OrderView {
        kind: "parcel".into(),
        stage: "loaded".into(),
        audiences: playbook.audiences().map(str::to_owned).collect(),
        ..OrderView::default()
    }
}

fn with_photos(count: usize) -> OrderView {
    let mut view = parcel(&Playbook::builtin());
    let photo = PhotoSeen { seen: Seen::new(ANN, None), role: "door".into() };
    view.photos = vec![photo; count];
    view
}

fn compile(text: &str) -> Result<Guard, GuardError> {
    Guard::compile(&Playbook::builtin(), text)
}

fn evaluate(text: &str, view: &OrderView) -> Truth {
    let playbook = Playbook::builtin();
    let guard = Guard::compile(&playbook, text).expect("the guard compiles");
    guard.evaluate(&playbook, view, &TransitionRequest::default(), &ann())
}

#[test]
fn names_that_exist_nowhere_are_named() {
    let cases = [
        ("mony.goods_due_minor > 0", "there is no variable 'mony'"),
        ("money.goods_due > 0", "'money' has no field 'goods_due'"),
        ("plan.goods_due_minor > 0", "'plan' has no field 'goods_due_minor'"),
        ("photos.exists(p, p.colour == 'red')", "'photos' has no field 'colour'"),
        ("contact['address/lin'].size() > 0 && plan.titel == ''", "'plan' has no field 'titel'"),
        ("now() > 3", "there is no function 'now'"),
        ("plan.title.matches('a+')", "there is no function 'matches'"),
        ("photos.map(p, p.role) == []", "there is no function 'map'"),
        ("timestamp('2026-01-01') > 3", "there is no function 'timestamp'"),
        ("string(1) == '1'", "there is no function 'string'"),
    ];
    for (text, error) in cases {
        assert_eq!(
            compile(text).map(|_| ()).map_err(|e| e.to_string()),
            Err(error.into()),
            "{text}"
        );
    }
}

#[test]
fn values_that_do_not_go_together_are_refused() {
    let wrong = [
        "photos",
        "size(photos)",
        "plan.title > 3",
        "plan.title + 'x' == 'y'",
        "photos + photos == photos",
        "photos.exists(p, size(photos))",
        "photos.exists(photos, true)",
        "1.5 > 1",
        "{'a': 1}.a == 1",
        "null == plan.title",
        "plan[plan.title] == 'x'",
        "[1, 'a'] == []",
        "photos.filter(p, true)",
        "b'a' == b'a'",
        "`plan`.title == 'x'",
        "true // what is this",
        "'\\u0000' == plan.title",
        "",
        "true true",
        "&&",
    ];
    for text in wrong {
        assert!(compile(text).is_err(), "{text} was accepted");
    }
}

#[test]
fn a_hostile_guard_is_refused_before_it_is_parsed() {
    let many = |part: &str, count: usize| part.repeat(count);
    let hostile = [
        many("1+", 20_000) + "1 == 1",
        many("1+", 300) + "1 == 1",
        many("(", 400) + "true" + &many(")", 400),
        many("[", 400) + &many("]", 400),
        many("!", 900) + "true",
        many("-", 900) + "1 == 1",
        many("true?true:", 90) + "true",
        format!("plan{}", many(".a", 400)),
        "photos.all(a, photos.all(b, photos.all(c, true)))".to_owned(),
        many("🦀", 250),
        many("\u{0}", 10),
        many("'", 333),
    ];
    for text in hostile {
        let begun = Instant::now();
        assert!(compile(&text).is_err(), "{text:.40} was accepted");
        assert!(begun.elapsed() < Duration::from_secs(2), "{text:.40} took long");
    }
}

/// The deepest guards that the limits let through fit a stack smaller than any that phones give.
#[test]
fn the_deepest_accepted_guards_fit_a_small_stack() {
    let deepest = [
        "(".repeat(12) + "true" + &")".repeat(12),
        "1+".repeat(98) + "1 == 1",
        "true && ".repeat(66) + "true",
        "true ? true : ".repeat(4) + "true",
        "!!!(!!!(!!!(!!!(true))))".to_owned(),
        "photos.all(a, photos.exists(b, ((((((((a.role == b.role)))))))))".to_owned() + ")",
        "photos.filter(a, true).filter(a, true).filter(a, true).exists(a, a.mine)".to_owned(),
    ];
    let small = std::thread::Builder::new().stack_size(SMALL_STACK_BYTES);
    let run = small.spawn(move || {
        for text in deepest {
            let guard = compile(&text);
            assert!(guard.is_ok(), "{text}: {guard:?}");
            evaluate(&text, &with_photos(3));
        }
    });
    run.expect("a thread").join().expect("no overflow");
}

const SMALL_STACK_BYTES: usize = 256 * 1024;

#[test]
fn what_would_run_long_is_refused_by_its_steps_at_once() {
    let nested = "photos.all(a, photos.all(b, a.role == b.role))";
    let many = with_photos(limits::GUARD_LIST_MAX);
    let begun = Instant::now();
    assert!(matches!(evaluate(nested, &many), Truth::Failed(why) if why.contains("steps")));
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!(evaluate(nested, &with_photos(20)), Truth::Yes);
    let too_many = with_photos(limits::GUARD_LIST_MAX + 1);
    assert!(matches!(evaluate("size(photos) > 0", &too_many), Truth::Failed(_)));
}

#[test]
fn conditions_hold_or_do_not() {
    let view = with_photos(2);
    let cases = [
        ("size(photos) == 2", Truth::Yes),
        ("size(photos.filter(p, p.role == 'door' && p.mine)) >= 2", Truth::Yes),
        ("photos.exists_one(p, p.role == 'door')", Truth::No),
        ("order.stage in ['loaded', 'ready']", Truth::Yes),
        ("actor.role == 'courier' ? actor.assigned : false", Truth::Yes),
        ("!has(money.goods_due_minor) || money.goods_due_minor == 0", Truth::Yes),
        ("'address/line' in contact", Truth::No),
    ];
    for (text, truth) in cases {
        assert_eq!(evaluate(text, &view), truth, "{text}");
    }
}

#[test]
fn what_fails_says_why_without_the_values() {
    let mut view = parcel(&Playbook::builtin());
    let secret = Scalar::Text("13幢1102".into());
    view.fields.entry("contact".into()).or_default().insert("address/line".into(), secret.clone());
    view.fields.entry("plan".into()).or_default().insert("pieces".into(), secret);
    for text in ["money.goods_due_minor > 0", "plan.pieces > 3", "1 / (size(photos)) == 1"] {
        match evaluate(text, &view) {
            Truth::Failed(why) => assert!(!why.contains("1102"), "{text}: {why}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn what_may_not_be_seen_is_unknown_unless_it_makes_no_difference() {
    let mut view = with_photos(1);
    view.audiences.remove("money");
    let money = || Truth::Unknown(BTreeSet::from(["money".to_owned()]));
    let cases = [
        ("money.goods_due_minor == 0", money()),
        ("has(money.goods_due_minor)", money()),
        ("'goods_due_minor' in money", money()),
        ("size(payments) == 0", money()),
        ("payments.all(p, p.confirmed)", money()),
        ("money.warranty || size(photos) == 1", Truth::Yes),
        ("size(photos) == 1 || money.warranty", Truth::Yes),
        ("money.warranty && size(photos) == 7", Truth::No),
        ("size(photos) == 1 && money.warranty", money()),
        ("moment.earliest_ms > 0", Truth::Unknown(BTreeSet::from(["moment".to_owned()]))),
    ];
    for (text, truth) in cases {
        assert_eq!(evaluate(text, &view), truth, "{text}");
    }
}
