//! The way to the hub: one request, one answer, and files that are carried from an offset.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

/// What a request carries.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing.
    Empty,
    /// Bytes in memory.
    Bytes(Vec<u8>),
    /// Part of a file: from `offset`, `len` bytes.
    File {
        /// Which file.
        path: PathBuf,
        /// First byte.
        offset: u64,
        /// How many bytes.
        len: u64,
    },
}

/// One request to the hub.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `HEAD`, `POST`, `PATCH`.
    pub method: &'static str,
    /// The hub's address, such as `https://hub.example`.
    pub hub_url: String,
    /// Path with query, such as `/v1/sync`.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// What it carries.
    pub body: Body,
    /// Bytes that the answer may have; more is an error, not a longer wait.
    pub answer_bytes_max: usize,
}

/// The hub's answer, whatever its status.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of this name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer of the hub.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection, or it was cut. The request may or may not have arrived.
    #[error("no connection to the hub")]
    Unreachable,
    /// It took too long. The request may or may not have arrived.
    #[error("the hub did not answer in time")]
    TimedOut,
    /// Somebody else answered: a captive portal, a proxy.
    #[error("something between here and the hub answered in its place")]
    NotTheHub,
    /// The answer is longer than it may be.
    #[error("the answer is too long")]
    TooLong,
    /// The address cannot be used: plain HTTP beyond this machine, or not a URL.
    #[error("the hub's address cannot be used: {0}")]
    Address(&'static str),
    /// The file to carry cannot be read.
    #[error("the file to upload cannot be read")]
    File,
}

/// A future that a trait object can give back.
pub type Answering<'a> =
    Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// Hears the parts of an answer as they come.
pub type Heard<'a> = &'a (dyn Fn(&[u8]) + Send + Sync);

/// Carries requests.
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the whole answer.
    fn send(&self, request: Request) -> Answering<'_>;

    /// Sends one request and tells the parts of a successful answer as they come, until it ends. A transport
    /// that cannot do this says so; the phone then asks from time to time.
    fn stream<'a>(&'a self, request: Request, heard: Heard<'a>) -> Answering<'a> {
        let _ = (request, heard);
        Box::pin(async { Err(TransportError::Address("this transport cannot listen")) })
    }
}
