//! Stories of the PIN before a signature: few tries, longer and longer waits, and no restart gives one back.

use std::sync::Arc;

use counterfoil_domain::limits::{PIN_WRONG_FREE, PIN_WRONG_MAX};

use super::{Device, NOON_MS};
use crate::account::Pin;
use crate::account::pin::{check, count_try, forget, was_right};
use crate::error::ClientError;
use crate::phone::Phone;
use crate::ports::{Moments as _, SettableMoments};

const RIGHT: &str = "804215";

fn tries(phone: &Phone, typed: &str) -> Result<(), (u32, u64)> {
    match check(&phone.core, &Pin::new(typed)).map_err(ClientError::from) {
        Ok(()) => Ok(()),
        Err(ClientError::WrongPin { attempts_left, wait_ms }) => Err((attempts_left, wait_ms)),
        Err(other) => panic!("{other:?}"),
    }
}

fn code(refused: Result<(), ClientError>) -> &'static str {
    match refused {
        Err(ClientError::NotAllowed { reason }) => reason.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_fit_pin_nothing_is_signed() {
    let device = Device::new();
    let phone = device.enrolled();
    assert_eq!(code(check(&phone.core, &Pin::new("")).map_err(Into::into)), "no_pin");
    for unfit in
        ["", "80421", "8042151234567", "80421a", "八零四二一五", "111111", "123456", "987654"]
    {
        assert_eq!(code(phone.account().set_pin(None, &Pin::new(unfit))), "pin_unfit", "{unfit}");
    }
    assert!(!phone.account().pin_status().unwrap().is_set);
    phone.account().set_pin(None, &Pin::new(RIGHT)).unwrap();
    assert_eq!(tries(&phone, RIGHT), Ok(()));
    // Another one needs the one that stands.
    let stands = phone.account().set_pin(None, &Pin::new("620418"));
    assert!(matches!(stands, Err(ClientError::WrongPin { attempts_left: 9, .. })), "{stands:?}");
    phone.account().set_pin(Some(&Pin::new(RIGHT)), &Pin::new("620418")).unwrap();
    assert_eq!(tries(&phone, RIGHT), Err((PIN_WRONG_MAX - 1, 0)));
    assert_eq!(tries(&phone, "620418"), Ok(()));
    assert_eq!(phone.account().pin_status().unwrap().attempts_left, PIN_WRONG_MAX);
    assert_eq!(format!("{:?}", Pin::new(RIGHT)), "Pin");
}

#[test]
fn wrong_tries_are_counted_through_restarts_until_a_fresh_code() {
    let mut device = Device::new();
    let moments = Arc::new(SettableMoments::at(NOON_MS));
    device.ports.moments = moments.clone();
    let mut phone = device.enrolled();
    phone.account().set_pin(None, &Pin::new(RIGHT)).unwrap();
    // 1. Five free tries, the app killed after each; the fifth begins a wait of a minute.
    for wrong in 1..=PIN_WRONG_FREE {
        let wait_ms = if wrong == PIN_WRONG_FREE { 60_000 } else { 0 };
        assert_eq!(tries(&phone, "000001"), Err((PIN_WRONG_MAX - wrong, wait_ms)));
        drop(phone);
        phone = device.open();
    }
    // 2. Within it nothing is looked at, not even the right one, and it costs no try. A clock that is set forward
    //    does not shorten it, and a restart of the device begins it anew.
    moments.pass(59_000);
    assert_eq!(tries(&phone, RIGHT), Err((5, 1_000)));
    moments.set_back(-3_600_000);
    assert_eq!(tries(&phone, RIGHT), Err((5, 1_000)));
    moments.reboot();
    assert_eq!(tries(&phone, RIGHT), Err((5, 60_000)));
    moments.pass(60_000);
    assert_eq!(phone.account().pin_status().unwrap().wait_ms, 0);
    // 3. Each wrong try doubles the wait, and after the tenth the right one opens nothing either.
    for (at, left) in (0..PIN_WRONG_MAX - PIN_WRONG_FREE).rev().enumerate() {
        let wait_ms = 60_000 << (at + 1);
        assert_eq!(tries(&phone, "000001"), Err((left, wait_ms)));
        moments.pass(wait_ms);
    }
    assert_eq!(tries(&phone, RIGHT), Err((0, 0)));
    drop(phone);
    phone = device.open();
    assert_eq!(tries(&phone, RIGHT), Err((0, 0)));
    // 4. The office gives a fresh code.
    phone.core.write(forget).unwrap();
    phone.account().set_pin(None, &Pin::new(RIGHT)).unwrap();
    assert_eq!(tries(&phone, RIGHT), Ok(()));
}

#[test]
fn a_wait_runs_for_who_only_looks_after_a_restart_whatever_the_clock_on_the_wall_says() {
    let mut device = Device::new();
    let moments = Arc::new(SettableMoments::at(NOON_MS));
    device.ports.moments = moments.clone();
    let phone = device.enrolled();
    phone.account().set_pin(None, &Pin::new(RIGHT)).unwrap();
    for _ in 0..PIN_WRONG_FREE {
        tries(&phone, "000001").unwrap_err();
    }
    moments.pass(50_000);
    moments.reboot();
    let left = || phone.account().pin_status().unwrap().wait_ms;
    assert_eq!(left(), 60_000, "a restart gives nothing of it back");
    moments.pass(59_000);
    moments.set_back(3_600_000);
    assert_eq!(left(), 1_000, "it began with the first look");
    moments.pass(1_000);
    assert_eq!((left(), tries(&phone, RIGHT)), (0, Ok(())));
}

#[test]
fn a_try_that_was_right_does_not_bring_back_a_pin_that_is_gone_meanwhile() {
    let mut device = Device::new();
    let moments = Arc::new(SettableMoments::at(NOON_MS));
    device.ports.moments = moments.clone();
    let phone = device.enrolled();
    phone.account().set_pin(None, &Pin::new(RIGHT)).unwrap();
    // 1. It is looked at on one side, and forgotten on the other: the phone was enrolled with a fresh code.
    let clocks = moments.clocks();
    let held = phone.core.write(|tx| count_try(tx, &clocks)).unwrap().unwrap();
    phone.core.write(forget).unwrap();
    assert!(phone.core.write(|tx| was_right(tx, &held)).is_err());
    assert!(!phone.account().pin_status().unwrap().is_set);
    // 2. The same where another one was chosen.
    phone.account().set_pin(None, &Pin::new("620418")).unwrap();
    assert!(phone.core.write(|tx| was_right(tx, &held)).is_err());
    assert_eq!(tries(&phone, "620418"), Ok(()));
}
