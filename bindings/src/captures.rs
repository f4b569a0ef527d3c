//! The captures desk.

mod facts;
mod parts;
mod pictures;
mod together;
mod visits;

use counterfoil_client::captures as core;

pub use self::pictures::{BlobStream, Picture, SmallPicture};
pub use self::together::{LeftOut, OrderPart, Signer, Together, TogetherPart};
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::captures::{
    OneDone, PhotoSource, PhotoTaken, Position, Prepared, PreparedFor, SignatureInput,
};
use crate::values::lists::Scanned;
use crate::values::load::LoadAnswer;
use crate::values::words::Done;

/// What a person captures at the door.
///
/// Every call is one transaction, needs no network and may be made from any thread, also from several at once. What
/// a call acknowledged is on disk. Every call writes the disk: keep them off the main thread. After `Phone.close`
/// each gives `Closed`.
#[derive(Debug, uniffi::Object)]
pub struct Captures {
    pub(crate) desk: core::Captures,
}

#[uniffi::export]
impl Captures {
    /// Takes a photograph into an order: hashes, seals and scales it, 100 to 300 ms for twelve megapixels. A process
    /// that is killed in the middle loses nothing: the next opening goes on with it.
    ///
    /// # Errors
    /// `NotAllowed` if policy forbids it or the file is no photograph that can be kept, `StorageFull`, `NotFound`.
    pub fn photo(&self, id: String, source: PhotoSource) -> Result<PhotoTaken, CounterfoilError> {
        call(|| Ok(self.desk.photo(id.asked()?, &source.asked()?)?.shown()))
    }

    /// Seals a photograph without writing it down, for an act that holds it as `Capture.Prepared`.
    ///
    /// # Errors
    /// As `photo`.
    pub fn prepare_photo(
        &self,
        source: PhotoSource,
    ) -> Result<std::sync::Arc<Prepared>, CounterfoilError> {
        call(|| Ok(Prepared::new(self.desk.prepare_photo(&source.asked()?)?)))
    }

    /// Takes one photograph into several orders: one file, a fact on each.
    ///
    /// # Errors
    /// As `photo`; what an order forbids stands in its own result.
    pub fn photo_for_several(
        &self,
        orders: Vec<String>,
        source: PhotoSource,
    ) -> Result<Vec<OneDone>, CounterfoilError> {
        call(|| {
            let orders: Vec<counterfoil_domain::ids::SubjectId> = orders.asked()?;
            Ok(self.desk.photo_for_several(&orders, &source.asked()?)?.shown())
        })
    }

    /// Takes a signature for one or several orders, and seals the chain.
    ///
    /// # Errors
    /// `NotAllowed` for a blank pad or no order; what an order forbids stands in its own result.
    pub fn sign(&self, input: SignatureInput) -> Result<Vec<OneDone>, CounterfoilError> {
        call(|| Ok(self.desk.sign(&input.asked()?)?.shown()))
    }

    /// Seals a signature's files without writing it down, and gives each order's part, for acts that hold it as
    /// `Capture.Prepared`.
    ///
    /// # Errors
    /// As `sign`.
    pub fn prepare_signature(
        &self,
        input: SignatureInput,
    ) -> Result<Vec<PreparedFor>, CounterfoilError> {
        call(|| {
            let prepared = self.desk.prepare_signature(&input.asked()?)?.into_iter();
            let each = prepared.map(|(order, command)| PreparedFor {
                order: order.shown(),
                prepared: Prepared::new(command),
            });
            Ok(each.collect())
        })
    }

    /// A position. None is recorded outside a shift or in a break.
    ///
    /// # Errors
    /// `NotAllowed` for coordinates that are none, outside a shift (`off_duty`), or by policy.
    pub fn fix(&self, id: String, position: Position) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.fix(id.asked()?, &position.asked()?)?.shown()))
    }

    /// A code scanned on an order. A code that names another order is kept and says so: the person decides.
    /// `symbology` as the scanner names it: `code128`, `qr`, `typed`.
    ///
    /// # Errors
    /// `NotAllowed` by policy, `NotFound`.
    pub fn scan(
        &self,
        id: String,
        raw: String,
        symbology: String,
    ) -> Result<Scanned, CounterfoilError> {
        call(|| Ok(self.desk.scan(id.asked()?, &raw, &symbology)?.shown()))
    }

    /// One read of a loading scan. Every read is kept on the open shift; what is to be loaded comes into custody,
    /// and a waybill that nobody knows is founded where the playbook says so. The same code seen again at once is
    /// one read.
    ///
    /// # Errors
    /// `NotAllowed` without an open shift or for an empty code.
    pub fn load(&self, code: String, symbology: String) -> Result<LoadAnswer, CounterfoilError> {
        call(|| Ok(self.desk.load(&code, &symbology)?.shown()))
    }

    /// The plain bytes of a photograph, signature or copy that this phone holds, by its hash, checked against it. The
    /// whole file comes into memory: an original may have some MB.
    ///
    /// # Errors
    /// `NotFound` once it has left the phone; `Damaged`.
    pub fn blob(&self, hash: String) -> Result<Vec<u8>, CounterfoilError> {
        call(|| Ok(self.desk.blob(hash.asked()?)?))
    }
}
