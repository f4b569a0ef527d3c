//! What a customer agreed to and what stands behind it; attempts that failed, and another date.

use super::world::{
    HOUR_MS, MINUTE_MS, MORNING_MS, World, deliver, founded, lacks, person, photo, step,
};
use crate::command::{Command, Refusal, TransitionCommand};
use crate::fact::{Consent, ContactAttempt, ContactOutcome};
use crate::ids::FactId;
use crate::playbook::words::Lang;
use crate::playbook::workflow::Missing;

fn call(outcome: ContactOutcome) -> Command {
    Command::ContactAttempt(ContactAttempt {
        channel: "phone".into(),
        number_path: "contact/phone".into(),
        lasted_ms: 35_000,
        outcome,
        ended_ago_ms: None,
    })
}

fn consent(to: &str, channel: &str, words: &str) -> Consent {
    Consent {
        to: to.into(),
        who: "李女士".into(),
        channel: channel.into(),
        words: words.into(),
        attempts: Vec::new(),
        place: None,
        screenshot: None,
        until_ms: None,
    }
}

fn locker() -> Command {
    step("deliver_locker", None, vec![photo("locker", "the locker")])
}

fn source(channel: &str, source: &str) -> Vec<Missing> {
    vec![Missing::Source { channel: channel.into(), source: source.into() }]
}

#[test]
fn a_consent_counts_with_what_its_channel_asks_for_and_is_never_lost_without() {
    let mut world = World::new();
    let mut ann = person(2, "courier");
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    // 1. By telephone, and nobody was reached.
    world.does(&mut ann, id, call(ContactOutcome::NoAnswer));
    world.does(&mut ann, id, Command::Consent(consent("locker", "phone", "电话同意放3号丰巢柜")));
    let refused = world.try_plan(&ann, id, locker());
    assert_eq!(lacks(refused.clone()), source("phone", "contact_attempt"));
    let words = refused.expect_err("refused").words(&world.playbook, "parcel", Lang::Zh);
    assert_eq!(words, ["电话同意须有接通的通话记录"]);
    // 2. By a screenshot that is not there, by a channel that nobody knows, by a date that is missing.
    for (channel, lack) in [("wechat", "photo"), ("pigeon", "channel"), ("standing", "until")] {
        world.does(&mut ann, id, Command::Consent(consent("locker", channel, "放柜子就行")));
        assert_eq!(lacks(world.try_plan(&ann, id, locker())), source(channel, lack));
    }
    // 3. A standing authorisation that has run out, and one that has not.
    let until = |until_ms| Consent {
        until_ms: Some(until_ms),
        ..consent("locker", "standing", "长期授权")
    };
    world.does(&mut ann, id, Command::Consent(until(MORNING_MS - 1)));
    let lapsed = vec![Missing::Lapsed { kinds: vec!["locker".into()] }];
    assert_eq!(lacks(world.try_plan(&ann, id, locker())), lapsed);
    world.does(&mut ann, id, Command::Consent(until(MORNING_MS + 30 * 24 * HOUR_MS)));
    world.does(&mut ann, id, locker());
    world.push(&mut ann);
    let sheet = world.sheet(id);
    assert_eq!(sheet.card.stage, "delivered");
    assert_eq!(sheet.consents.len(), 6, "every word stands on the sheet");
    assert_eq!(sheet.consents[1].lacks.as_deref(), Some("photo"));
    assert_eq!(sheet.consents[5].lacks, None);
}

#[test]
fn a_call_that_was_answered_or_a_screenshot_stands_behind_a_consent() {
    for by_call in [true, false] {
        let mut world = World::new();
        let mut ann = person(2, "courier");
        let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
        world.pull(&mut ann);
        let mut word = consent("locker", if by_call { "phone" } else { "wechat" }, "放柜子就行");
        if by_call {
            ann.waits_ms(10 * MINUTE_MS);
            word.attempts = world.does(&mut ann, id, call(ContactOutcome::Reached));
        } else {
            let shot = world.does(&mut ann, id, photo("consent", "a screenshot"));
            word.screenshot = shot.first().copied();
        }
        world.does(&mut ann, id, Command::Consent(word.clone()));
        world.does(&mut ann, id, locker());
        world.push(&mut ann);
        assert_eq!(world.card(id).stage, "delivered", "by call: {by_call}");
        for call in world.sheet(id).contacts {
            assert_eq!(call.consents, [world.sheet(id).consents[0].fact], "it stands on the call");
            let (begun, ended) = (call.begun.earliest_ms, call.ended.earliest_ms);
            assert_eq!(ended.zip(begun).map(|(to, from)| to - from), Some(35_000));
        }
        // What is named has to be there.
        let nowhere = FactId { seq: 999, ..world.sheet(id).consents[0].fact };
        word.attempts = vec![nowhere];
        let refused = world.try_plan(&ann, id, Command::Consent(word));
        assert_eq!(refused, Err(Refusal::UnknownFact(nowhere)));
    }
}

#[test]
fn a_failed_attempt_needs_the_call_that_ended_so_and_another_time_a_date() {
    let mut world = World::new();
    let mut ann = person(2, "courier");
    let id = founded(&mut world, "parcel", 1, &ann, Vec::new());
    world.pull(&mut ann);
    world.does(&mut ann, id, call(ContactOutcome::Declined));
    let refused = world.try_plan(&ann, id, step("fail", Some("number_dead"), Vec::new()));
    let words = refused.expect_err("refused").words(&world.playbook, "parcel", Lang::Zh);
    assert_eq!(words, ["还需 1 次联系记录(空号或停机或关机)"]);
    let rescheduled = |until_ms| {
        Command::Transition(TransitionCommand {
            name: "fail".into(),
            reason: Some("rescheduled".into()),
            note: Some("周二以后送".into()),
            until_ms,
            with: Vec::new(),
        })
    };
    assert_eq!(lacks(world.try_plan(&ann, id, rescheduled(None))), [Missing::NextDate]);
    let tuesday = MORNING_MS + 48 * HOUR_MS;
    world.does(&mut ann, id, rescheduled(Some(tuesday)));
    world.push(&mut ann);
    let card = world.card(id);
    let waiting = card.waiting.expect("it waits");
    assert_eq!((waiting.until_ms, waiting.sla_paused), (Some(tuesday), true));
    assert_eq!(waiting.reason_name.expect("a reason").zh, "改约时间");
    let attempts = card.attempts.expect("one was made");
    assert_eq!((attempts.made, attempts.max, attempts.then.as_str()), (1, 3, "return"));
    assert!(!attempts.used_up());
    // Delivered on Tuesday: the clock stood still between.
    ann.waits_ms(48 * HOUR_MS);
    world.does(&mut ann, id, deliver());
    world.push(&mut ann);
    let sheet = world.sheet(id);
    assert_eq!(sheet.card.waiting, None);
    let pause = &sheet.pauses[0];
    let length = pause.length.expect("over");
    assert!(length.at_least_ms < 48 * HOUR_MS + 60_000 && length.at_most_ms > Some(48 * HOUR_MS));
}
