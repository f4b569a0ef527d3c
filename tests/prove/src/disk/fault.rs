//! The k-th call fails: once, or from then on.

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No room: calls that write or make a file.
    Full,
    /// The disk answers with an error: any call.
    Broken,
    /// Half of what was asked for is read or written.
    Short,
    /// Somebody else holds a lock of the file.
    Busy,
}

/// One planned failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: Kind,
    /// The first call that fails, counted from 1 among those that this kind concerns.
    pub from_call: u64,
    /// Whether every later call fails too.
    pub for_good: bool,
}

/// What a call does to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    Reads,
    Writes,
    Syncs,
    Names,
    Locks,
}

impl Kind {
    fn concerns(self, does: Does) -> bool {
        match self {
            Self::Full => matches!(does, Does::Writes | Does::Names),
            Self::Broken => does != Does::Locks,
            Self::Short => matches!(does, Does::Writes | Does::Reads),
            Self::Busy => does == Does::Locks,
        }
    }
}

/// The plan and how far it is.
#[derive(Debug, Default)]
pub(super) struct Faults {
    plan: Option<Fault>,
    calls: u64,
    fired: bool,
}

impl Faults {
    pub(super) fn new(plan: Option<Fault>) -> Self {
        Self { plan, calls: 0, fired: false }
    }

    pub(super) fn calls(&self) -> u64 {
        self.calls
    }

    pub(super) fn fired(&self) -> bool {
        self.fired
    }

    /// Counts a call; what goes wrong with it, if anything does.
    pub(super) fn meet(&mut self, does: Does) -> Option<Kind> {
        let plan = self.plan.filter(|plan| plan.kind.concerns(does))?;
        self.calls += 1;
        let fails = self.calls == plan.from_call || (plan.for_good && self.calls > plan.from_call);
        self.fired |= fails;
        fails.then_some(plan.kind)
    }
}
