//! The values that cross: records and enums with the field's names.

pub mod account;
pub mod approvals;
pub mod captures;
pub mod card;
pub mod facts;
pub mod faults;
pub mod fields;
pub mod forms;
pub mod history;
pub mod lanes;
pub mod lists;
pub mod load;
pub mod messages;
pub mod playbook;
pub mod ready;
pub mod report;
pub mod route;
pub mod scans;
pub mod series;
pub mod service;
pub mod sheet;
pub mod shift;
pub mod stops;
pub mod syncing;
pub mod texts;
pub mod words;
