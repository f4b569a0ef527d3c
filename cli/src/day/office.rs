//! The dispatcher's desk: the hub's JSON API.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::CliError;

/// A dispatcher who is signed in.
#[derive(Debug, Clone)]
pub struct Office {
    client: reqwest::Client,
    url: String,
    secret: String,
}

impl Office {
    /// Signs in with the secret that the hub has put beside its key file.
    pub fn sign_in(url: &str, secret_file: &Path) -> Result<Self, CliError> {
        let secret = std::fs::read_to_string(secret_file)?.trim().to_owned();
        Ok(Self { client: loopback_client()?, url: url.to_owned(), secret })
    }

    /// `POST`; `key` makes a repetition harmless.
    pub async fn post(&self, path: &str, body: &Value, key: &str) -> Result<Value, CliError> {
        let request = self.client.post(format!("{}{path}", self.url)).bearer_auth(&self.secret);
        let answer = request.header("idempotency-key", key).json(body).send().await?;
        read(path, answer).await
    }

    /// Imports a table of orders, or says what importing it would do.
    pub async fn import(&self, table: &str, name: &str, dry_run: bool) -> Result<Value, CliError> {
        let path = format!("/v1/office/imports?dry_run={dry_run}&name={name}");
        let request = self.client.post(format!("{}{path}", self.url)).bearer_auth(&self.secret);
        read(&path, request.body(table.to_owned()).send().await?).await
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Result<Value, CliError> {
        let request = self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.secret);
        read(path, request.send().await?).await
    }

    /// The plain bytes of a blob.
    pub async fn blob(&self, envelope: &str, hash: &str) -> Result<Vec<u8>, CliError> {
        let path = format!("/v1/evidence/{envelope}/{hash}");
        let request = self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.secret);
        let answer = request.send().await?;
        if !answer.status().is_success() {
            return Err(format!("GET {path}: {}", answer.status()).into());
        }
        Ok(answer.bytes().await?.to_vec())
    }

    /// Makes a person and gives their id and an invitation for their phone.
    pub async fn invite(&self, name: &str, roles: &[&str]) -> Result<(String, String), CliError> {
        let body = json!({"name": name, "roles": roles});
        let made = self.post("/v1/office/people", &body, &format!("person-{name}")).await?;
        Ok((text(&made["person"], "person")?, text(&made["invitation"], "invitation")?))
    }
}

/// The office of the day sits on the hub's own machine: plain HTTP, no TLS set up.
fn loopback_client() -> Result<reqwest::Client, CliError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Ok(reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build()?)
}

/// A text of an answer that must be there.
pub fn text(value: &Value, name: &str) -> Result<String, CliError> {
    let found = value[name].as_str().map(str::to_owned);
    found.ok_or_else(|| format!("the answer has no {name}: {value}").into())
}

async fn read(path: &str, answer: reqwest::Response) -> Result<Value, CliError> {
    let status = answer.status();
    let body = answer.text().await?;
    if status.is_success() {
        return Ok(serde_json::from_str(&body)?);
    }
    Err(format!("{path}: {status}: {body}").into())
}
