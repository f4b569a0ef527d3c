//! Requests that somebody else makes for her (SSRF): the hub posts notices to one address, the operator's, and follows
//! nobody from there; what people write never becomes an address.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use counterfoil_cli::hook::{Hook, Secret};
use counterfoil_prove::siege::Siege;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Something that listens on this machine, answers everything in one way and counts.
async fn listener(answer: String) -> (String, Arc<AtomicUsize>, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let asked = Arc::new(AtomicUsize::new(0));
    let counting = asked.clone();
    let serving = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counting.fetch_add(1, Ordering::SeqCst);
            let mut request = vec![0; 16 * 1024];
            let _gone = stream.read(&mut request).await;
            let _gone = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, asked, serving)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hook_goes_to_its_own_address_and_follows_nobody_from_there() {
    let mut siege = Siege::begin().await;
    // What must not be asked: something that trusts whoever is on this machine.
    let inside = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret".to_owned();
    let (inside_url, asked_inside, inside) = listener(inside).await;
    let away = |status: u16| {
        format!(
            "HTTP/1.1 {status} Elsewhere\r\nlocation: {inside_url}/admin\r\ncontent-length: 0\r\n\r\n"
        )
    };
    let secret = || Secret::read(SECRET).expect("a secret");
    siege
        .under("hooks", async |world, _| {
            // 1. An order whose every word is an address, and something due on it.
            let fields = json!({
                "title": inside_url, "contact/name": inside_url, "priority": 2,
                "area": format!("{inside_url}/latest/meta-data"),
            });
            let bo = world.phone("bo", &["technician"]).await;
            world.order_with("repair", Some(bo.id), fields).await;
            world.hub_time_passes(32 * 60_000);
            assert!(
                world.server().fire_due().await.expect("looked at") > 0,
                "or nothing is posted"
            );
            // 2. The operator's own system was taken over, and sends the hub elsewhere.
            for status in [301, 302, 303, 307, 308] {
                let (url, asked, serving) = listener(away(status)).await;
                let hook = Hook::new(&format!("{url}/hook"), secret()).expect("a hook");
                let round = hook.round(world.server()).await;
                assert!(round.is_err(), "{status}: a redirection takes no notice");
                assert_eq!(asked.load(Ordering::SeqCst), 1, "{status}");
                serving.abort();
            }
            assert_eq!(asked_inside.load(Ordering::SeqCst), 0, "nobody asked inside");
            // 3. An answer that never ends is not read.
            let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "a".repeat(8 * 1024 * 1024));
            let (url, _, serving) = listener(endless).await;
            let hook = Hook::new(&format!("{url}/hook"), secret()).expect("a hook");
            assert!(hook.round(world.server()).await.expect("taken by its status") > 0);
            serving.abort();
        })
        .await;
    inside.abort();
    // 4. Addresses that look like this machine or are not the operator's to give.
    for url in [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/hook",
        "http://[::ffff:10.0.0.1]/",
        "http://localhost.example/hook",
        "http://127.0.0.1.example/hook",
        "http://127.0.0.1@example/",
        "http://0.0.0.0/hook",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "javascript:alert(1)",
        "http:example",
        "//example/hook",
        "",
    ] {
        assert!(Hook::new(url, secret()).is_err(), "{url}");
    }
}
