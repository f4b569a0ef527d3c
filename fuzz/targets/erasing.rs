//! `erasing` under libFuzzer: see `counterfoil_prove::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| counterfoil_prove::fuzz::target("erasing")(bytes));
