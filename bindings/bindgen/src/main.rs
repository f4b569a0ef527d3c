//! UniFFI's command line. A crate of its own: nothing else has to build it.

fn main() {
    uniffi::uniffi_bindgen_main();
}
