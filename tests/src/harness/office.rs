//! The dispatcher's desk in a story: the hub's JSON API, asked as any office system would.

use serde_json::{Value, json};

/// A dispatcher who is signed in.
#[derive(Debug, Clone)]
pub struct Office {
    http: reqwest::Client,
    url: String,
    secret: String,
}

impl Office {
    /// Signs in with the office's secret.
    #[must_use]
    pub fn sign_in(url: &str, secret: &str) -> Self {
        Self { http: http_client(), url: url.to_owned(), secret: secret.to_owned() }
    }

    /// `POST` under an idempotency key; `Err` is the answer's status and body.
    pub async fn post(&self, path: &str, body: &Value, key: &str) -> Result<Value, String> {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.secret);
        read(request.header("idempotency-key", key).json(body)).await
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Result<Value, String> {
        read(self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.secret)).await
    }

    /// The answer of a route that goes on answering.
    pub async fn listen(&self, path: &str) -> reqwest::Response {
        let asked = self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.secret);
        let answer = asked.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        answer
    }

    /// `PUT`.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Value, String> {
        let request = self.http.put(format!("{}{path}", self.url)).bearer_auth(&self.secret);
        read(request.json(body)).await
    }

    /// Uploads a document of a media type.
    pub async fn upload(
        &self,
        path: &str,
        query: &[(&str, &str)],
        (media_type, bytes): (&str, Vec<u8>),
    ) -> Result<Value, String> {
        let url = reqwest::Url::parse_with_params(&format!("{}{path}", self.url), query);
        let url = url.map_err(|error| error.to_string())?;
        let request = self.http.post(url).bearer_auth(&self.secret);
        read(request.header("content-type", media_type).body(bytes)).await
    }

    /// The plain bytes of a blob that an envelope names.
    pub async fn blob(&self, envelope: &str, hash: &str) -> Result<Vec<u8>, String> {
        let path = format!("{}/v1/evidence/{envelope}/{hash}", self.url);
        let answer = self.http.get(path).bearer_auth(&self.secret).send().await;
        let answer = answer.map_err(|error| error.to_string())?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(|error| error.to_string())?.to_vec();
        if status.is_success() { Ok(bytes) } else { Err(status.to_string()) }
    }

    /// Enters a person; their id and an invitation for their phone.
    pub async fn invite(&self, name: &str, roles: &[&str]) -> (String, String) {
        let body = json!({"name": name, "roles": roles});
        let made = self.post("/v1/office/people", &body, &format!("person-{name}")).await;
        let made = made.expect("a person");
        (text(&made["person"], "person"), text(&made["invitation"], "invitation"))
    }
}

/// A client for this machine alone. reqwest asks for a cryptography provider even where nothing is encrypted.
#[must_use]
pub fn http_client() -> reqwest::Client {
    // An error says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

/// A text of an answer that must be there.
#[must_use]
pub fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

async fn read(request: reqwest::RequestBuilder) -> Result<Value, String> {
    let answer = request.send().await.map_err(|error| error.to_string())?;
    let status = answer.status();
    let body = answer.text().await.map_err(|error| error.to_string())?;
    if !status.is_success() {
        return Err(format!("{status}: {body}"));
    }
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&body).map_err(|error| error.to_string())
}
