//! What `counterfoil playbook` takes.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::Lang;

pub(super) const PLAYBOOK_HELP: &str = "A playbook is one JSON file: kinds of work, their workflows, forms and reasons, and who sees, adds and sets what.\n\
    Begin with a copy of the built-in one; playbook.schema.json beside it tells an editor every key.\n\n  \
    counterfoil playbook check my.json                     every fault, with its line\n  \
    counterfoil playbook explain my.json --kind parcel     what may happen, who may do it, what it needs\n  \
    counterfoil playbook simulate my.json --kind parcel    type facts and steps, see where the order goes and why\n  \
    counterfoil playbook draw my.json --out pictures       an SVG for each workflow\n  \
    counterfoil playbook publish my.json --hub http://127.0.0.1:8080 --key keys/office.secret\n\n\
    Publishing needs a higher version than the one in force. New orders are made under it; open ones keep theirs.";

pub(super) const SIMULATE_HELP: &str = "One line is one thing that happens; # begins a remark. Lines come from --script or standard input:\n  \
    as courier                who acts, assigned; `as courier unassigned` otherwise\n  \
    set goods_due_minor 1200  a field\n  \
    photo door                a photograph of something; sign recipient; unsigned recipient REASON\n  \
    consent locker in_person  an agreement and its channel; attempt phone reached; pay goods 1200\n  \
    quote 52000 signed        a quote; fact reading: a fact of any other kind\n  \
    part repair               an order that is a part of this one; `part repair ended`: it is over\n  \
    approve STEP LEVEL        somebody agrees; `approve STEP LEVEL no`: somebody does not\n  \
    step deliver              a step; with reason=ID, note=WORDS, until=MS\n  \
    offers                    the steps that lead on from here\n\n\
    After each step: allowed or not, by which rules, and the stage. The same lines give the same output on every machine.";

/// What is done with a playbook.
#[derive(Debug, Clone, ClapArgs)]
pub struct PlaybookArgs {
    /// What to do.
    #[command(subcommand)]
    pub verb: PlaybookVerb,
}

/// What is done with a playbook.
#[derive(Debug, Clone, Subcommand)]
pub enum PlaybookVerb {
    /// Find everything that is wrong with a file; fails if it cannot be published.
    Check(CheckArgs),
    /// Say in words what may happen to orders of a kind.
    Explain(ExplainArgs),
    /// Try facts and steps on an order that does not exist.
    #[command(after_help = SIMULATE_HELP)]
    Simulate(SimulateArgs),
    /// Draw each workflow as an SVG.
    Draw(DrawArgs),
    /// Publish a file at a running hub, which signs it.
    Publish(PublishArgs),
}

/// A check.
#[derive(Debug, Clone, ClapArgs)]
pub struct CheckArgs {
    /// The playbook file; the built-in one otherwise.
    pub file: Option<PathBuf>,
    /// Language of what is found.
    #[arg(long, value_enum, default_value = "zh")]
    pub lang: Lang,
    /// Print the faults as JSON.
    #[arg(long)]
    pub json: bool,
}

/// An explanation.
#[derive(Debug, Clone, ClapArgs)]
pub struct ExplainArgs {
    /// The playbook file; the built-in one otherwise.
    pub file: Option<PathBuf>,
    /// The kind of order.
    #[arg(long)]
    pub kind: String,
    /// One stage; all of them otherwise.
    #[arg(long)]
    pub stage: Option<String>,
    /// What one role may do.
    #[arg(long)]
    pub role: Option<String>,
    /// Language of the explanation.
    #[arg(long, value_enum, default_value = "zh")]
    pub lang: Lang,
}

/// A simulation.
#[derive(Debug, Clone, ClapArgs)]
pub struct SimulateArgs {
    /// The playbook file; the built-in one otherwise.
    pub file: Option<PathBuf>,
    /// The kind of order.
    #[arg(long)]
    pub kind: String,
    /// A file of lines; standard input otherwise.
    #[arg(long)]
    pub script: Option<PathBuf>,
    /// Language of the answers.
    #[arg(long, value_enum, default_value = "zh")]
    pub lang: Lang,
}

/// A drawing.
#[derive(Debug, Clone, ClapArgs)]
pub struct DrawArgs {
    /// The playbook file; the built-in one otherwise.
    pub file: Option<PathBuf>,
    /// One workflow; all of them otherwise.
    #[arg(long)]
    pub workflow: Option<String>,
    /// The folder for the pictures, `WORKFLOW.svg`. Made if it is not there.
    #[arg(long, default_value = ".")]
    pub out: PathBuf,
    /// Language of the pictures.
    #[arg(long, value_enum, default_value = "zh")]
    pub lang: Lang,
}

/// A publication.
#[derive(Debug, Clone, ClapArgs)]
pub struct PublishArgs {
    /// The playbook file.
    pub file: PathBuf,
    /// The hub's address.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub hub: String,
    /// The file with the office's secret, as `counterfoil serve` writes it beside its key file.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// Language of what the hub says.
    #[arg(long, value_enum, default_value = "zh")]
    pub lang: Lang,
}
