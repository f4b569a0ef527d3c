//! The loading scan: what a code may be, what one read means, the five lists of the morning.

use super::words::{CandidateReason, Done, Key, LoadVerdict, Words};
use crate::crossing::shown;

shown! {
    /// The load check of a shift: five lists, each thing in one of them.
    LoadCheck from counterfoil_domain::shift::load::LoadCheck {
        /// Reads that are kept.
        reads: i64,
        /// Reads of a code that had been read before.
        duplicates: i64,
        /// On the list and here.
        here: Vec<LoadLine>,
        /// On the list and not here.
        absent: Vec<LoadLine>,
        /// Somebody else's.
        another: Vec<LoadLine>,
        /// Known to nobody here.
        unknown: Vec<LoadLine>,
        /// Intercepted or cancelled: must stay.
        do_not_load: Vec<LoadLine>,
    }
}

shown! {
    /// One thing of a list.
    LoadLine from counterfoil_domain::shift::load::LoadLine {
        /// The order; absent for what nobody knows and nothing was founded for.
        order: Option<String>,
        /// The code that was read first; absent for what is expected and was not read.
        code: Option<String>,
        /// What people call it.
        title: Option<String>,
        /// `here`, `another`, `do_not_load`, `cancelled`, `unknown`; absent where nothing was read.
        verdict: Option<LoadVerdict>,
        /// Who has it.
        holder: Option<String>,
        /// What is worth saying of it: ids of the playbook's marks.
        marks: Vec<String>,
        /// Different codes of it that were read.
        pieces_read: i64,
        /// Pieces of it.
        pieces: i64,
    }
}

shown! {
    /// What one read means, and what was kept of it.
    LoadAnswer from counterfoil_client::captures::LoadAnswer {
        /// What it means.
        verdict: LoadVerdict,
        /// The order; of what nobody knows the one that was founded, if one was.
        order: Option<String>,
        /// Who has it.
        holder: Option<String>,
        /// What people call it.
        title: Option<String>,
        /// What is worth saying of it: ids of the playbook's marks (到付, 冷链).
        marks: Vec<String>,
        /// Different codes of the order that were read, this one included.
        piece: i64,
        /// Pieces of the order.
        pieces: i64,
        /// What the code may be, where nobody knows it or a letter was misread.
        candidates: Vec<Candidate>,
        /// The key under which it was found, if the code as read is another.
        read_as: Option<String>,
        /// Whether the read founded an order.
        founded: bool,
        /// Whether the thing is now in the reader's custody by this read.
        taken: bool,
        /// The same label, seen again at once: nothing was written.
        repeated: bool,
        /// The envelope of the read on the shift; absent if it was repeated.
        done: Option<Done>,
    }
}

shown! {
    /// What a code may be.
    Candidate from counterfoil_domain::playbook::carriers::Candidate {
        /// The key that it would be.
        key: Key,
        /// The carrier, by its id.
        carrier: String,
        /// The carrier, for people.
        name: Words,
        /// Why.
        reason: CandidateReason,
    }
}
