//! Lets the crates that look the C library's `getrandom` up while they run find the one of `src/sim/chance.rs`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-link-arg-tests=-Wl,--export-dynamic-symbol=getrandom");
        println!("cargo::rustc-link-arg-tests=-Wl,--undefined=getrandom");
    }
}
