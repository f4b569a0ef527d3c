//! Closing: what still runs is finished, and the store can be opened again as soon as nothing holds it.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use counterfoil_domain::moment::Clocks;

use super::{Device, NOON_MS, found};
use crate::error::ClientError;
use crate::phone::{Phone, PhoneConfig};
use crate::ports::{Moments, Ports, SettableMoments};
use crate::syncing::Budget;

/// Clocks that hold up one call in the middle of its transaction.
struct Holding {
    inner: SettableMoments,
    /// Says that the call has come, and waits until it may go on.
    hold: Mutex<Option<(Sender<()>, Receiver<()>)>>,
}

impl Moments for Holding {
    fn clocks(&self) -> Clocks {
        let hold = self.hold.lock().expect("whole").take();
        if let Some((came, goes_on)) = hold {
            came.send(()).expect("heard");
            goes_on.recv().expect("told");
        }
        self.inner.clocks()
    }
}

#[test]
fn a_call_that_runs_is_finished_and_an_opening_waits_for_it() {
    let device = Device::new();
    let moments = Holding { inner: SettableMoments::at(NOON_MS), hold: Mutex::new(None) };
    let moments = Arc::new(moments);
    let ports = Ports { moments: moments.clone(), ..device.ports.clone() };
    let config = PhoneConfig::new(device.folder.path());
    let phone = Phone::open(config.clone(), ports).expect("opened");
    super::enrol(&phone);
    let (parcel, _) = found(&phone, "SF1234567890123");
    let ((came, has_come), (go_on, goes_on)) = (channel(), channel());
    *moments.hold.lock().expect("whole") = Some((came, goes_on));
    thread::scope(|scope| {
        let captures = phone.captures();
        let captured = scope.spawn(move || captures.comment(parcel, "放门口鞋柜上"));
        has_come.recv().expect("the call is in its transaction");
        // Closing does not wait for it, and nothing new begins.
        phone.close_aside();
        assert!(matches!(phone.orders().sheet(parcel), Err(ClientError::Closed)));
        // Who opens again waits.
        let again = scope.spawn(|| Phone::open(config, device.ports.clone()).expect("opened"));
        let closes = scope.spawn(|| phone.close_and_wait());
        thread::sleep(std::time::Duration::from_millis(50));
        assert!(!again.is_finished() && !closes.is_finished(), "the call still holds the store");
        go_on.send(()).expect("heard");
        captured.join().expect("no panic").expect("what had begun is captured");
        closes.join().expect("no panic").expect("let go");
        let again = again.join().expect("no panic");
        assert_eq!(again.orders().sheet(parcel).expect("a sheet").sheet.card.counts.comments, 1);
    });
}

#[tokio::test]
async fn closing_ends_what_stays_live_and_cuts_a_session_off() {
    let device = Device::new();
    let phone = device.enrolled();
    let (live, run) = (phone.syncing(), phone.syncing());
    let patient = Budget { patient: true, ..Budget::default() };
    let live = tokio::spawn(async move { live.stay_live(patient).await });
    let run = tokio::spawn(async move { run.run(patient).await });
    tokio::task::yield_now().await;
    phone.close_and_wait().expect("nothing holds the store");
    assert!(matches!(run.await.expect("no panic"), Err(ClientError::Closed)));
    assert!(matches!(live.await.expect("no panic"), Ok(())));
    assert!(matches!(phone.syncing().stay_live(patient).await, Ok(())), "it was over already");
}
