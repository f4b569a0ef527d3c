//! The way to the hub: this library's own HTTP, or the host's (a proxy, a VPN library, certificates of a company).

use std::sync::Arc;

use counterfoil_client::ports::transport::Answering;
use counterfoil_client::ports::{
    Body, HttpTransport, Request, Response, Transport as CoreTransport, TransportError as CoreError,
};

use crate::crossing::Shown;
use crate::error::CounterfoilError;

/// Why there is no answer of the hub.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
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
    /// The file to carry cannot be read.
    #[error("the file to upload cannot be read")]
    File,
    /// The host's transport failed.
    #[error("the host's transport failed: {reason}")]
    Failed {
        /// For a report; nothing personal.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for TransportError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: "the host's transport threw".to_owned() }
    }
}

/// One header line.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpHeader {
    /// In lower case.
    pub name: String,
    /// As it travels.
    pub value: String,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum HttpBody {
    /// Nothing.
    Empty,
    /// Bytes in memory, up to some MB.
    Bytes {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Part of a sealed file, to be streamed from the disk.
    File {
        /// Which file.
        path: String,
        /// First byte.
        offset: i64,
        /// How many bytes; fewer in the file is `TransportError::File`.
        len: i64,
    },
}

/// One request to the hub. Redirects are not followed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpRequest {
    /// `GET`, `HEAD`, `POST`, `PATCH`.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// All headers but those of the connection.
    pub headers: Vec<HttpHeader>,
    /// What it carries.
    pub body: HttpBody,
    /// Bytes that the answer may have; more is `TransportError::TooLong`.
    pub answer_bytes_max: i64,
}

/// The hub's answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: i64,
    /// Names in any case.
    pub headers: Vec<HttpHeader>,
    /// The body.
    pub body: Vec<u8>,
}

/// Carries requests. Called on threads of this library that may block; give up by yourself after 30 s or so without
/// a byte.
#[uniffi::export(with_foreign)]
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the whole answer.
    fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}

/// A host's transport, for the client.
struct Adapted(Arc<dyn Transport>);

fn crossed(request: Request) -> HttpRequest {
    let base = request.hub_url.trim_end_matches('/');
    let header = |(name, value)| HttpHeader { name, value };
    HttpRequest {
        method: request.method.to_owned(),
        url: format!("{base}{}", request.path),
        headers: request.headers.into_iter().map(header).collect(),
        body: match request.body {
            Body::Empty => HttpBody::Empty,
            Body::Bytes(bytes) => HttpBody::Bytes { bytes },
            Body::File { path, offset, len } => HttpBody::File {
                path: path.to_string_lossy().into_owned(),
                offset: offset.shown(),
                len: len.shown(),
            },
        },
        answer_bytes_max: request.answer_bytes_max.shown(),
    }
}

fn heard(answer: HttpResponse, bytes_max: usize) -> Result<Response, CoreError> {
    if answer.body.len() > bytes_max {
        return Err(CoreError::TooLong);
    }
    let status = u16::try_from(answer.status).map_err(|_| CoreError::NotTheHub)?;
    let header = |header: HttpHeader| (header.name.to_ascii_lowercase(), header.value);
    let headers = answer.headers.into_iter().map(header).collect();
    Ok(Response { status, headers, body: answer.body })
}

fn refused(error: TransportError) -> CoreError {
    match error {
        TransportError::Unreachable => CoreError::Unreachable,
        TransportError::TimedOut => CoreError::TimedOut,
        TransportError::NotTheHub => CoreError::NotTheHub,
        TransportError::TooLong => CoreError::TooLong,
        TransportError::File => CoreError::File,
        TransportError::Failed { reason } => {
            // To the session it is no connection: work waits for the next one.
            tracing::warn!(reason, "the host's transport failed");
            CoreError::Unreachable
        }
    }
}

impl CoreTransport for Adapted {
    fn send(&self, request: Request) -> Answering<'_> {
        let host = self.0.clone();
        Box::pin(async move {
            let bytes_max = request.answer_bytes_max;
            let sending = move || host.send(crossed(request));
            let answer = tokio::task::spawn_blocking(sending).await;
            heard(answer.map_err(|_| CoreError::Unreachable)?.map_err(refused)?, bytes_max)
        })
    }
}

/// This library's HTTP, for a host that wraps it.
struct Offered(HttpTransport);

fn own_request(request: HttpRequest) -> Result<Request, TransportError> {
    let failed = |reason: &str| TransportError::Failed { reason: reason.to_owned() };
    let methods = ["GET", "HEAD", "POST", "PATCH"];
    let method = methods.into_iter().find(|method| *method == request.method);
    let scheme_end = request.url.find("://").ok_or_else(|| failed("not an address"))? + 3;
    let path_at = request.url[scheme_end..].find('/').map(|at| at + scheme_end);
    let (hub_url, path) = request.url.split_at(path_at.unwrap_or(request.url.len()));
    let number = |value: i64| u64::try_from(value).map_err(|_| TransportError::File);
    let body = match request.body {
        HttpBody::Empty => Body::Empty,
        HttpBody::Bytes { bytes } => Body::Bytes(bytes),
        HttpBody::File { path, offset, len } => {
            Body::File { path: path.into(), offset: number(offset)?, len: number(len)? }
        }
    };
    Ok(Request {
        method: method.ok_or_else(|| failed("not a method"))?,
        hub_url: hub_url.to_owned(),
        path: path.to_owned(),
        headers: request.headers.into_iter().map(|one| (one.name, one.value)).collect(),
        body,
        answer_bytes_max: usize::try_from(request.answer_bytes_max).unwrap_or(usize::MAX),
    })
}

fn told(error: CoreError) -> TransportError {
    match error {
        CoreError::Unreachable => TransportError::Unreachable,
        CoreError::TimedOut => TransportError::TimedOut,
        CoreError::NotTheHub => TransportError::NotTheHub,
        CoreError::TooLong => TransportError::TooLong,
        CoreError::File => TransportError::File,
        CoreError::Address(reason) => TransportError::Failed { reason: reason.to_owned() },
    }
}

impl Transport for Offered {
    fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let request = own_request(request)?;
        let runtime = crate::calling::runtime();
        let runtime =
            runtime.map_err(|error| TransportError::Failed { reason: error.to_string() })?;
        // A thread of the pool for work that blocks, or one of the host's: never one that drives tasks.
        let answer = runtime.block_on(self.0.send(request)).map_err(told)?;
        let header = |(name, value)| HttpHeader { name, value };
        Ok(HttpResponse {
            status: answer.status.shown(),
            headers: answer.headers.into_iter().map(header).collect(),
            body: answer.body,
        })
    }
}

fn own() -> Result<HttpTransport, CounterfoilError> {
    HttpTransport::new().map_err(|error| CounterfoilError::Internal { reason: error.to_string() })
}

pub(super) fn adapted(
    host: Option<Arc<dyn Transport>>,
) -> Result<Arc<dyn CoreTransport>, CounterfoilError> {
    Ok(match host {
        Some(host) => Arc::new(Adapted(host)),
        None => Arc::new(own()?),
    })
}

/// This library's own HTTP with bundled roots, for a host that wraps it. Leave `Ports.transport` absent to use it
/// as it is: that way sessions also hear the hub's news at once. `send` blocks its thread.
///
/// # Errors
/// `Internal` if TLS cannot be set up.
#[uniffi::export]
pub fn http_transport() -> Result<Arc<dyn Transport>, CounterfoilError> {
    Ok(Arc::new(Offered(own()?)))
}
