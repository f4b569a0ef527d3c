//! Notices on their way to a system of the operator: signed, in order, each once, however often it was not there.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use counterfoil_cli::hook::{Hook, Secret};
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const MINUTE_MS: u64 = 60_000;

/// What the operator's system was sent, and what it answers.
#[derive(Default)]
struct Desk {
    answer: u16,
    posts: Vec<(HeaderMap, String)>,
}

type Shared = Arc<Mutex<Desk>>;

async fn take(State(desk): State<Shared>, headers: HeaderMap, body: String) -> StatusCode {
    let mut desk = desk.lock().expect("whole");
    desk.posts.push((headers, body));
    StatusCode::from_u16(desk.answer).expect("a status")
}

/// Listens on this machine; gives the address.
async fn listening(desk: &Shared) -> (String, tokio::task::JoinHandle<()>) {
    let app = Router::new().route("/hook", post(take)).with_state(desk.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move { axum::serve(listener, app).await.expect("serves") });
    (url, serving)
}

fn answers(desk: &Shared, status: u16) {
    desk.lock().expect("whole").answer = status;
}

/// The posts since the last look: the warning that each tells. Each is signed.
fn told(desk: &Shared) -> Vec<String> {
    let posts = std::mem::take(&mut desk.lock().expect("whole").posts);
    let told = posts.iter().map(|(headers, body)| {
        let header = |name: &str| headers[name].to_str().expect("a text").to_owned();
        let secret = Secret::read(SECRET).expect("a secret");
        let at_s = header("webhook-timestamp").parse().expect("seconds");
        let signed = secret.sign(&header("webhook-id"), at_s, body);
        assert_eq!(header("webhook-signature"), signed);
        let said: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(said["type"], "notice.due");
        assert!(said["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "{said}");
        assert!(header("webhook-id").ends_with(said["data"]["id"].as_str().expect("an id")));
        said["data"]["warning"].as_str().expect("a warning").to_owned()
    });
    told.collect()
}

#[tokio::test]
async fn a_notice_reaches_the_operators_own_system_once_also_after_it_was_away() {
    let mut world = World::start().await;
    let bo = world.phone("bo", &["technician"]).await;
    let fields = json!({ "title": "漏水", "priority": 2, "area": "望湖" });
    let order = world.order_with("repair", Some(bo.id), fields).await;
    bo.sync().await;
    let desk = Shared::default();
    let (url, serving) = listening(&desk).await;
    let hook = || Hook::new(&url, Secret::read(SECRET).expect("a secret")).expect("a hook");
    let passes = |world: &World, bo: &Person, minutes: u64| {
        world.hub_time_passes(minutes * MINUTE_MS);
        bo.moments().pass(minutes * MINUTE_MS);
    };

    // 1. Nothing is due: nothing is posted.
    answers(&desk, 200);
    assert_eq!(hook().round(world.server()).await.expect("a round"), 0);
    // 2. He does not answer; the system is down: nothing is lost, and order is kept.
    passes(&world, &bo, 32);
    assert_eq!(world.server().fire_due().await.expect("looked at"), 2);
    answers(&desk, 503);
    assert!(hook().round(world.server()).await.is_err());
    assert_eq!(told(&desk), ["soon"], "the second waits for the first");
    // 3. It comes back while the hub restarts: each is posted once.
    world.restart_hub().await;
    answers(&desk, 204);
    assert_eq!(hook().round(world.server()).await.expect("a round"), 2);
    assert_eq!(told(&desk), ["soon", "due"]);
    assert_eq!(hook().round(world.server()).await.expect("a round"), 0);
    assert_eq!(told(&desk), Vec::<String>::new());
    // 4. What it refuses for good holds up nothing behind it.
    passes(&world, &bo, 3 * 60);
    let more = world.server().fire_due().await.expect("looked at");
    assert!(more >= 1);
    answers(&desk, 422);
    assert_eq!(hook().round(world.server()).await.expect("a round"), 0);
    assert_eq!(told(&desk).len(), more);
    answers(&desk, 200);
    assert_eq!(hook().round(world.server()).await.expect("a round"), 0);
    // 5. News of yesterday wakes nobody.
    bo.does(order, Person::step("travel", None, Vec::new()));
    bo.sync().await;
    passes(&world, &bo, 8 * 60);
    let late = world.server().fire_due().await.expect("looked at");
    passes(&world, &bo, 25 * 60);
    assert_eq!(hook().round(world.server()).await.expect("a round"), 0, "{late} were told");
    serving.abort();
}
