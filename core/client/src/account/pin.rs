//! The PIN that stands before a signature given face to face: chosen, checked, slowed down, locked.
//!
//! A try is counted before it is looked at, in a transaction of its own: neither a kill nor a restart gives one back.

use argon2::{Algorithm, Argon2, Params, Version};
use counterfoil_domain::cbor;
use counterfoil_domain::limits::{
    PIN_DIGITS_MAX, PIN_DIGITS_MIN, PIN_LANES, PIN_MEMORY_KIB, PIN_PASSES, PIN_WAIT_FIRST_MS,
    PIN_WRONG_FREE, PIN_WRONG_MAX,
};
use counterfoil_domain::moment::{BootId, Clocks};
use counterfoil_store::{Connection, StoreError, Transaction, progress};
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use super::Account;
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::phone::core::Core;
use crate::phone::keys::random;

/// Where the PIN's verifier lies, in the encrypted store. One made by scrypt lay under `account/pin`, in trials before the
/// first release: nobody reads it any more, and the PIN is chosen anew.
const PIN: &str = "account/pin/argon2id";
const VERIFIER_BYTES: usize = 32;

/// A PIN as a person has typed it. It is wiped from memory after use, and no text shows it.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes what was typed.
    #[must_use]
    pub fn new(typed: impl Into<String>) -> Self {
        Self(Zeroizing::new(typed.into()))
    }

    /// Digits only, enough of them, and neither one digit again and again nor a run of neighbours.
    fn is_fit(&self) -> bool {
        let digits = self.0.as_bytes();
        let is_run = |step: i16| {
            let stepped = |pair: &[u8]| i16::from(pair[1]).checked_sub(i16::from(pair[0]));
            digits.windows(2).all(|pair| stepped(pair) == Some(step))
        };
        (PIN_DIGITS_MIN..=PIN_DIGITS_MAX).contains(&digits.len())
            && digits.iter().all(u8::is_ascii_digit)
            && ![-1, 0, 1].into_iter().any(is_run)
    }

    /// Argon2id (RFC 9106), version 0x13, without secret and associated data.
    fn verifier(&self, salt: &[u8; 16]) -> Caused<Zeroizing<[u8; VERIFIER_BYTES]>> {
        let mut out = Zeroizing::new([0; VERIFIER_BYTES]);
        let params = Params::new(PIN_MEMORY_KIB, PIN_PASSES, PIN_LANES, Some(VERIFIER_BYTES));
        let params = params.map_err(|_| CauseError::Answer("the cost of a PIN"))?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(self.0.as_bytes(), salt, out.as_mut_slice())
            .map_err(|_| CauseError::Answer("the length of a PIN's verifier"))?;
        Ok(out)
    }
}

impl core::fmt::Debug for Pin {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Pin")
    }
}

/// How the PIN of this store stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinStatus {
    /// Whether one was chosen.
    pub is_set: bool,
    /// Wrong tries that are left; at 0 the PIN is locked until this store is enrolled with a fresh code.
    pub attempts_left: u32,
    /// Ms until the next try is looked at; 0: now.
    pub wait_ms: u64,
}

/// What the store keeps.
#[derive(Clone, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Kept {
    #[cbor(n(0), with = "minicbor::bytes")]
    salt: [u8; 16],
    #[cbor(n(1), with = "minicbor::bytes")]
    verifier: [u8; VERIFIER_BYTES],
    /// Tries since the last right one.
    #[n(2)]
    wrong: u32,
    /// The last of them: boot and ms since it. A wall clock could be set forward.
    #[n(3)]
    boot: BootId,
    #[n(4)]
    monotonic_ms: u64,
}

impl Kept {
    fn attempts_left(&self) -> u32 {
        PIN_WRONG_MAX.saturating_sub(self.wrong)
    }

    /// Ms until the next try. A restart of the device begins the wait anew.
    fn wait_ms(&self, now: &Clocks) -> u64 {
        let Some(doubled) = self.wrong.checked_sub(PIN_WRONG_FREE) else { return 0 };
        let whole = PIN_WAIT_FIRST_MS.saturating_mul(2_u64.saturating_pow(doubled));
        let passed = match self.boot == now.boot {
            true => now.monotonic_ms.saturating_sub(self.monotonic_ms),
            false => 0,
        };
        whole.saturating_sub(passed)
    }

    /// Whether the wait is of before a restart of the device, and has to begin anew.
    fn waits_anew(&self, now: &Clocks) -> bool {
        self.boot != now.boot && self.attempts_left() > 0 && self.wait_ms(now) > 0
    }

    /// Whether it is the same PIN, as it was chosen.
    fn is_same(&self, other: &Self) -> bool {
        self.salt == other.salt
    }

    fn stamp(&mut self, now: &Clocks) {
        (self.boot, self.monotonic_ms) = (now.boot, now.monotonic_ms);
    }
}

fn kept(connection: &Connection) -> Caused<Option<Kept>> {
    let bytes = progress::note(connection, PIN)?;
    let read = bytes.map(|bytes| cbor::decode(&bytes)).transpose();
    read.map_err(|_| StoreError::Damaged { what: "PIN" }.into())
}

fn keep(tx: &Transaction<'_>, kept: &Kept) -> Caused<()> {
    Ok(progress::set_note(tx, PIN, &cbor::encode(kept))?)
}

/// Whoever has a fresh code of the office may choose a PIN anew.
pub(crate) fn forget(tx: &Transaction<'_>) -> Caused<()> {
    Ok(progress::clear_note(tx, PIN)?)
}

fn no_pin() -> CauseError {
    let en = "choose a PIN for approvals first";
    CauseError::NotAllowed(NotAllowed::now("no_pin", "请先设置审批密码", en))
}

/// Nothing goes on without the PIN.
///
/// # Errors
/// [`CauseError::WrongPin`], and [`CauseError::NotAllowed`] with the code `no_pin`.
pub(crate) fn check(core: &Core, pin: &Pin) -> Caused<()> {
    let now = core.ports.moments.clocks();
    let counted = core.write(|tx| count_try(tx, &now))?;
    let held = counted?;
    // What is compared is a salted hash of one process: how long it takes tells nobody anything.
    if pin.verifier(&held.salt)?.as_slice() != held.verifier {
        tracing::info!(left = held.attempts_left(), "a PIN was wrong");
        let wait_ms = held.wait_ms(&now);
        return Err(CauseError::WrongPin { attempts_left: held.attempts_left(), wait_ms });
    }
    core.write(|tx| was_right(tx, &held))
}

/// Gives the tries back, unless the PIN was chosen anew meanwhile, or forgotten with a fresh enrolment.
pub(crate) fn was_right(tx: &Transaction<'_>, held: &Kept) -> Caused<()> {
    match kept(tx)? {
        Some(now) if now.is_same(held) => keep(tx, &Kept { wrong: 0, ..now }),
        _ => Err(no_pin()),
    }
}

fn begin_wait(tx: &Transaction<'_>, now: &Clocks) -> Caused<Option<Kept>> {
    let mut held = kept(tx)?;
    if let Some(held) = held.as_mut().filter(|held| held.waits_anew(now)) {
        held.stamp(now);
        keep(tx, held)?;
    }
    Ok(held)
}

/// Counts a try before it is looked at, durably; or says why none is taken now, which may be written as well.
pub(crate) fn count_try(tx: &Transaction<'_>, now: &Clocks) -> Caused<Caused<Kept>> {
    let Some(mut held) = kept(tx)? else { return Ok(Err(no_pin())) };
    let (attempts_left, wait_ms) = (held.attempts_left(), held.wait_ms(now));
    if attempts_left == 0 || wait_ms > 0 {
        if held.boot != now.boot {
            held.stamp(now);
            keep(tx, &held)?;
        }
        return Ok(Err(CauseError::WrongPin { attempts_left, wait_ms }));
    }
    held.wrong = held.wrong.saturating_add(1);
    held.stamp(now);
    keep(tx, &held)?;
    Ok(Ok(held))
}

impl Account {
    /// How the PIN stands: whether there is one, tries left, how long to wait. After a restart of the device a wait
    /// begins anew with the first look or try.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`], [`ClientError::DiskFull`].
    pub fn pin_status(&self) -> Result<PinStatus, ClientError> {
        let now = self.core.ports.moments.clocks();
        let mut held = self.core.read(kept)?;
        if held.as_ref().is_some_and(|held| held.waits_anew(&now)) {
            // From now on the wait runs; who only looks would wait forever else.
            held = self.core.write(|tx| begin_wait(tx, &now))?;
        }
        Ok(PinStatus {
            is_set: held.is_some(),
            attempts_left: held.as_ref().map_or(PIN_WRONG_MAX, Kept::attempts_left),
            wait_ms: held.map_or(0, |held| held.wait_ms(&now)),
        })
    }

    /// Chooses the PIN that stands before every signature given face to face; the one that stands now comes first.
    /// Whoever has forgotten it is enrolled with a fresh code of the office. Some 50 ms, or twice that.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] with the code `pin_unfit` for one of too few digits or too easily guessed,
    /// [`ClientError::WrongPin`] for `current`.
    pub fn set_pin(&self, current: Option<&Pin>, new: &Pin) -> Result<(), ClientError> {
        if !new.is_fit() {
            let zh = "密码须为6至12位数字,不能是重复或连续的数字";
            let en = "a PIN has 6 to 12 digits, not all the same and not a run";
            return Err(CauseError::NotAllowed(NotAllowed::now("pin_unfit", zh, en)).into());
        }
        let core = &self.core;
        let before = core.read(kept)?;
        if before.is_some() {
            check(core, current.unwrap_or(&Pin::new("")))?;
        }
        let (salt, now) = (random::<16>()?, core.ports.moments.clocks());
        let verifier = *new.verifier(&salt)?;
        let held =
            Kept { salt, verifier, wrong: 0, boot: now.boot, monotonic_ms: now.monotonic_ms };
        core.write(|tx| match (kept(tx)?, &before) {
            (None, None) => keep(tx, &held),
            (Some(now), Some(before)) if now.is_same(before) => keep(tx, &held),
            // Somebody else chose one meanwhile.
            _ => Err(no_pin()),
        })?;
        tracing::info!("a PIN was chosen");
        Ok(())
    }
}
