//! The papers of a phone: the bytes that its store keeps, as they were made and as they came, for somebody who
//! trusts none of our code.

use counterfoil_store::signed::{self, SignedKind};
use counterfoil_store::{Connection, StoreError, chain, outbox};

use super::Person;

/// What lies in a phone's store, byte for byte.
#[derive(Debug, Clone)]
pub struct Papers {
    /// Header and body of each envelope, in the chain's order.
    pub chain: Vec<(Vec<u8>, Vec<u8>)>,
    /// The seals over the chain, smallest first: `[statement, signature]`.
    pub seals: Vec<Vec<u8>>,
    /// The newest answer of the hub that confirmed a push: `[statement, signature]`.
    pub answer: Vec<u8>,
    /// The certificate "nothing left on this phone": `[statement, signature]`.
    pub certificate: Vec<u8>,
    /// What enrolment brought: the root key and the certificates of the hub's keys are in it.
    pub enrolment: Vec<u8>,
}

impl Person {
    /// Closes the app, takes the papers out of its store, and opens it again. The phone has written one chain.
    pub fn papers(&mut self) -> Papers {
        self.with_store(|connection, secret| read(connection, secret("enrolment")))
    }
}

fn read(connection: &Connection, enrolment: Vec<u8>) -> Result<Papers, StoreError> {
    let own = chain::current(connection)?;
    let rows = outbox::from_seq(connection, own.incarnation, 0, usize::from(u16::MAX))?;
    let whole = rows.into_iter().map(|row| {
        let body = row.envelope.body.expect("its own bodies are here");
        (row.envelope.header_bytes, body.bytes)
    });
    let chain = whole.collect();
    let mut statement = connection.prepare("SELECT seal FROM seal ORDER BY size")?;
    let seals = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let kept = |kind| {
        let newest = signed::newest(connection, kind)?;
        Ok::<_, StoreError>(newest.expect("the hub has signed one"))
    };
    let (answer, certificate) = (kept(SignedKind::Answer)?, kept(SignedKind::Certificate)?);
    Ok(Papers { chain, seals, answer, certificate, enrolment })
}
