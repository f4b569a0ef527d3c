//! The wire protocol, both ends, without I/O.
//!
//! The hub keeps one log for each tenant and the phone keeps a cursor into it: that is the protocol. One
//! exchange, `POST /v1/sync`, does both directions in one round trip for any number of orders: the phone sends
//! what it wrote and how far it has seen, the hub answers with verdicts and with what came after. Each way is
//! one zstd stream ([`wire::frame`]). The rule of the wire: **nothing is sent that the receiver can derive**,
//! and everything is rebuilt byte for byte, because hashes and signatures are over bytes.
//!
//! * [`wire`]: the types of request and answer and their bytes.
//! * [`hub`]: what a hub does with them; the server does the storage.
//! * [`phone`]: a machine, event in, effects out; the client does network and storage.
//! * [`upload`]: the same for one sealed file.
//! * [`manuals`]: which documents a phone's orders need, and where their bytes are.
//! * [`dropping`]: what who found a phone hands in.
//! * [`enrolment`], [`access`]: how a store becomes known and how its requests prove who they are.
//!
//! # One exchange
//!
//! Ann delivered a parcel: her chain has 14 envelopes, of which the hub has 12. Her cursor says that she has
//! seen the log up to 40,000.
//!
//! 1. The client says [`phone::Event::Begin`]; the machine asks for the outbox
//!    ([`phone::Effect::LoadOutbox`]). The store seals the chain at 14 and gives envelopes 12 and 13 as one
//!    [`wire::Section`] from 12.
//! 2. The machine packs a [`wire::Request`]. Of header 12 the section names all that its head does not say; of
//!    header 13 only kind and clocks, as it follows 12. Length and commitment are left out, for the bodies are
//!    there and the salts follow from the k that her first body on this order brought. Of the seal only clocks
//!    and signature go.
//! 3. [`phone::Effect::Send`]: the client marks both as sent and posts the bytes with a proof over their hash.
//! 4. The hub checks the proof over the hash, then opens the bytes under caps
//!    ([`wire::OpenedRequest::from_bytes`]), then rebuilds the section ([`hub::accept_section`]): the headers
//!    are leaves 12 and 13 of her chain, the root over all 14 is the one that the seal signs. It judges,
//!    commits, and says *accepted*, entries 40,002 and 40,003.
//! 5. [`hub::build_answer`]: verdicts, the page with everything that Ann may see from 40,000 on (her own two
//!    envelopes by name alone), the new cursor, and one signature over time, log, receipt, page and request.
//! 6. [`phone::Event::Answer`]: the machine puts the signed statement together again from what it knows and
//!    checks it. [`phone::Effect::Commit`]: the client writes verdicts, page, cursor and receipt in one
//!    transaction and says [`phone::Event::Applied`] with the digest after it. The digests agree, nothing is
//!    left: [`phone::Effect::Finished`].
//!
//! Had the answer been lost, the machine would send the same two envelopes again: the hub finds their hashes in
//! place, files nothing, and gives the same verdicts.

// On a phone of 32 bits a number must not be cut in silence; tests count small things.
#![cfg_attr(not(test), warn(clippy::cast_possible_truncation))]

pub mod access;
pub mod dropping;
pub mod enrolment;
pub mod hub;
pub mod manuals;
pub mod phone;
pub mod ticket;
pub mod upload;
pub mod wire;
