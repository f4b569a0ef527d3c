//! The box of a stage: its name, how long an order may stay, what happens by itself there, and between a fork and a
//! join the lanes of work that goes on side by side.

use std::fmt::Write as _;

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::branches::{Branch, BranchStage};
use counterfoil_domain::playbook::steps::{Stage, Workflow};
use counterfoil_domain::playbook::telling::limit_words;

use super::graph::{Graph, Node, Shape, text_width};
use super::layers;
use super::svg::{arrow, escaped, graph_in};
use crate::args::Lang;
use crate::playbook::say;

/// Height of a box with a name alone, of a note below it, and of a lane's name.
const NAME_HEIGHT: f64 = 44.0;
const NOTE_HEIGHT: f64 = 17.0;
const LANE_NAME_HEIGHT: f64 = 30.0;
/// Room around a lane's graph, between lanes, and between a bar and the lanes.
const PAD: f64 = 14.0;
const BAR_GAP: f64 = 20.0;
const BAR_HEIGHT: f64 = 5.0;

/// A stage as it is drawn.
#[derive(Debug, Clone)]
pub(super) struct StageBox {
    name: String,
    ink: &'static str,
    paper: &'static str,
    thick: bool,
    pauses: bool,
    notes: Vec<Note>,
    pub(super) lanes: Vec<LaneBox>,
}

/// A line below the name.
#[derive(Debug, Clone)]
struct Note {
    text: String,
    by_itself: bool,
}

/// A lane's column: its place within the stage's box, and its graph.
#[derive(Debug, Clone)]
pub(super) struct LaneBox {
    name: String,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) graph: Graph,
}

impl StageBox {
    pub(super) fn of_order(
        playbook: &Playbook,
        flow: &Workflow,
        stage: &Stage,
        lang: Lang,
    ) -> Self {
        let (ink, paper) = match stage {
            stage if stage.id == flow.initial => ("#1d5fbf", "#dceafd"),
            stage if stage.terminal && stage.handed_out => ("#1d7a3f", "#dff3e5"),
            stage if stage.terminal => ("#5a6370", "#e9ecef"),
            stage if stage.waiting => ("#b06f00", "#fff1d2"),
            _ => ("#39434f", "#f8fafc"),
        };
        let limit = stage.limit.iter().map(|limit| Note {
            text: say(&limit_words(playbook, limit), lang).to_owned(),
            by_itself: false,
        });
        let moves = |kind: &String| playbook.workflow_of(kind).is_some_and(|own| own.id == flow.id);
        let here = playbook
            .file()
            .triggers
            .iter()
            .filter(|one| one.on.stages.contains(&stage.id) && one.kinds.iter().any(moves));
        let here = here.map(|one| Note { text: say(&one.name, lang).to_owned(), by_itself: true });
        let mut own = Self {
            name: say(&stage.name, lang).to_owned(),
            ink,
            paper,
            thick: stage.terminal,
            pauses: stage.pauses_sla,
            notes: limit.chain(here).collect(),
            lanes: Vec::new(),
        };
        own.lanes = stage.branches.iter().map(|lane| LaneBox::of(playbook, lane, lang)).collect();
        own.arrange();
        own
    }

    fn of_lane(lane: &Branch, stage: &BranchStage, lang: Lang) -> Self {
        let (ink, paper) = match stage {
            stage if stage.done => ("#1d7a3f", "#dff3e5"),
            stage if stage.id == lane.initial => ("#1d5fbf", "#dceafd"),
            _ => ("#39434f", "#f8fafc"),
        };
        let name = say(&stage.name, lang).to_owned();
        let (notes, lanes) = (Vec::new(), Vec::new());
        Self { name, ink, paper, thick: stage.done, pauses: false, notes, lanes }
    }

    fn head(&self) -> f64 {
        NAME_HEIGHT + NOTE_HEIGHT * self.notes.len() as f64
    }

    /// Puts the lanes beside each other, all as high as the highest.
    fn arrange(&mut self) {
        let top = self.head() + BAR_HEIGHT + BAR_GAP;
        let highest = self.lanes.iter().map(|lane| lane.height).fold(0.0, f64::max);
        let mut left = PAD;
        for lane in &mut self.lanes {
            (lane.left, lane.top, lane.height) = (left, top, highest);
            left += lane.width + PAD;
        }
    }

    /// Width and height.
    pub(super) fn size(&self) -> (f64, f64) {
        let name = text_width(&self.name, 15.0) + 36.0;
        let notes = self.notes.iter().map(|note| text_width(&note.text, 11.5) + 40.0);
        let lanes = self.lanes.last().map_or(0.0, |lane| lane.left + lane.width + PAD);
        let width = notes.fold(name.max(96.0), f64::max).max(lanes);
        let height = match self.lanes.first() {
            Some(lane) => lane.top + lane.height + BAR_GAP + BAR_HEIGHT + PAD,
            None => self.head(),
        };
        (width, height)
    }
}

impl LaneBox {
    fn of(playbook: &Playbook, lane: &Branch, lang: Lang) -> Self {
        let stages = lane.stages.iter();
        let stages = stages.map(|stage| (stage.id.as_str(), StageBox::of_lane(lane, stage, lang)));
        let (initial, steps) = (lane.initial.as_str(), &lane.transitions[..]);
        let shape = Shape { initial, stages: stages.collect(), steps };
        let mut graph = Graph::shaped(playbook, shape, lang);
        layers::place(&mut graph);
        let (width, height) = graph.extent();
        let name = say(&lane.name, lang).to_owned();
        let width = width.max(text_width(&name, 13.0)) + 2.0 * PAD;
        let height = LANE_NAME_HEIGHT + height + PAD;
        Self { name, left: 0.0, top: 0.0, width, height, graph }
    }
}

/// Draws a stage where its node stands.
pub(super) fn draw(
    out: &mut String,
    node: &Node,
    own: &StageBox,
    groups: &[Vec<String>],
    lang: Lang,
) {
    let (left, top) = (node.x - node.width / 2.0, node.y);
    let (width, height, ink, paper) = (node.width, node.height, own.ink, own.paper);
    let _ = writeln!(
        out,
        "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"10\" fill=\"{paper}\" \
         stroke=\"{ink}\" stroke-width=\"{}\"/>",
        if own.thick { 2.6 } else { 1.4 }
    );
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"15\" font-weight=\"600\" fill=\"#16202c\" \
         text-anchor=\"middle\">{}</text>",
        node.x,
        top + NAME_HEIGHT / 2.0 + 5.5,
        escaped(&own.name)
    );
    if own.pauses {
        pause(out, left + width - 16.0, top + 8.0, ink);
    }
    for (place, note) in own.notes.iter().enumerate() {
        let y = top + NAME_HEIGHT - 6.0 + NOTE_HEIGHT * place as f64;
        self::note(out, node.x, y, note);
    }
    if !own.lanes.is_empty() {
        lanes(out, (left, top), own, groups, lang);
    }
}

/// A line below the name: a clock before a limit, a bolt before what happens by itself.
fn note(out: &mut String, middle: f64, top: f64, note: &Note) {
    let from = middle - text_width(&note.text, 11.5) / 2.0;
    match note.by_itself {
        true => bolt(out, from - 12.0, top - 1.0),
        false => clock(out, from - 9.0, top + 5.5),
    }
    let _ = writeln!(
        out,
        "<text x=\"{from:.1}\" y=\"{:.1}\" font-size=\"11.5\" fill=\"#39434f\">{}</text>",
        top + 9.5,
        escaped(&note.text)
    );
}

/// The fork, the lanes, the join.
fn lanes(
    out: &mut String,
    (left, top): (f64, f64),
    own: &StageBox,
    groups: &[Vec<String>],
    lang: Lang,
) {
    let (Some(first), Some(last)) = (own.lanes.first(), own.lanes.last()) else { return };
    let (from, width) = (left + first.left, last.left + last.width - first.left);
    let fork = top + first.top - BAR_GAP - BAR_HEIGHT;
    let join = top + first.top + first.height + BAR_GAP;
    for (class, y) in [("fork", fork), ("join", join)] {
        let _ = writeln!(
            out,
            "<rect class=\"{class}\" x=\"{from:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR_HEIGHT}\" rx=\"2\" \
             fill=\"#16202c\"/>"
        );
    }
    for lane in &own.lanes {
        let (x, y) = (left + lane.left, top + lane.top);
        let _ = writeln!(
            out,
            "<rect class=\"lane\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"8\" fill=\"#fff\" \
             stroke=\"#8b95a1\" stroke-dasharray=\"5 4\"/>",
            lane.width, lane.height
        );
        let middle = x + lane.width / 2.0;
        let _ = writeln!(
            out,
            "<text x=\"{middle:.1}\" y=\"{:.1}\" font-size=\"13\" font-weight=\"600\" fill=\"#39434f\" \
             text-anchor=\"middle\">{}</text>",
            y + 19.0,
            escaped(&lane.name)
        );
        pointed(out, middle, fork + BAR_HEIGHT, y);
        pointed(out, middle, y + lane.height, join);
        let graph = lane.graph.extent().0;
        let inner = x + (lane.width - graph) / 2.0;
        let _ =
            writeln!(out, "<g transform=\"translate({inner:.1} {:.1})\">", y + LANE_NAME_HEIGHT);
        graph_in(out, &lane.graph, groups, lang);
        out.push_str("</g>\n");
    }
}

/// A line straight down with its arrow.
fn pointed(out: &mut String, x: f64, from: f64, to: f64) {
    let _ = writeln!(
        out,
        "<path d=\"M{x:.1} {from:.1}L{x:.1} {:.1}\" stroke=\"#16202c\" stroke-width=\"1.4\"/>",
        to - 8.0
    );
    arrow(out, x, to, -8.0, "#16202c");
}

/// Two bars: the service level's clock stands still here. Drawn, as few fonts have the sign.
fn pause(out: &mut String, x: f64, y: f64, ink: &str) {
    for bar in [x, x + 5.0] {
        let _ = writeln!(
            out,
            "<rect x=\"{bar:.1}\" y=\"{y:.1}\" width=\"3\" height=\"9\" rx=\"1\" fill=\"{ink}\"/>"
        );
    }
}

/// A clock's face around a middle.
fn clock(out: &mut String, x: f64, y: f64) {
    let _ = writeln!(
        out,
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.8\" fill=\"none\" stroke=\"#39434f\" stroke-width=\"1.2\"/>\
         <path d=\"M{x:.1} {:.1}L{x:.1} {y:.1}L{:.1} {y:.1}\" fill=\"none\" stroke=\"#39434f\" stroke-width=\"1.2\"/>",
        y - 3.2,
        x + 2.6
    );
}

/// A bolt, 8 wide and 13 high: it happens by itself.
pub(super) fn bolt(out: &mut String, x: f64, y: f64) {
    let _ = writeln!(
        out,
        "<path transform=\"translate({x:.1} {y:.1})\" d=\"M5 0L0 7.5L3.4 7.5L2.6 13L8 5L4.6 5Z\" fill=\"#b06f00\"/>"
    );
}
