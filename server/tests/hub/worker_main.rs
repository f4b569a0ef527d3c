//! A worker process of the gate for tests: what a hostile change might make the engine do, it does where a change says so.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    counterfoil_server::gate::serve_changes(before)
}

#[cfg(not(unix))]
fn main() {}

/// Looks for the words of `processes.rs` in a task.
#[cfg(unix)]
fn before(task: &[u8]) {
    let says = |word: &str| task.windows(word.len()).any(|bytes| bytes == word.as_bytes());
    if says("worker:abort") {
        std::process::abort();
    }
    if says("worker:panic") {
        panic!("on purpose");
    }
    if says("worker:spin") {
        loop {
            std::hint::spin_loop();
        }
    }
    if says("worker:eat") {
        let mut eaten: Vec<Vec<u8>> = Vec::new();
        loop {
            eaten.push(vec![1; 16 * 1024 * 1024]);
        }
    }
    if says("worker:recurse") {
        std::hint::black_box(deeper(&[0; 1024]));
    }
}

#[cfg(unix)]
#[expect(unconditional_recursion, reason = "that is what it is for")]
fn deeper(above: &[u8; 1024]) -> u64 {
    let own = std::hint::black_box(*above);
    u64::from(own[0]) + deeper(&own)
}
