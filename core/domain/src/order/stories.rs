//! The merge stories at the level of the fold: what people do apart, and what is on the screen
//! afterwards.

mod approvals;
mod attempts;
mod back_office;
mod claims;
mod consents;
mod fields;
mod hands;
mod kinds;
mod lanes;
mod merge;
mod permutations;
mod readings;
mod replays;
mod service;
mod shown;
mod taking_back;
mod triggers;
mod visits;
mod world;
