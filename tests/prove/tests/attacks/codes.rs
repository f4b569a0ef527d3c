//! Enrolment codes: eighty bits for a quarter of an hour. Guessing them finds none, tells nothing, and stops nobody.

use std::collections::BTreeSet;
use std::time::Duration;

use counterfoil_prove::dice::Dice;
use counterfoil_prove::siege::Siege;
use counterfoil_prove::tier::{Tier, seed};
use counterfoil_sync::enrolment::Invitation;
use counterfoil_tests::harness::{HandPhone, World};

/// What a code looks like.
fn guess(dice: &mut Dice) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let group =
        |dice: &mut Dice| -> String { (0..4).map(|_| LETTERS[dice.below(32)] as char).collect() };
    [0; 4].map(|_| group(dice)).join("-")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessed_codes_enrol_nobody_and_the_invited_one_still_can() {
    let tries = Tier::asked().of(300, 5_000, 50_000);
    let mut siege = Siege::begin().await;
    let (_, invitation) = siege.world.office().invite("bo", &["courier"]).await;
    let code = Invitation::from_text(&invitation).expect("an invitation").code;
    let enrolled =
        async |world: &World| world.get("/v1/office/devices").await.as_array().map_or(0, Vec::len);
    let before = enrolled(&siege.world).await;
    let (_, toll) = siege
        .under("guessed codes", async |world, mallory| {
            let stranger = HandPhone::new(mallory.hub_url(), "stranger");
            let mut dice = Dice::new(seed());
            let mut answers = BTreeSet::new();
            for round in 0..tries {
                // Random ones, and the true one with one letter changed.
                let mut guessed = guess(&mut dice);
                if round % 2 == 0 {
                    let at = dice.below(code.len());
                    let wrong = if code.as_bytes()[at] == b'7' { "8" } else { "7" };
                    guessed.clone_from(&code);
                    guessed.replace_range(at..=at, wrong);
                }
                let reply = stranger.shows_code(&guessed).await;
                answers.insert((reply.status, reply.body));
            }
            // One answer for all: a code that is nearly right looks like any other.
            assert_eq!(answers.len(), 1, "{answers:?}");
            assert_eq!(answers.first().map(|(status, _)| *status), Some(403));
            // 2. Whom the code is for enrols with it; who read it over his shoulder is refused and counted.
            let mut bo = HandPhone::new(mallory.hub_url(), "bo");
            bo.enrol(&invitation).await;
            let reply = stranger.shows_code(&code).await;
            assert_eq!((reply.status, reply.code().as_str()), (409, "code_used"));
            let metrics = stranger.send("GET", "/v1/metrics", &[], Vec::new()).await;
            let metrics = String::from_utf8(metrics.body).expect("text");
            assert!(metrics.contains("codes_shown_twice_total 1"), "{metrics}");
            assert_eq!(enrolled(world).await, before + 1, "Bo's phone and no other");
        })
        .await;
    let each = toll.cpu / u32::try_from(tries).unwrap_or(1);
    println!("seed {}: {tries} codes, {each:?} of processor each", seed());
    assert!(each < Duration::from_millis(100), "{each:?}");
}
