//! A workflow as nodes in layers: stages on even ones, the ways between them on odd ones, and bends where a line
//! passes a layer.

use std::collections::BTreeMap;

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::steps::{Need, Transition, Workflow};

use super::stage_box::StageBox;
use crate::args::Lang;
use crate::playbook::{pick, say};

/// Height of one line in a way's box.
pub(super) const LINE_HEIGHT: f64 = 20.0;

/// What a node is.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A stage of the workflow or of a lane.
    Stage(StageBox),
    /// Steps from the same stages to the same one.
    Way { lines: Vec<Line>, roles: Vec<String> },
    /// A line passes.
    Bend,
}

/// A step in a way's box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) asks: String,
}

/// A node with its place; x is its middle, y its top.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) what: What,
    pub(super) rank: usize,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A line between two nodes of neighbouring layers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) upper: usize,
    pub(super) lower: usize,
    /// The way that it belongs to.
    pub(super) way: usize,
    /// Whether an arrow points up into the upper node, or down into the lower one.
    pub(super) arrow_up: bool,
    pub(super) arrow_down: bool,
}

/// What is drawn as one graph: a workflow, or a lane within it.
pub(super) struct Shape<'a> {
    pub(super) initial: &'a str,
    pub(super) stages: Vec<(&'a str, StageBox)>,
    pub(super) steps: &'a [Transition],
}

/// Everything that is drawn.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

impl Graph {
    pub(super) fn of(playbook: &Playbook, flow: &Workflow, lang: Lang) -> Self {
        let stages = flow.stages.iter();
        let stages = stages
            .map(|stage| (stage.id.as_str(), StageBox::of_order(playbook, flow, stage, lang)));
        let shape =
            Shape { initial: &flow.initial, stages: stages.collect(), steps: &flow.transitions };
        Self::shaped(playbook, shape, lang)
    }

    /// A graph with its nodes in layers; nothing has a place yet.
    pub(super) fn shaped(playbook: &Playbook, shape: Shape<'_>, lang: Lang) -> Self {
        let ranks = ranks(&shape);
        let mut graph = Self::default();
        let mut groups: BTreeMap<(Vec<usize>, usize), Vec<&Transition>> = BTreeMap::new();
        for step in shape.steps.iter().filter(|step| !step.settles) {
            let Some(to) = shape.at(&step.to) else { continue };
            let from = step.from.iter().filter_map(|from| shape.at(from));
            let (down, up): (Vec<usize>, Vec<usize>) =
                from.partition(|from| ranks[*from] < ranks[to]);
            for mut side in [down, up].into_iter().filter(|side| !side.is_empty()) {
                side.sort_unstable();
                groups.entry((side, to)).or_default().push(step);
            }
        }
        for (place, (_, own)) in shape.stages.into_iter().enumerate() {
            let (width, height) = own.size();
            graph.add(What::Stage(own), ranks[place] * 2, width, height);
        }
        for ((from, to), steps) in groups {
            graph.way(playbook, (&from, to), &steps, &ranks, lang);
        }
        graph
    }

    /// Who makes the steps of each way, those of lanes included, each group once.
    pub(super) fn groups(&self) -> Vec<Vec<String>> {
        let mut groups: Vec<Vec<String>> = Vec::new();
        for node in &self.nodes {
            let own = match &node.what {
                What::Way { roles, .. } => vec![roles.clone()],
                What::Stage(own) => own.lanes.iter().flat_map(|lane| lane.graph.groups()).collect(),
                What::Bend => Vec::new(),
            };
            for group in own {
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
        }
        groups
    }

    /// How wide and high it is, once everything has its place.
    pub(super) fn extent(&self) -> (f64, f64) {
        let right = self.nodes.iter().map(|node| node.x + node.width / 2.0).fold(0.0, f64::max);
        let bottom = self.nodes.iter().map(|node| node.y + node.height).fold(0.0, f64::max);
        (right, bottom)
    }

    fn add(&mut self, what: What, rank: usize, width: f64, height: f64) -> usize {
        self.nodes.push(Node { what, rank, width, height, x: 0.0, y: 0.0 });
        self.nodes.len() - 1
    }

    fn way(
        &mut self,
        playbook: &Playbook,
        (from, to): (&[usize], usize),
        steps: &[&Transition],
        ranks: &[usize],
        lang: Lang,
    ) {
        let lines: Vec<Line> = steps.iter().map(|step| line(step, lang)).collect();
        let width = |line: &Line| {
            let gap = if line.asks.is_empty() { 0.0 } else { 8.0 };
            text_width(&line.name, 13.0) + gap + text_width(&line.asks, 11.0)
        };
        let widest = lines.iter().map(width).fold(0.0, f64::max);
        let highest = from.iter().map(|from| ranks[*from]).min().unwrap_or(0);
        let lowest = from.iter().map(|from| ranks[*from]).max().unwrap_or(0);
        let rank = match lowest < ranks[to] {
            true => lowest * 2 + 1,
            false if highest > ranks[to] => highest * 2 - 1,
            false => ranks[to] * 2 + 1,
        };
        let roles = roles(playbook, steps, lang);
        let height = LINE_HEIGHT * lines.len() as f64 + 8.0;
        let way = self.add(What::Way { lines, roles }, rank, widest + 24.0, height);
        let mut bus = BTreeMap::new();
        for stage in from {
            self.line_between(*stage, way, &mut bus, false);
        }
        self.line_between(to, way, &mut BTreeMap::new(), true);
    }

    /// A line between a stage and a way, over bends that lines of the same bus share.
    fn line_between(
        &mut self,
        stage: usize,
        way: usize,
        bus: &mut BTreeMap<usize, usize>,
        into_stage: bool,
    ) {
        let (of_stage, of_way) = (self.nodes[stage].rank, self.nodes[way].rank);
        let step = |rank: usize| if of_way > of_stage { rank + 1 } else { rank - 1 };
        let (mut last, mut rank) = (stage, step(of_stage));
        loop {
            let (next, known) = match rank == of_way {
                true => (way, false),
                false => match bus.get(&rank) {
                    Some(bend) => (*bend, true),
                    None => {
                        let bend = self.add(What::Bend, rank, 10.0, 0.0);
                        bus.insert(rank, bend);
                        (bend, false)
                    }
                },
            };
            let down = self.nodes[next].rank > self.nodes[last].rank;
            let (upper, lower) = if down { (last, next) } else { (next, last) };
            let arrow = into_stage && last == stage;
            self.edges.push(Edge {
                upper,
                lower,
                way,
                arrow_up: arrow && down,
                arrow_down: arrow && !down,
            });
            if known || next == way {
                return;
            }
            (last, rank) = (next, step(rank));
        }
    }
}

impl Shape<'_> {
    fn at(&self, id: &str) -> Option<usize> {
        self.stages.iter().position(|(own, _)| *own == id)
    }
}

/// The layer of each stage: the longest way to it without going round.
fn ranks(shape: &Shape<'_>) -> Vec<usize> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); shape.stages.len()];
    for step in shape.steps.iter().filter(|step| !step.settles) {
        for from in step.from.iter().filter_map(|from| shape.at(from)) {
            next[from].extend(shape.at(&step.to).filter(|to| *to != from));
        }
    }
    let mut forward = Vec::new();
    let mut seen = vec![Mark::New; shape.stages.len()];
    if let Some(initial) = shape.at(shape.initial) {
        walk(initial, &next, &mut seen, &mut forward);
    }
    let mut ranks = vec![0; shape.stages.len()];
    for _ in 0..shape.stages.len() {
        for (from, to) in &forward {
            ranks[*to] = ranks[*to].max(ranks[*from] + 1);
        }
    }
    ranks
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

fn walk(here: usize, next: &[Vec<usize>], seen: &mut [Mark], forward: &mut Vec<(usize, usize)>) {
    seen[here] = Mark::Open;
    for to in &next[here] {
        if seen[*to] != Mark::Open {
            forward.push((here, *to));
        }
        if seen[*to] == Mark::New {
            walk(*to, next, seen, forward);
        }
    }
    seen[here] = Mark::Done;
}

fn line(step: &Transition, lang: Lang) -> Line {
    let mut asks: Vec<&str> = step.needs.iter().map(|need| short(need, lang)).collect();
    if step.reason.is_some() {
        asks.push(pick(lang, "原因", "reason"));
    }
    if step.guard.is_some() {
        asks.push(pick(lang, "条件", "guard"));
    }
    if step.approvals.is_some() {
        asks.push(pick(lang, "审批", "approval"));
    }
    if step.joins {
        asks.push(pick(lang, "汇合", "join"));
    }
    asks.dedup();
    Line { name: say(&step.name, lang).to_owned(), asks: asks.join("·") }
}

fn short(need: &Need, lang: Lang) -> &'static str {
    let (zh, en) = match need {
        Need::Photo { .. } => ("照片", "photo"),
        Need::Signature { .. } => ("签名", "signature"),
        Need::Consent { .. } => ("同意", "consent"),
        Need::Payment { .. } => ("收款", "payment"),
        Need::ContactAttempt { .. } => ("联系", "contact"),
        Need::Fact { .. } => ("记录", "fact"),
        Need::Form { .. } => ("表单", "form"),
        Need::SubOrders { .. } => ("子单", "parts"),
        Need::Note => ("说明", "note"),
        Need::NextDate => ("改期", "date"),
        Need::AnyOf { .. } => ("任一", "any of"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn roles(playbook: &Playbook, steps: &[&Transition], lang: Lang) -> Vec<String> {
    let all = playbook.file().roles.iter();
    let used = all.filter(|role| steps.iter().any(|step| step.roles.contains(&role.id)));
    used.map(|role| say(&role.name, lang).to_owned()).collect()
}

/// About how wide a text is: a Chinese character is as wide as it is high.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let one = |c: char| if u32::from(c) > 0x2e80 || c == '·' { size } else { size * 0.56 };
    text.chars().map(one).sum()
}
