//! Stories of the hub over its router, without a socket: people, phones and days that pass by hand.

mod browser;
mod bulk;
mod console;
mod days;
mod enrolling;
mod half_open;
mod held;
mod importing;
mod keeping;
mod manuals;
mod office;
mod phone;
mod reading;
mod repeating;
mod reporting;
mod shifts;
mod uploading;
mod world;
