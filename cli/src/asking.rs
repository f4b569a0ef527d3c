//! Asking a running hub over its office API, as any office system does.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::CliError;

/// A client that trusts the public roots and follows nobody elsewhere; a hub on this machine is spoken to without TLS.
pub(crate) fn client() -> Result<reqwest::Client, CliError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = rustls::RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stays = reqwest::redirect::Policy::none();
    Ok(reqwest::Client::builder().tls_backend_preconfigured(tls).redirect(stays).build()?)
}

/// The office's secret, as `counterfoil serve` writes it beside its key file.
pub(crate) fn secret_in(path: &Path) -> Result<String, CliError> {
    let secret = std::fs::read_to_string(path).map_err(|error| {
        format!("cannot read the office's secret in {}: {error}", path.display())
    })?;
    Ok(secret.trim().to_owned())
}

/// Asks; the status and the answer's JSON. `GET` without a body, `POST` with one.
pub(crate) async fn ask(
    (hub, secret): (&str, &str),
    path: &str,
    body: Option<&Value>,
) -> Result<(u16, Value), CliError> {
    let url = format!("{}{path}", hub.trim_end_matches('/'));
    let request = match body {
        Some(body) => client()?.post(url).json(body),
        None => client()?.get(url),
    };
    let answer = request.bearer_auth(secret).send().await;
    let answer = answer.map_err(|error| format!("the hub at {hub} does not answer: {error}"))?;
    let status = answer.status().as_u16();
    let body = serde_json::from_slice(&answer.bytes().await?)
        .map_err(|_| format!("what answers at {hub} is no hub"))?;
    Ok((status, body))
}
