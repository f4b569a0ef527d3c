//! A run before it runs: which troubles are about and how often, and every step. All of it is numbers: a step says
//! which phone and which chance, and what that comes to depends on what is there when its turn comes.

use crate::dice::Dice;

/// Declares an enum whose variants have words in a trace.
macro_rules! worded {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its word in a trace.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one with this word.
            #[must_use]
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

worded! {
    /// What happens in a step.
    Deed {
        /// A worker writes a remark.
        Remark = "remark",
        /// … takes a photograph.
        Photograph = "photograph",
        /// … lets a customer sign.
        Signature = "signature",
        /// … sets a field, perhaps one that the office sets as well.
        Field = "field",
        /// … takes a step of the workflow, with what it asks for.
        Advance = "advance",
        /// … takes money.
        Pay = "pay",
        /// … makes a quote, and the customer signs it, perhaps twice.
        Quote = "quote",
        /// … scans a code.
        Scan = "scan",
        /// … founds an order of their own.
        Found = "found",
        /// … begins or closes a shift.
        Shift = "shift",
        /// A phone syncs.
        Sync = "sync",
        /// The office makes an order.
        Order = "order",
        /// … gives an order to somebody, or to nobody.
        Assign = "assign",
        /// … edits fields.
        Edit = "edit",
        /// … lets one of several values stand.
        Settle = "settle",
        /// The office writes a remark.
        Word = "word",
        /// … cancels an order.
        Cancel = "cancel",
        /// The hub makes a backup.
        Backup = "backup",
        /// A trouble, see [`Trouble`]: the app is killed.
        Kill = "kill",
        /// … in the middle of a sync.
        KillInSync = "kill_in_sync",
        /// The phone restarts.
        Reboot = "reboot",
        /// The wall clock is wrong from now on.
        Clock = "clock",
        /// What can be made again is thrown away: safe blobs leave the phone.
        Purge = "purge",
        /// The phone's backup is made.
        Copy = "copy",
        /// The phone breaks and is set up again from its backup.
        Restore = "restore",
        /// The phone's folder is copied to another phone, keys and all; both go on.
        Clone = "clone",
        /// The signal goes for long, or comes back.
        Partition = "partition",
        /// Thirty days pass without signal.
        Month = "month",
        /// A phone falls silent; its worker goes on with another and enters the money again. It wakes up at the end.
        Die = "die",
        /// The hub's process ends and begins again.
        Restart = "restart",
        /// The hub's machine is lost; its newest backup begins again.
        HubRestore = "hub_restore",
        /// The office takes a store's keys away.
        Revoke = "revoke",
        /// A bad item is planted in a phone's chain, see [`super::bad`].
        Plant = "plant",
        /// A phone's app is updated.
        Update = "update",
        /// The hub is updated.
        HubUpdate = "hub_update",
    }
}

worded! {
    /// What may be about in a run. Each run has some of them.
    Trouble {
        /// A request does not arrive.
        LostRequest = "lost_request",
        /// A request arrives and its answer does not.
        LostAnswer = "lost_answer",
        /// A request arrives twice.
        Twice = "twice",
        /// A request arrives long after its phone gave up on it.
        Late = "late",
        /// A request is cut in its middle.
        Cut = "cut",
        /// A captive portal answers.
        Portal = "portal",
        /// An answer of before comes again.
        Stale = "stale",
        /// A bit of an answer turns.
        Flip = "flip",
        /// A request reaches the hub of another tenant.
        Stranger = "stranger",
        /// See [`Deed`].
        Kills = "kills",
        /// Restarts of phones.
        Reboots = "reboots",
        /// Wrong wall clocks.
        Clocks = "clocks",
        /// Caches thrown away.
        Purges = "purges",
        /// Phones set up again from copies.
        Restores = "restores",
        /// Phones that live twice.
        Clones = "clones",
        /// Hours without signal.
        Partitions = "partitions",
        /// Thirty days without signal.
        Months = "months",
        /// Phones that fall silent.
        Deaths = "deaths",
        /// A hub that restarts.
        Restarts = "restarts",
        /// A hub that is set up again from a backup.
        HubRestores = "hub_restores",
        /// Stores whose keys are taken away.
        Revocations = "revocations",
        /// Bad items in phones' chains.
        BadItems = "bad_items",
        /// A hub and phones of an earlier version, see [`super::versions`].
        Versions = "versions",
    }
}

impl Deed {
    /// Whether it is work on a phone.
    #[must_use]
    pub fn is_work(self) -> bool {
        self <= Self::Shift
    }
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What happens.
    pub deed: Deed,
    /// Which phone; taken modulo those that are there.
    pub who: usize,
    /// Where the step's own chance begins.
    pub chance: u64,
    /// Minutes that pass before it.
    pub minutes: u64,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The seed that it was drawn from.
    pub seed: u64,
    /// Phones at the beginning.
    pub phones: usize,
    /// Which troubles are about, each with how often: of a hundred requests or steps.
    pub troubles: Vec<(Trouble, usize)>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// Work, with how often each comes.
const WORK: [(Deed, usize); 18] = [
    (Deed::Remark, 10),
    (Deed::Photograph, 4),
    (Deed::Signature, 2),
    (Deed::Field, 8),
    (Deed::Advance, 10),
    (Deed::Pay, 4),
    (Deed::Quote, 2),
    (Deed::Scan, 3),
    (Deed::Found, 2),
    (Deed::Shift, 2),
    (Deed::Sync, 26),
    (Deed::Order, 4),
    (Deed::Assign, 5),
    (Deed::Edit, 6),
    (Deed::Settle, 4),
    (Deed::Word, 3),
    (Deed::Cancel, 1),
    (Deed::Backup, 2),
];

/// Sets the chance of which troubles are about apart from the chance of everything else.
const TROUBLES: u64 = 0x7472_6f75_626c_6573;

/// What a trouble is made of, where it is steps.
fn deeds(trouble: Trouble) -> &'static [(Deed, usize)] {
    match trouble {
        Trouble::Kills => &[(Deed::Kill, 4), (Deed::KillInSync, 4)],
        Trouble::Reboots => &[(Deed::Reboot, 3)],
        Trouble::Clocks => &[(Deed::Clock, 4)],
        Trouble::Purges => &[(Deed::Purge, 3)],
        Trouble::Restores => &[(Deed::Copy, 3), (Deed::Restore, 2)],
        Trouble::Clones => &[(Deed::Clone, 1)],
        Trouble::Partitions => &[(Deed::Partition, 6)],
        Trouble::Months => &[(Deed::Month, 1)],
        Trouble::Deaths => &[(Deed::Die, 1)],
        Trouble::Restarts => &[(Deed::Restart, 3)],
        Trouble::HubRestores => &[(Deed::HubRestore, 2)],
        Trouble::Revocations => &[(Deed::Revoke, 1)],
        Trouble::BadItems => &[(Deed::Plant, 3)],
        Trouble::Versions => &[(Deed::Update, 3), (Deed::HubUpdate, 2)],
        _ => &[],
    }
}

impl Plan {
    /// The run of a seed: about `length` steps, with each trouble in half of all runs.
    #[must_use]
    pub fn of(seed: u64, length: usize) -> Self {
        let mut dice = dice(seed ^ TROUBLES);
        let about: Vec<Trouble> = Trouble::ALL.iter().copied().filter(|_| dice.coin()).collect();
        Self::with(seed, length, &about)
    }

    /// The same with these troubles alone.
    #[must_use]
    pub fn with(seed: u64, length: usize, about: &[Trouble]) -> Self {
        let mut dice = dice(seed);
        let phones = 2 + dice.below(3);
        let troubles: Vec<(Trouble, usize)> =
            about.iter().map(|trouble| (*trouble, 2 + dice.below(14))).collect();
        let mut deck: Vec<(Deed, usize)> = WORK.to_vec();
        troubles.iter().for_each(|(trouble, _)| deck.extend(deeds(*trouble)));
        let count = length / 2 + dice.below(length);
        let steps = (0..count).map(|_| step(&mut dice, &deck)).collect();
        Self { seed, phones, troubles, steps }
    }

    /// How often a trouble comes, of a hundred.
    #[must_use]
    pub fn rate(&self, trouble: Trouble) -> usize {
        self.troubles.iter().find(|(one, _)| *one == trouble).map_or(0, |(_, rate)| *rate)
    }
}

/// Chance of a seed; the first throws of small seeds are alike.
fn dice(seed: u64) -> Dice {
    let mut dice = Dice::new(seed);
    for _ in 0..16 {
        dice.throw();
    }
    dice
}

fn step(dice: &mut Dice, deck: &[(Deed, usize)]) -> Step {
    let all = deck.iter().map(|(_, often)| often).sum();
    let mut at = dice.below(all);
    let mut drawn = Deed::Sync;
    for (deed, often) in deck {
        if at < *often {
            drawn = *deed;
            break;
        }
        at -= often;
    }
    let minutes = match dice.below(20) {
        0 => 60 * (1 + dice.below(14)),
        1..=4 => 0,
        _ => dice.below(45),
    };
    Step { deed: drawn, who: dice.below(64), chance: dice.throw(), minutes: minutes as u64 }
}
