//! One frame of a segment: a record, sealed under the segment's key, with a MAC under a key that is forgotten after it.

use chacha20poly1305::aead::{AeadInPlace, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use counterfoil_domain::cbor;
use counterfoil_domain::envelope::{Envelope, Header, SaltedBody, body_matches};
use counterfoil_domain::ids::Hash;
use counterfoil_domain::keys::SoftwareKey;
use counterfoil_domain::limits::{OUTBOX_FRAME_BYTES_MAX, OUTBOX_TICKET_BYTES_MAX};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::seal::Seal;
use counterfoil_domain::segment::{LENGTH_BYTES, ListedFile, Ticket};
use hmac::{Hmac, KeyInit as _, Mac};
use minicbor::{Decode, Encode};
use sha2::Sha256;
use zeroize::Zeroize as _;

/// What one frame holds: an envelope, what became known of its chain, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Record {
    /// The header's bytes, as they were hashed.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub header: Option<Vec<u8>>,
    /// The body's salt.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub salt: Option<[u8; 16]>,
    /// The body's bytes.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub body: Option<Vec<u8>>,
    /// The sealed files of the blobs that the body names.
    #[n(3)]
    pub blobs: Option<Vec<SealedFile>>,
    /// The edge of the chain when this was written: its size counts this envelope.
    #[n(4)]
    pub edge: Option<Frontier>,
    /// The chain's newest seal when this was written.
    #[n(5)]
    pub seal: Option<Seal>,
    /// How many headers of the chain the hub said it holds, when this was written.
    #[n(6)]
    pub hub_size: Option<u64>,
    /// The envelope's place in its chain, as its header says it.
    #[n(7)]
    pub seq: Option<u64>,
}

/// A sealed file, as it lies in `blobs/`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SealedFile {
    /// SHA-256 of the plain bytes, by which the file is called.
    #[n(0)]
    pub hash: Hash,
    /// SHA-256 of the sealed file.
    #[n(1)]
    pub sealed_hash: Hash,
    /// Bytes of the sealed file.
    #[n(2)]
    pub sealed_bytes: u64,
}

impl Record {
    /// The envelope in it, if there is one and its parts vouch for each other.
    #[must_use]
    pub fn envelope(&self) -> Option<(Header, Envelope)> {
        let header_bytes = self.header.clone()?;
        let salted = SaltedBody { salt: self.salt?, bytes: self.body.clone()? };
        let header = Header::from_bytes(&header_bytes).ok()?;
        let whole = body_matches(&header, &salted);
        whole.then_some((header, Envelope { header_bytes, body: Some(salted) }))
    }

    /// The sealed files that it names, by nothing but their bytes.
    fn listed(&self) -> Vec<ListedFile> {
        let files = self.blobs.iter().flatten();
        let listed = |file: &SealedFile| ListedFile {
            sealed_hash: file.sealed_hash,
            sealed_bytes: file.sealed_bytes,
        };
        files.map(listed).collect()
    }
}

/// The keys under which the frames of one segment are made, one after the other.
pub(super) struct Ratchet {
    /// Binds every frame to its segment: the hash of the segment's head.
    head: Hash,
    cipher: ChaCha20Poly1305,
    mac_key: [u8; 32],
    /// The place of the next frame.
    pub(super) next: u64,
}

/// What became of a frame that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Looked {
    /// It is the frame that was written at this place.
    Whole(Box<Record>),
    /// It is not.
    Changed,
}

impl Ratchet {
    pub(super) fn new(head: Hash, content_key: &[u8; 32], mac_key: [u8; 32]) -> Self {
        Self { head, cipher: ChaCha20Poly1305::new(content_key.into()), mac_key, next: 0 }
    }

    /// A frame as it is appended: the sealed record, its MAC and the ticket that `session` signs. The key of its MAC is
    /// gone afterwards.
    pub(super) fn seal(
        &mut self,
        record: &Record,
        session: Option<&SoftwareKey>,
    ) -> Option<Vec<u8>> {
        let mut sealed = cbor::encode(record);
        self.cipher.encrypt_in_place(&self.nonce(), &self.head.0, &mut sealed).ok()?;
        let length = length_of(&sealed, OUTBOX_FRAME_BYTES_MAX)?;
        let mac = self.mac(&sealed).finalize().into_bytes();
        let ticket = session.map_or_else(Vec::new, |session| {
            let place = (self.head, self.next);
            cbor::encode(&Ticket::sign(session, place, (&sealed, &mac), record.listed()))
        });
        let ticket_length = length_of(&ticket, OUTBOX_TICKET_BYTES_MAX)?;
        self.turn();
        Some([&length, sealed.as_slice(), &mac, &ticket_length, &ticket].concat())
    }

    /// Looks at the next frame. With `checks_mac` only who has followed the MACs from their begin says it is whole.
    pub(super) fn open(&mut self, sealed: &[u8], mac: &[u8], checks_mac: bool) -> Looked {
        let stands = !checks_mac || self.mac(sealed).verify_slice(mac).is_ok();
        let mut plain = sealed.to_vec();
        let opened = self.cipher.decrypt_in_place(&self.nonce(), &self.head.0, &mut plain);
        self.turn();
        let record = opened.ok().and_then(|()| cbor::decode(&plain).ok());
        match record.filter(|_| stands) {
            Some(record) => Looked::Whole(Box::new(record)),
            None => Looked::Changed,
        }
    }

    fn nonce(&self) -> Nonce {
        // Each segment has a key of its own, so that the place alone is never used twice.
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.next.to_be_bytes());
        nonce.into()
    }

    fn mac(&self, sealed: &[u8]) -> Hmac<Sha256> {
        let mut mac = keyed(&self.mac_key);
        mac.update(&self.head.0);
        mac.update(&self.next.to_be_bytes());
        mac.update(sealed);
        mac
    }

    /// The next key follows from this one, and nobody comes back from there.
    fn turn(&mut self) {
        let mut mac = keyed(&self.mac_key);
        mac.update(b"cf/segment-ratchet/1");
        self.mac_key.zeroize();
        self.mac_key = mac.finalize().into_bytes().into();
        self.next += 1;
    }
}

impl Drop for Ratchet {
    fn drop(&mut self) {
        self.mac_key.zeroize();
    }
}

fn length_of(bytes: &[u8], limit: usize) -> Option<[u8; LENGTH_BYTES]> {
    let length = u32::try_from(bytes.len()).ok().filter(|_| bytes.len() <= limit)?;
    Some(length.to_be_bytes())
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC pads a short key with zeros to its block: done here, a wrong length cannot occur.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::<Sha256>::new(&block.into())
}

#[cfg(test)]
mod tests {
    use counterfoil_domain::segment::MAC_BYTES;

    use super::*;

    fn of(words: &[u8]) -> Record {
        Record { body: Some(words.to_vec()), ..Record::default() }
    }

    fn open(ratchet: &mut Ratchet, frame: &[u8], checks_mac: bool) -> Looked {
        let end = frame.len() - MAC_BYTES - LENGTH_BYTES; // nobody made a ticket
        ratchet.open(&frame[LENGTH_BYTES..end], &frame[end..end + MAC_BYTES], checks_mac)
    }

    #[test]
    fn who_has_the_content_key_and_not_the_begin_of_the_macs_adds_nothing() {
        let (head, content) = (Hash([1; 32]), [2; 32]);
        let mut writer = Ratchet::new(head, &content, [3; 32]);
        let first = writer.seal(&of(b"written"), None).unwrap();
        // The finder knows the content key and the place; the key of the MAC was forgotten.
        let mut finder = Ratchet::new(head, &content, [9; 32]);
        finder.turn();
        let planted = finder.seal(&of(b"planted"), None).unwrap();

        let mut store = Ratchet::new(head, &content, [0; 32]);
        assert_eq!(open(&mut store, &first, false), Looked::Whole(Box::new(of(b"written"))));
        assert_eq!(open(&mut store, &planted, false), Looked::Whole(Box::new(of(b"planted"))));
        let mut rescue = Ratchet::new(head, &content, [3; 32]);
        assert_eq!(open(&mut rescue, &first, true), Looked::Whole(Box::new(of(b"written"))));
        assert_eq!(open(&mut rescue, &planted, true), Looked::Changed);
    }

    #[test]
    fn a_record_that_is_too_large_for_a_frame_is_not_written() {
        let mut writer = Ratchet::new(Hash([1; 32]), &[2; 32], [3; 32]);
        assert!(writer.seal(&of(&vec![0; OUTBOX_FRAME_BYTES_MAX]), None).is_none());
    }
}
