//! Panics that are expected, and caught, stay out of the output, which would repeat them by the thousand.

use counterfoil_domain::document::is_catching;

thread_local! {
    static SILENT: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Runs something whose panics are expected, and caught by it.
pub fn silently<T>(work: impl FnOnce() -> T) -> T {
    let before = SILENT.replace(true);
    let result = work();
    SILENT.set(before);
    result
}

/// From now on panics that somebody catches are silent; others are told as before.
pub fn silence_caught_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !is_catching() && !SILENT.get() {
                before(info);
            }
        }));
    });
}
