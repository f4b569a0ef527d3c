//! The load check: what each read of a loading scan means, and the five lists of the morning.
//!
//! Every read is a fact on the shift, with what the phone said then. The lists are made from the
//! reads and from what is known now, so that a parcel that was unknown without signal is in the
//! right list once its order has come.

use crate::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::fact::{Fact, LoadScan};
use crate::ids::{FactId, PersonId, SubjectId};
use crate::moment::Interval;
use crate::order::OrderState;
use crate::order::value::Value;
use crate::playbook::Playbook;
use crate::playbook::words::Words;
use crate::scan::label_of;

/// What one read means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadVerdict {
    /// 好: on the list, load it.
    Here,
    /// 重复: this code was read before.
    Duplicate,
    /// 子母件: another piece of an order of which one was read.
    NextPiece,
    /// 不是你的: somebody else is to do it or has it.
    Another,
    /// 拦截: it must stay.
    DoNotLoad,
    /// 已取消: the order is over.
    Cancelled,
    /// Nobody knows it here; it is kept.
    Unknown,
}

impl LoadVerdict {
    /// The code that facts and answers use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Duplicate => "duplicate",
            Self::NextPiece => "next_piece",
            Self::Another => "another",
            Self::DoNotLoad => "do_not_load",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }

    /// What is said to the person.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Here => Words::new("好", "good"),
            Self::Duplicate => Words::new("重复", "read before"),
            Self::NextPiece => Words::new("子母件", "next piece"),
            Self::Another => Words::new("不是你的", "not yours"),
            Self::DoNotLoad => Words::new("拦截,不要装车", "stopped, do not load"),
            Self::Cancelled => Words::new("已取消,不要装车", "cancelled, do not load"),
            Self::Unknown => Words::new("查无此件,已记录", "unknown, kept"),
        }
    }

    /// Whether the thing goes with the person.
    #[must_use]
    pub fn loads(self) -> bool {
        matches!(self, Self::Here | Self::NextPiece)
    }
}

/// Whose an order is to the person who loads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// His to do, or in his hands.
    Mine,
    /// At the outlet, and nobody is to do it yet.
    Nobodys,
    /// Somebody else's.
    Anothers,
}

/// What is known of the order that a code names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The order.
    pub order: SubjectId,
    /// The order that leads it, while it is joined.
    pub lead: Option<SubjectId>,
    /// Whose it is.
    pub whose: Whose,
    /// Who has it.
    pub holder: Option<PersonId>,
    /// Intercepted.
    pub do_not_load: bool,
    /// Whether it is over.
    pub over: bool,
    /// Whether this read, or an earlier one, founded it and nobody else knows it.
    pub only_found: bool,
    /// Pieces of it, at least 1.
    pub pieces: u32,
    /// What people call it.
    pub title: Option<String>,
    /// What is worth saying of it: ids of the playbook's marks.
    pub marks: Vec<String>,
}

impl Known {
    /// The id under which one thing is counted once, however many subjects tell of it.
    #[must_use]
    pub fn counted_as(&self) -> SubjectId {
        self.lead.unwrap_or(self.order)
    }

    /// What a read of it means by itself, with no read before it. `assigns` says whether who takes
    /// what is nobody's gets it.
    #[must_use]
    pub fn verdict(&self, assigns: bool) -> LoadVerdict {
        match self.whose {
            _ if self.do_not_load => LoadVerdict::DoNotLoad,
            _ if self.over => LoadVerdict::Cancelled,
            _ if self.only_found => LoadVerdict::Unknown,
            Whose::Mine => LoadVerdict::Here,
            Whose::Nobodys if assigns => LoadVerdict::Here,
            Whose::Nobodys | Whose::Anothers => LoadVerdict::Another,
        }
    }
}

/// One read as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadRead {
    /// The fact.
    pub fact: FactId,
    /// Exactly what was read.
    pub raw: String,
    /// What the phone said then.
    pub told: String,
    /// The order that it meant then, or that it founded.
    pub order: Option<SubjectId>,
    /// When.
    pub at: Interval,
}

/// The reads of a shift that stand, oldest first.
#[must_use]
pub fn reads(shift: &OrderState) -> Vec<LoadRead> {
    let standing = shift.standing().filter_map(|(row, fact)| match fact {
        Fact::LoadScan(LoadScan { raw, told, order, .. }) => Some(LoadRead {
            fact: row.id,
            raw: raw.clone(),
            told: told.clone(),
            order: *order,
            at: shift.entry_of(row).believed,
        }),
        _ => None,
    });
    standing.collect()
}

/// One thing of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadLine {
    /// The order; absent for what nobody knows and nothing was founded for.
    pub order: Option<SubjectId>,
    /// The code that was read first; absent for what is expected and was not read.
    pub code: Option<String>,
    /// What people call it.
    pub title: Option<String>,
    /// `here`, `another`, `do_not_load`, `cancelled`, `unknown`; absent for what is expected and was not read,
    /// but `do_not_load` of what must stay whether or not it was read.
    pub verdict: Option<LoadVerdict>,
    /// Who has it.
    pub holder: Option<PersonId>,
    /// What is worth saying of it: ids of the playbook's marks.
    pub marks: Vec<String>,
    /// Different codes of it that were read.
    pub pieces_read: u32,
    /// Pieces of it.
    pub pieces: u32,
}

/// The load check of a shift: five lists, each thing in one of them. What is on the person's list is here, absent,
/// or must stay; what was read is here, somebody else's, unknown, or must stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LoadCheck {
    /// Reads that are kept.
    pub reads: u32,
    /// Reads of a code that had been read before.
    pub duplicates: u32,
    /// On the list and here.
    pub here: Vec<LoadLine>,
    /// On the list and not here.
    pub absent: Vec<LoadLine>,
    /// Somebody else's.
    pub another: Vec<LoadLine>,
    /// Known to nobody here.
    pub unknown: Vec<LoadLine>,
    /// Intercepted or cancelled: must stay. With it what is on the list, intercepted, and was not read: told, and
    /// not to be looked for.
    pub do_not_load: Vec<LoadLine>,
    /// Things on the person's list.
    pub expected: u32,
}

impl LoadCheck {
    /// The check of these reads. `know` says what is known now of a code, or of the order that it
    /// founded; `expected` is the list.
    #[must_use]
    pub fn of(
        reads: &[LoadRead],
        expected: &[Known],
        assigns: bool,
        mut know: impl FnMut(&LoadRead) -> Option<Known>,
    ) -> Self {
        let mut check = Self { reads: count(reads.len()), ..Self::default() };
        let mut codes: BTreeSet<String> = BTreeSet::new();
        let mut lines: Vec<LoadLine> = Vec::new();
        let mut places: BTreeMap<SubjectId, usize> = BTreeMap::new();
        for read in reads {
            if !codes.insert(label_of(&read.raw)) {
                check.duplicates += 1;
                continue;
            }
            let Some(known) = know(read) else {
                lines.push(unknown(read));
                continue;
            };
            match places.get(&known.counted_as()).and_then(|at| lines.get_mut(*at)) {
                Some(line) => line.pieces_read += 1,
                None => {
                    places.insert(known.counted_as(), lines.len());
                    lines.push(line(&known, Some(read), assigns));
                }
            }
        }
        let on_list: BTreeMap<SubjectId, &Known> =
            expected.iter().map(|known| (known.counted_as(), known)).collect_map();
        check.expected = count(on_list.len());
        let missing = on_list.iter().filter(|(id, _)| !places.contains_key(id));
        for (_, known) in missing {
            check.not_read(line(known, None, assigns), known.do_not_load);
        }
        for line in lines {
            check.list_of(&line).push(line);
        }
        check
    }

    /// Something on the list that was not read; what is stopped is not missed.
    fn not_read(&mut self, line: LoadLine, stopped: bool) {
        if stopped {
            let verdict = Some(LoadVerdict::DoNotLoad);
            self.do_not_load.push(LoadLine { verdict, ..line });
        } else {
            self.absent.push(line);
        }
    }

    /// Says more of what is absent, as `complete` knows it: its marks, its pieces, and whether it is stopped.
    ///
    /// # Errors
    /// The first that `complete` gives.
    pub fn complete_absent<E>(
        &mut self,
        mut complete: impl FnMut(SubjectId) -> Result<Option<Known>, E>,
    ) -> Result<(), E> {
        for mut line in std::mem::take(&mut self.absent) {
            let known = line.order.map(&mut complete).transpose()?.flatten();
            let stopped = known.as_ref().is_some_and(|known| known.do_not_load);
            if let Some(known) = known {
                (line.marks, line.pieces) = (known.marks, known.pieces);
            }
            self.not_read(line, stopped);
        }
        Ok(())
    }

    fn list_of(&mut self, line: &LoadLine) -> &mut Vec<LoadLine> {
        match line.verdict {
            Some(LoadVerdict::Another) => &mut self.another,
            Some(LoadVerdict::DoNotLoad | LoadVerdict::Cancelled) => &mut self.do_not_load,
            Some(LoadVerdict::Unknown) | None => &mut self.unknown,
            Some(_) => &mut self.here,
        }
    }
}

fn line(known: &Known, read: Option<&LoadRead>, assigns: bool) -> LoadLine {
    LoadLine {
        order: Some(known.order),
        code: read.map(|read| read.raw.clone()),
        title: known.title.clone(),
        verdict: read.map(|_| known.verdict(assigns)),
        holder: known.holder,
        marks: known.marks.clone(),
        pieces_read: u32::from(read.is_some()),
        pieces: known.pieces,
    }
}

fn unknown(read: &LoadRead) -> LoadLine {
    LoadLine {
        order: read.order,
        code: Some(read.raw.clone()),
        title: None,
        verdict: Some(LoadVerdict::Unknown),
        holder: None,
        marks: Vec::new(),
        pieces_read: 1,
        pieces: 1,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What the playbook says is worth saying of an order when it is read.
#[must_use]
pub fn marks(playbook: &Playbook, field: impl Fn(&str) -> Option<Value>) -> Vec<String> {
    let marks = playbook.file().loading.marks.iter().filter(|mark| match field(&mark.path) {
        Some(Value::Text(text)) => {
            mark.values.is_empty() || mark.values.iter().any(|part| text.contains(part))
        }
        Some(Value::Int(number)) => mark.values.is_empty() && number > 0,
        Some(Value::Bool(yes)) => mark.values.is_empty() && yes,
        _ => false,
    });
    marks.map(|mark| mark.id.clone()).collect()
}
