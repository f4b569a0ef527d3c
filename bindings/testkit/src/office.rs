//! The office's side: the hub's JSON API, asked as any office system would, behind the signal.

use serde_json::Value;

use crate::TestKitError;
use crate::running::Running;

/// A client for this machine alone. reqwest asks for a cryptography provider even where nothing is encrypted, and for
/// the system's certificates, which a small machine has not.
fn client() -> Result<reqwest::Client, TestKitError> {
    // An error says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]);
    client.build().map_err(TestKitError::because)
}

/// Asks the hub; an answer that is no success is an error.
pub(crate) fn ask(
    hub: &Running,
    (method, path): (&str, &str),
    body: Option<Vec<u8>>,
    (media_type, key): (&str, &str),
) -> Result<String, TestKitError> {
    let method = reqwest::Method::from_bytes(method.as_bytes()).map_err(TestKitError::because)?;
    let request = client()?.request(method, format!("http://{}{path}", hub.address));
    let mut request = request.bearer_auth(&hub.office_secret).header("idempotency-key", key);
    if let Some(body) = body {
        request = request.header("content-type", media_type).body(body);
    }
    hub.runtime.block_on(async {
        let answer = request.send().await.map_err(TestKitError::because)?;
        let status = answer.status();
        let body = answer.text().await.map_err(TestKitError::because)?;
        match status.is_success() {
            true => Ok(body),
            false => Err(TestKitError::Refused { status: i64::from(status.as_u16()), body }),
        }
    })
}

/// A text of an answer that must be there.
pub(crate) fn text(value: &Value, name: &str) -> Result<String, TestKitError> {
    let text = value.get(name).and_then(Value::as_str).map(str::to_owned);
    text.ok_or_else(|| TestKitError::because(format!("the hub's answer has no {name}")))
}

pub(crate) fn json(text: &str) -> Result<Value, TestKitError> {
    serde_json::from_str(text).map_err(TestKitError::because)
}

/// A value as it stands in a query.
pub(crate) fn percent(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}
