//! Every route of the hub: any method, path, headers and body, with the office's secret and without.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use counterfoil_server::app::app;
use counterfoil_server::server::{HubConfig, Server};
use counterfoil_sync::access::{PROOF_HEADER, UPLOAD_HEADER};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use super::corpus;

/// Bytes of an answer to a request of a stranger or of the office on a hub with nothing in it.
const ANSWER_BYTES_MAX: usize = 2 * 1024 * 1024;
const METHODS: [Method; 7] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::HEAD,
    Method::DELETE,
    Method::OPTIONS,
];

/// What stands in an input for the id of an order that is there: ids differ from hub to hub.
const HERE: &[u8] = b"here";

struct Hub {
    server: Server,
    runtime: Runtime,
    paths: Vec<String>,
    /// An order that was not erased.
    order: Mutex<String>,
    _folder: TempDir,
}

/// Orders that inputs have erased in this process.
static ERASED: AtomicUsize = AtomicUsize::new(0);

pub(super) fn erased() -> usize {
    ERASED.load(Ordering::Relaxed)
}

impl Hub {
    fn order(&self) -> String {
        self.order.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn hub() -> &'static Hub {
    static HUB: OnceLock<Hub> = OnceLock::new();
    HUB.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = Runtime::new().expect("a runtime");
        let config = HubConfig::beside(folder.path(), "滨河网点");
        let server = runtime.block_on(Server::open(config)).expect("the hub opens");
        let order = Mutex::new(runtime.block_on(founded(&server)));
        Hub { server, runtime, paths: paths(), order, _folder: folder }
    })
}

/// A fresh order.
async fn founded(server: &Server) -> String {
    let secret = format!("Bearer {}", server.keyring.office_secret.as_str());
    let request = Request::post("/v1/office/orders")
        .header("authorization", secret)
        .header("content-type", "application/json")
        .body(Body::from(r#"{"kind":"parcel","fields":{"title":"x"}}"#));
    let answer = app(server.clone()).oneshot(request.expect("a request")).await.expect("answered");
    let body = to_bytes(answer.into_body(), ANSWER_BYTES_MAX).await.expect("an answer");
    let made: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    made["order"].as_str().expect("an order").to_owned()
}

/// The paths that the hub's source names.
fn paths() -> Vec<String> {
    let source =
        std::fs::read_to_string(corpus::project().join("server/src/app.rs")).expect("the routes");
    let quoted = source.split('"').filter(|text| text.starts_with("/v1/"));
    let mut found: Vec<String> = quoted.map(str::to_owned).collect();
    use counterfoil_sync::access as of_phones;
    let of_phones = [
        of_phones::NONCE_PATH,
        of_phones::ENROL_PATH,
        of_phones::TOKEN_PATH,
        of_phones::SYNC_PATH,
        of_phones::CERTIFICATE_PATH,
        of_phones::REVEAL_PATH,
        of_phones::LIVE_PATH,
        of_phones::ERASURES_PATH,
        of_phones::WIPED_PATH,
        of_phones::ADOPT_PATH,
        counterfoil_sync::manuals::MANUALS_PATH,
        counterfoil_sync::dropping::DROP_PATH,
    ];
    found.extend(of_phones.map(str::to_owned));
    assert!(found.len() > 60, "{} routes", found.len());
    found
}

/// A method, a route, what stands in the braces of its path, a query, headers, a body; parted by byte 255.
pub(super) fn target(bytes: &[u8]) {
    let hub = hub();
    let (head, rest) = bytes.split_at(bytes.len().min(3));
    let head = [head.first(), head.get(1), head.get(2)]
        .map(|byte| usize::from(byte.copied().unwrap_or(0)));
    let mut parts = rest.split(|byte| *byte == 255);
    let mut next = || parts.next().unwrap_or_default();
    let mut path = hub.paths[head[1] % hub.paths.len()].clone();
    while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
        let part = next();
        let part = if part == HERE { hub.order() } else { escaped(part) };
        path.replace_range(from..=to, &part);
    }
    let erases = path.ends_with("/erase");
    let query = escaped(next()).replace("%3D", "=").replace("%26", "&");
    if !query.is_empty() {
        path = format!("{path}?{query}");
    }
    let mut request = Request::builder().method(METHODS[head[0] % METHODS.len()].clone()).uri(path);
    if head[2] % 4 > 0 {
        request = request.header(
            "authorization",
            format!("Bearer {}", hub.server.keyring.office_secret.as_str()),
        );
    }
    for (at, name) in
        ["content-type", "idempotency-key", PROOF_HEADER, UPLOAD_HEADER, "range", "cookie"]
            .into_iter()
            .enumerate()
    {
        if head[2] >> 2 & 1 << at != 0 {
            request = request.header(name, next());
        }
    }
    let body: Vec<u8> = rest.rsplit(|byte| *byte == 255).next().unwrap_or_default().to_vec();
    let Ok(request) = request.body(Body::from(body)) else { return };
    hub.runtime.block_on(async {
        let answer = app(hub.server.clone()).oneshot(request).await.expect("answered");
        assert_ne!(answer.status().as_u16(), 500, "the hub failed");
        if erases && answer.status().is_success() {
            ERASED.fetch_add(1, Ordering::Relaxed);
            let fresh = founded(&hub.server).await;
            *hub.order.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        if kind.is_none_or(|kind| !kind.starts_with("text/event-stream")) {
            to_bytes(answer.into_body(), ANSWER_BYTES_MAX).await.expect("a small answer");
        }
    });
}

/// Percent-encoded, so that any bytes can stand in a path.
fn escaped(bytes: &[u8]) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let one = |byte: &u8| {
        if plain(byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") }
    };
    bytes.iter().take(300).map(one).collect()
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let bodies: [&[u8]; 8] = [
        br#"{"kind":"parcel","keys":[{"scheme":"waybill","value":"SF1234567890123"}],"fields":{"title":"x"}}"#,
        br#"{"name":"bo","roles":["courier"]}"#,
        br#"{"fields":{"remark":"x"},"to":null,"reason":"not_wanted","text":"x","path":"remark","value":1}"#,
        br#"{"orders":[],"preview":true,"act":{"kind":"urge"}}"#,
        br#"{"text":"SF1234567890123 19900006017"}"#,
        b"waybill,name\nSF1234567890123,x\n",
        b"",
        b"\xa1\x00\x50\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01",
    ];
    let ids: [&[u8]; 4] = [
        b"0190a0a0-a0a0-7a0a-8a0a-0a0a0a0a0a0a",
        b"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
        b"zh",
        b"orders.csv",
    ];
    let mut found = Vec::new();
    let whole: [(&str, &[u8]); 3] = [
        ("/legal-hold", br#"{"held":true,"basis":"x"}"#),
        ("/legal-hold", br#"{"held":false,"basis":"x"}"#),
        ("/erase", br#"{"reason":"request","basis":"x"}"#),
    ];
    for (ending, body) in whole {
        let Some(number) = hub().paths.iter().position(|path| path.ends_with(ending)) else {
            continue;
        };
        let mut input = vec![1, number as u8, 1 | 0x04];
        input.extend_from_slice(HERE);
        input.extend_from_slice(b"\xff\xffapplication/json\xff");
        input.extend_from_slice(body);
        found.push(input);
    }
    for (number, path) in (0_u8..).zip(&hub().paths) {
        let braces = path.matches('{').count();
        for method in 0..4 {
            let mut input = vec![method, number, 1 | 2 | 0x0c];
            for at in 0..braces {
                input.extend_from_slice(ids[(at + usize::from(number)) % ids.len()]);
                input.push(255);
            }
            input.extend_from_slice(b"limit=5&day=2026-11-22\xffapplication/json\xffkey-1\xff");
            input.extend_from_slice(bodies[usize::from(number + method) % bodies.len()]);
            found.push(input);
        }
    }
    found
}
