//! What stands on a report, in one language and ready to be drawn. Nothing here knows an order or a store.

use super::canvas::Picture;

/// A whole report.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Paper {
    /// BCP 47: `zh-CN` or `en`.
    pub language: &'static str,
    /// What it is: `签收存根`.
    pub title: String,
    /// Whose kind of work: `快递派送`.
    pub kind: String,
    /// The key by which people know the order.
    pub number: String,
    /// Where it stands.
    pub stage: String,
    /// Under the number: when it came there.
    pub when: String,
    /// What the order says of itself: name and value.
    pub facts: Vec<(String, String)>,
    /// Who signed.
    pub signatures: Vec<Signed>,
    /// Photographs with their captions.
    pub photos: Vec<Shot>,
    /// Photographs that are on the order and not in the report.
    pub photos_left_out: String,
    /// Forms as they were filled in.
    pub forms: Vec<Filled>,
    /// Tables: quotes, money, parts.
    pub tables: Vec<Table>,
    /// Readings.
    pub charts: Vec<Chart>,
    /// What happened.
    pub events: Vec<Event>,
    /// What it rests on.
    pub proof: Proof,
    /// Headings and small words in the report's language.
    pub labels: Labels,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Signed {
    /// Runs of the pen, in units of the pad: width of the line, points.
    pub runs: Vec<(f32, Vec<(f32, f32)>)>,
    /// Width and height of the pad.
    pub pad: (f32, f32),
    /// Who, as whom, when.
    pub lines: Vec<String>,
    /// What was shown to the signer, to the letter.
    pub shown: String,
}

/// A photograph with what stands below it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shot {
    /// The picture.
    pub picture: Picture,
    /// What it shows.
    pub caption: String,
    /// When it was taken, and what is to be known of it.
    pub note: String,
}

/// A form as it was filled in.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Filled {
    /// What it is called.
    pub title: String,
    /// Its answers, with what stands over them.
    pub lines: Vec<Answered>,
    /// What is to be known of it: answers that are missing.
    pub note: String,
}

/// A line of a form.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answered {
    /// What stands over the answers below: a page, a group, an item of a list.
    Heading(String),
    /// A question with its answer.
    Given {
        /// What was asked.
        question: String,
        /// What was answered, as people read it.
        answer: String,
    },
}

/// A table: text on the left, figures on the right.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    /// What it lists.
    pub title: String,
    /// What and how much.
    pub rows: Vec<(String, String)>,
    /// The line below it.
    pub total: Option<(String, String)>,
    /// What is to be known of it: by whom it was signed.
    pub note: String,
}

/// Readings over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Chart {
    /// What was measured, with its unit and limits.
    pub title: String,
    /// Minutes since the first one, and the value.
    pub points: Vec<(f32, f32)>,
    /// The lowest value that is right.
    pub min: Option<f32>,
    /// The highest.
    pub max: Option<f32>,
    /// When the first and the last were measured.
    pub times: (String, String),
    /// What is to be known of it: times outside.
    pub note: String,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Event {
    /// When.
    pub time: String,
    /// What.
    pub title: String,
    /// What is said of it.
    pub text: String,
    /// Taken back.
    pub struck: bool,
    /// A step of the workflow.
    pub is_step: bool,
    /// Something is to be known before it is relied on.
    pub warning: String,
}

/// What a report rests on.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Proof {
    /// The text of the square code.
    pub code: String,
    /// The fingerprint of the evidence, in groups.
    pub digest: String,
    /// Lines about it: how many records, by which phone, whether the hub has them.
    pub lines: Vec<String>,
    /// The list behind the fingerprint, as the file inside the report.
    pub list: Vec<u8>,
}

/// Headings.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Labels {
    /// Over the facts.
    pub order: String,
    /// Over the signatures.
    pub signatures: String,
    /// Beside what was shown.
    pub shown: String,
    /// Over the photographs.
    pub photos: String,
    /// Over the events.
    pub events: String,
    /// Over the evidence.
    pub proof: String,
    /// Below the square code.
    pub scan: String,
    /// At the foot of each page: made on this phone, when.
    pub foot: String,
}
