//! What the library does for a shell, called as the generated code calls it: a real hub, a real store.

#[path = "calls/ann.rs"]
mod ann;
#[path = "calls/crowd.rs"]
mod crowd;
#[path = "calls/day.rs"]
mod day;
#[path = "calls/logs.rs"]
mod logs;
#[path = "calls/ports.rs"]
mod ports;
#[path = "calls/scripts.rs"]
mod scripts;
#[path = "calls/stopping.rs"]
mod stopping;
#[path = "calls/surface.rs"]
mod surface;
#[path = "calls/topics.rs"]
mod topics;
#[path = "calls/vectors.rs"]
mod vectors;
