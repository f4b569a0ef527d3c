//! HTTP by reqwest, with a TLS configuration of our own.
//!
//! The platform's verifier is not used: on Android it panics at the first handshake unless it is given a JVM.

use std::time::Duration;

use counterfoil_sync::access::{HUB_HEADER, NONCE_HEADER};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::tls;
use super::transport::{Answering, Body, Heard, Request, Response, Transport, TransportError};

/// Headers by one of which a hub is known; a captive portal has none of them.
const HUB_HEADERS: [&str; 3] = [HUB_HEADER, NONCE_HEADER, "upload-offset"];
/// Media types of a hub's answers.
const HUB_TYPES: [&str; 2] = ["application/cbor", "application/problem+json"];
/// Bytes of a refusal to be listened to.
const REFUSAL_BYTES_MAX: usize = 64 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Carries requests over HTTP.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
}

impl HttpTransport {
    /// A transport that trusts the bundled roots.
    ///
    /// # Errors
    /// [`TransportError::Address`] if no TLS configuration can be made.
    pub fn new() -> Result<Self, TransportError> {
        let broken = |_| TransportError::Address("TLS cannot be set up");
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls =
            tls::client(roots).map_err(|_| TransportError::Address("TLS cannot be set up"))?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(broken)?;
        Ok(Self { client })
    }
}

/// The hub's address. A name that is not ASCII is wanted as DNS has it: Unicode's tables of such names are not here.
fn address(hub_url: &str) -> Result<reqwest::Url, TransportError> {
    let url = reqwest::Url::parse(hub_url).map_err(|_| {
        let authority = hub_url.split('/').nth(2).unwrap_or_default();
        TransportError::Address(match authority.is_ascii() {
            true => "not a URL",
            false => "a hub's name outside ASCII is written as DNS has it, with xn--",
        })
    })?;
    check_address(&url)?;
    Ok(url)
}

/// Plain HTTP stays on this machine.
fn check_address(url: &reqwest::Url) -> Result<(), TransportError> {
    let host = url.host_str().unwrap_or_default();
    let loopback = host == "localhost"
        || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    match url.scheme() {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        "http" => Err(TransportError::Address("plain HTTP is for this machine alone; use https")),
        _ => Err(TransportError::Address("not an https address")),
    }
}

async fn read_part(
    path: &std::path::Path,
    offset: u64,
    len: u64,
) -> Result<Vec<u8>, TransportError> {
    let unreadable = |_| TransportError::File;
    let mut file = tokio::fs::File::open(path).await.map_err(unreadable)?;
    file.seek(std::io::SeekFrom::Start(offset)).await.map_err(unreadable)?;
    let mut part = Vec::new();
    file.take(len).read_to_end(&mut part).await.map_err(unreadable)?;
    if part.len() as u64 == len { Ok(part) } else { Err(TransportError::File) }
}

fn cut(error: &reqwest::Error) -> TransportError {
    if error.is_timeout() { TransportError::TimedOut } else { TransportError::Unreachable }
}

fn is_the_hub_s(headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, value)| {
        HUB_HEADERS.contains(&name.as_str())
            || name == "content-type" && HUB_TYPES.iter().any(|own| value.starts_with(own))
    })
}

async fn read_answer(answer: reqwest::Response, max: usize) -> Result<Response, TransportError> {
    let status = answer.status().as_u16();
    let name_and_value =
        |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
    let headers: Vec<_> = answer.headers().iter().filter_map(name_and_value).collect();
    if !is_the_hub_s(&headers) {
        return Err(TransportError::NotTheHub);
    }
    let mut body = Vec::new();
    let mut stream = answer.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| cut(&error))?;
        if body.len() + chunk.len() > max {
            return Err(TransportError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, headers, body })
}

/// Tells every part of a stream of the hub's as it comes.
async fn hear(answer: reqwest::Response, heard: Heard<'_>) -> Result<Response, TransportError> {
    let status = answer.status().as_u16();
    let from_hub = answer.headers().contains_key(HUB_HEADER);
    if status != 200 || !from_hub {
        return read_answer(answer, REFUSAL_BYTES_MAX).await;
    }
    let mut parts = answer.bytes_stream();
    while let Some(part) = parts.next().await {
        heard(&part.map_err(|error| cut(&error))?);
    }
    Ok(Response { status, ..Response::default() })
}

impl HttpTransport {
    async fn carry(&self, request: Request) -> Result<Response, TransportError> {
        let max = request.answer_bytes_max;
        read_answer(self.answer(request).await?, max).await
    }

    async fn listen(&self, request: Request, heard: Heard<'_>) -> Result<Response, TransportError> {
        hear(self.answer(request).await?, heard).await
    }

    async fn answer(&self, request: Request) -> Result<reqwest::Response, TransportError> {
        let base = address(&request.hub_url)?;
        let not_an_address = |_| TransportError::Address("not a URL");
        let url = base.join(&request.path).map_err(not_an_address)?;
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|_| TransportError::Address("not a method"))?;
        let mut carried = self.client.request(method, url);
        for (name, value) in &request.headers {
            carried = carried.header(name, value);
        }
        let carried = match request.body {
            Body::Empty => carried,
            Body::Bytes(bytes) => carried.body(bytes),
            Body::File { path, offset, len } => carried.body(read_part(&path, offset, len).await?),
        };
        carried.send().await.map_err(|error| cut(&error))
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> Answering<'_> {
        Box::pin(self.carry(request))
    }

    fn stream<'a>(&'a self, request: Request, heard: Heard<'a>) -> Answering<'a> {
        Box::pin(self.listen(request, heard))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        let check = |url: &str| check_address(&reqwest::Url::parse(url).expect("a URL"));
        assert!(check("http://127.0.0.1:8080").is_ok());
        assert!(check("http://[::1]:8080").is_ok());
        assert!(check("https://hub.example").is_ok());
        assert!(check("http://hub.example").is_err());
        assert!(check("ftp://hub.example").is_err());
    }

    #[test]
    fn a_hub_s_name_outside_ascii_is_given_as_dns_has_it() {
        fn host(url: &str) -> Result<String, TransportError> {
            address(url).map(|url| url.host_str().unwrap_or_default().to_owned())
        }
        for name in ["xn--fiq228c.example", "xn--mnchen-3ya.example", "HUB.example"] {
            let lower = name.to_lowercase();
            assert_eq!(host(&format!("https://{name}:8443/临江?a=b")).ok(), Some(lower));
        }
        for name in ["中文.example", "münchen.example", "hub。example", "ｈub.example"] {
            let Err(TransportError::Address(why)) = host(&format!("https://{name}/")) else {
                panic!("{name} was taken");
            };
            assert!(why.contains("xn--"), "{name}: {why}");
        }
        assert!(host("https://").is_err_and(|why| !why.to_string().contains("xn--")));
    }
}
