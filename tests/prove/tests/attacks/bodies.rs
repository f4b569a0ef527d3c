//! Bodies that are too much: too long, unfolding to more than they are, never ending.

use std::io::Write as _;
use std::time::{Duration, Instant};

use counterfoil_domain::limits::EXCHANGE_COMPRESSED_BYTES_MAX;
use counterfoil_prove::siege::Siege;
use counterfoil_sync::access::{
    CERTIFICATE_PATH, ENROL_PATH, NONCE_PATH, REVEAL_PATH, SYNC_PATH, TOKEN_PATH,
};
use tokio::io::AsyncWriteExt as _;

use crate::raw;

const MIB: usize = 1024 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_long_is_refused_wherever_it_is_sent() {
    let mut siege = Siege::begin().await;
    let (_, toll) = siege
        .under("oversize", async |world, mallory| {
            let (url, secret) =
                (mallory.hub_url().to_owned(), world.server().keyring.office_secret.to_string());
            let small = [NONCE_PATH, ENROL_PATH, TOKEN_PATH, CERTIFICATE_PATH, REVEAL_PATH];
            let mut routes: Vec<(&str, usize)> =
                small.into_iter().map(|path| (path, MIB)).collect();
            routes.push((SYNC_PATH, EXCHANGE_COMPRESSED_BYTES_MAX + 1));
            routes.push(("/v1/manuals", MIB));
            routes.push(("/v1/office/orders", 8 * MIB));
            routes.push(("/v1/office/imports", 17 * MIB));
            for (path, bytes) in routes {
                // Said beforehand, and said not at all: in chunks that go on and on.
                for chunked in [false, true] {
                    let status = too_long(&url, path, &secret, bytes, chunked).await;
                    let refused = (400..500).contains(&status) || status == 0;
                    assert!(refused, "{path}, chunked {chunked}: {status}");
                }
            }
            // Headers that never end, and more of them than anybody has.
            let long = format!("x-long: {}\r\n", "a".repeat(MIB));
            let many: String = (0..2_000).map(|n| format!("x-{n}: a\r\n")).collect();
            for headers in [long, many] {
                let answer = raw::say(&url, &raw::bare("GET", "/v1/health", &headers)).await;
                let status = raw::status(&answer);
                assert!((400..500).contains(&status) || status == 0, "{status}");
            }
        })
        .await;
    assert!(toll.cpu < Duration::from_secs(20), "{toll}");
}

/// Sends so many bytes to a route; the status.
async fn too_long(url: &str, path: &str, secret: &str, bytes: usize, chunked: bool) -> u16 {
    let length = match chunked {
        true => "transfer-encoding: chunked".to_owned(),
        false => format!("content-length: {bytes}"),
    };
    let signed = format!("authorization: Bearer {secret}\r\n");
    let head = format!("{signed}content-type: application/json\r\n{length}\r\n");
    let mut request = raw::bare("POST", path, &head);
    let part = vec![b'7'; 64 * 1024];
    for _ in 0..bytes.div_ceil(part.len()) {
        if chunked {
            request.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
        }
        request.extend_from_slice(&part);
        if chunked {
            request.extend_from_slice(b"\r\n");
        }
    }
    raw::status(&raw::say(url, &request).await)
}

/// Streams that are small and unfold to much, or claim to.
fn bombs() -> Vec<Vec<u8>> {
    let mut bombs: Vec<Vec<u8>> = [8, 64, 512]
        .map(|mib| {
            let mut packed = zstd::Encoder::new(Vec::new(), 3).expect("memory");
            let zeros = vec![0; MIB];
            (0..mib).for_each(|_| packed.write_all(&zeros).expect("memory"));
            packed.finish().expect("memory")
        })
        .into();
    // A window of 128 MiB for nothing; a size that is a lie; one bomb behind the other.
    let mut wide = zstd::Encoder::new(Vec::new(), 1).expect("memory");
    wide.window_log(27).expect("a window");
    wide.write_all(&vec![7; 4 * MIB]).expect("memory");
    bombs.push(wide.finish().expect("memory"));
    bombs.push(vec![0x28, 0xb5, 0x2f, 0xfd, 0xe0, 255, 255, 255, 255, 255, 255, 255, 127, 1, 0, 0]);
    bombs.push([bombs[0].clone(), bombs[0].clone()].concat());
    // A bomb that was packed again.
    bombs.push(zstd::encode_all(&bombs[2][..], 19).expect("memory"));
    bombs
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_unfolds_to_more_than_it_may_is_given_up_in_time() {
    let bombs = bombs();
    let mut siege = Siege::begin().await;
    let (refused, toll) = siege
        .under("compression bombs", async |_, mallory| {
            let mut refused = 0;
            for _ in 0..5 {
                for bomb in &bombs {
                    let reply = mallory.ask(SYNC_PATH, bomb.clone(), None).await;
                    assert_eq!(reply.status, 400, "{}", reply.code());
                    assert!(reply.body.len() < 1_000);
                    refused += 1;
                }
            }
            refused
        })
        .await;
    println!("{refused} bombs of at most {} bytes", bombs.iter().map(Vec::len).max().unwrap_or(0));
    assert!(toll.growth_bytes < 96 * MIB as u64, "{toll}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_unpacks_to_more_than_it_may_is_refused() {
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default();
    for name in ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        bomb.start_file(name, packed).expect("a part");
        let blanks = vec![b' '; MIB];
        (0..200).for_each(|_| bomb.write_all(&blanks).expect("packed"));
    }
    let bomb = bomb.finish().expect("a file").into_inner();
    let mut siege = Siege::begin().await;
    siege
        .under("a zip bomb", async |world, _| {
            for name in ["/v1/office/imports", "/v1/office/imports?preview=true"] {
                let table = ("application/octet-stream", bomb.clone());
                let refused = world.office().upload(name, &[], table).await.expect_err("a bomb");
                assert!(refused.starts_with('4') && refused.len() < 2_000, "{refused}");
            }
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_never_end_keep_nobody_waiting() {
    const LORISES: usize = 200;
    let mut siege = Siege::begin().await;
    siege
        .under("slow requests", async |_, mallory| {
            let url = mallory.hub_url().to_owned();
            let mut open = Vec::new();
            for number in 0..LORISES {
                let mut stream = raw::connect(&url).await;
                // Half of them stop within the head, half within a body that was promised.
                let begun = if number % 2 == 0 {
                    b"POST /v1/sync HTTP/1.1\r\nhost: hub\r\nx-slow: ".to_vec()
                } else {
                    raw::bare("POST", SYNC_PATH, "content-length: 100000\r\n")
                };
                stream.write_all(&begun).await.expect("taken");
                open.push(stream);
            }
            // A letter now and then on each, while others ask and are answered.
            let began = Instant::now();
            for round in 0..5 {
                for stream in &mut open {
                    let _closed = stream.write_all(b"a").await;
                }
                let reply = mallory.send("GET", "/v1/health", &[], Vec::new()).await;
                assert_eq!(reply.status, 200, "round {round}");
            }
            println!("{LORISES} connections open for {:?}", began.elapsed());
        })
        .await;
}
