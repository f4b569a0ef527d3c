//! The exchange, both ends against each other: bytes, caps, hostile input, faults.

#[path = "exchange/ann.rs"]
mod ann;
#[path = "exchange/doors.rs"]
mod doors;
#[path = "exchange/faults.rs"]
mod faults;
#[path = "exchange/golden.rs"]
mod golden;
#[path = "exchange/hostile.rs"]
mod hostile;
#[path = "exchange/machine.rs"]
mod machine;
#[path = "exchange/measures.rs"]
mod measures;
#[path = "exchange/model_hub.rs"]
mod model_hub;
#[path = "exchange/model_phone.rs"]
mod model_phone;
#[path = "exchange/odd_sections.rs"]
mod odd_sections;
#[path = "exchange/orders.rs"]
mod orders;
#[path = "exchange/pushing.rs"]
mod pushing;
#[path = "exchange/visit.rs"]
mod visit;
