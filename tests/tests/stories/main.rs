//! Stories: real phones, a real hub, an office, and what goes wrong between them.

mod chaos;
mod colleagues;
mod courier;
mod crashers;
mod damage;
mod generations;
mod handover;
mod hands;
mod hostile;
mod keeping;
mod lives;
mod logs;
mod machines;
mod merge;
mod moving;
mod network;
mod office;
mod overdue;
mod pages;
mod papers;
mod parcels;
mod parting;
mod repairing;
mod technician;
mod tickets;
mod together;
