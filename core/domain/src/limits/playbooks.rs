//! Bounds of a playbook: how long its lists may be, and what it may set off.

/// Items of any list of a playbook that names things: roles, reasons, carriers, templates, thresholds.
pub const PLAYBOOK_NAMES_MAX: usize = 1_000;
/// Fields that a playbook has rules for.
pub const PLAYBOOK_FIELDS_MAX: usize = 1_000;
/// Rows of a policy matrix.
pub const POLICY_ROWS_MAX: usize = 500;
/// Workflows of a playbook.
pub const WORKFLOWS_MAX: usize = 100;
/// Stages of a workflow, or of a lane.
pub const STAGES_MAX: usize = 100;
/// Transitions of a workflow, those of its lanes included.
pub const TRANSITIONS_MAX: usize = 500;
/// Lanes of a stage.
pub const LANES_MAX: usize = 16;
/// Levels of an approval.
pub const APPROVAL_LEVELS_MAX: usize = 16;
/// Triggers of a playbook.
pub const TRIGGERS_MAX: usize = 300;
/// Digits of a carrier's number.
pub const CARRIER_DIGITS_MAX: usize = 64;
/// Triggers that one entry may set off, those that they set off included.
pub const TRIGGERS_PER_ENTRY_MAX: usize = 16;
/// Faults of one playbook file that are named at once.
pub const PLAYBOOK_FAULTS_MAX: usize = 200;
/// Bytes of one playbook file.
pub const PLAYBOOK_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Standing permissions of one place that orders there are judged by, the latest.
pub const PLACE_PERMISSIONS_MAX: usize = 64;
