//! The picture: lines below, boxes above, and a legend of who makes which steps.

use std::fmt::Write as _;

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::steps::{Stage, Workflow};

use super::graph::{Edge, Graph, LINE_HEIGHT, Node, What};
use crate::args::Lang;
use crate::playbook::{pick, say};

/// One colour for each group of roles, in the order in which they come: line, paper.
const COLOURS: [(&str, &str); 6] = [
    ("#1d5fbf", "#eaf2fd"),
    ("#8a5a00", "#fdf3df"),
    ("#7a3fa0", "#f5ecfb"),
    ("#0b7a6b", "#e4f6f3"),
    ("#a3324c", "#fdebef"),
    ("#5a6370", "#f0f2f4"),
];
const MARGIN: f64 = 32.0;
const HEAD: f64 = 64.0;
const FONT: &str = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif";

pub(super) fn draw(playbook: &Playbook, flow: &Workflow, graph: &Graph, lang: Lang) -> String {
    let groups = groups(graph);
    let right = graph.nodes.iter().map(|node| node.x + node.width / 2.0).fold(0.0, f64::max);
    let bottom = graph.nodes.iter().map(|node| node.y + node.height).fold(0.0, f64::max);
    let settling = settling(flow, lang);
    let foot = 34.0 + 22.0 * (groups.len() + usize::from(!settling.is_empty())) as f64;
    let (width, height) = ((right + 2.0 * MARGIN).max(460.0), HEAD + bottom + foot + MARGIN);
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FONT}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    let _ = writeln!(
        out,
        "<text x=\"{MARGIN}\" y=\"36\" font-size=\"18\" font-weight=\"600\" fill=\"#16202c\">{}</text>",
        escaped(&title(playbook, flow, lang))
    );
    let _ = writeln!(out, "<g transform=\"translate({MARGIN} {HEAD})\">");
    graph.edges.iter().for_each(|edge| line(&mut out, graph, edge, &groups));
    for node in &graph.nodes {
        match &node.what {
            What::Stage(place) => stage(&mut out, node, flow, &flow.stages[*place], lang),
            What::Way { .. } => way(&mut out, node, &groups),
            What::Bend => {}
        }
    }
    out.push_str("</g>\n");
    legend(&mut out, &groups, &settling, HEAD + bottom + 40.0, lang);
    out.push_str("</svg>\n");
    out
}

/// The kinds that move like this, and the workflow's id.
fn title(playbook: &Playbook, flow: &Workflow, lang: Lang) -> String {
    let kinds = playbook.file().kinds.iter();
    let own = kinds.filter(|kind| kind.workflow.as_deref() == Some(&flow.id));
    let names: Vec<&str> = own.map(|kind| say(&kind.name, lang)).collect();
    format!("{} · {} v{}", names.join(pick(lang, "、", ", ")), flow.id, playbook.version())
}

fn groups(graph: &Graph) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    for node in &graph.nodes {
        if let What::Way { roles, .. } = &node.what
            && !groups.contains(roles)
        {
            groups.push(roles.clone());
        }
    }
    groups
}

fn colour(groups: &[Vec<String>], node: &Node) -> (&'static str, &'static str) {
    let What::Way { roles, .. } = &node.what else { return COLOURS[5] };
    let place = groups.iter().position(|group| group == roles).unwrap_or(0);
    COLOURS[place % COLOURS.len()]
}

/// Where a line leaves or enters a stage's side: lines to the left leave on the left.
fn port(graph: &Graph, edge: &Edge, at: usize, below: bool) -> f64 {
    let node = &graph.nodes[at];
    let ends = |one: &&Edge| if below { one.upper == at } else { one.lower == at };
    let other = |one: &Edge| if below { one.lower } else { one.upper };
    let mut all: Vec<(f64, usize)> = graph
        .edges
        .iter()
        .filter(ends)
        .map(|one| (graph.nodes[other(one)].x, other(one)))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let place = all.iter().position(|(_, to)| *to == other(edge)).unwrap_or(0);
    let room = if matches!(node.what, What::Stage(_)) { node.width * 0.7 } else { 0.0 };
    let share = (place as f64 + 0.5) / all.len().max(1) as f64 - 0.5;
    node.x + share * room
}

fn line(out: &mut String, graph: &Graph, edge: &Edge, groups: &[Vec<String>]) {
    let (upper, lower) = (&graph.nodes[edge.upper], &graph.nodes[edge.lower]);
    let (x1, x2) = (port(graph, edge, edge.upper, true), port(graph, edge, edge.lower, false));
    let tip = 8.0;
    let y1 = upper.y + upper.height + if edge.arrow_up { tip } else { 0.0 };
    let y2 = lower.y - if edge.arrow_down { tip } else { 0.0 };
    let middle = (y1 + y2) / 2.0;
    let (ink, _) = colour(groups, &graph.nodes[edge.way]);
    let _ = writeln!(
        out,
        "<path d=\"M{x1:.1} {y1:.1}C{x1:.1} {middle:.1} {x2:.1} {middle:.1} {x2:.1} {y2:.1}\" fill=\"none\" \
         stroke=\"{ink}\" stroke-width=\"1.4\" stroke-opacity=\"0.75\"/>"
    );
    if edge.arrow_up {
        arrow(out, x1, y1 - tip, tip, ink);
    }
    if edge.arrow_down {
        arrow(out, x2, y2 + tip, -tip, ink);
    }
}

/// An arrow's head with its point at (x, y); it opens towards y + length.
fn arrow(out: &mut String, x: f64, y: f64, length: f64, ink: &str) {
    let (left, right, back) = (x - 4.5, x + 4.5, y + length);
    let _ = writeln!(
        out,
        "<path d=\"M{x:.1} {y:.1}L{left:.1} {back:.1}L{right:.1} {back:.1}Z\" fill=\"{ink}\"/>"
    );
}

fn stage(out: &mut String, node: &Node, flow: &Workflow, stage: &Stage, lang: Lang) {
    let (left, top) = (node.x - node.width / 2.0, node.y);
    let (ink, paper) = match stage {
        stage if stage.id == flow.initial => ("#1d5fbf", "#dceafd"),
        stage if stage.terminal && stage.handed_out => ("#1d7a3f", "#dff3e5"),
        stage if stage.terminal => ("#5a6370", "#e9ecef"),
        stage if stage.waiting => ("#b06f00", "#fff1d2"),
        _ => ("#39434f", "#f8fafc"),
    };
    let (width, height) = (node.width, node.height);
    let _ = writeln!(
        out,
        "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"10\" fill=\"{paper}\" \
         stroke=\"{ink}\" stroke-width=\"{}\"/>",
        if stage.terminal { 2.6 } else { 1.4 }
    );
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"15\" font-weight=\"600\" fill=\"#16202c\" \
         text-anchor=\"middle\">{}</text>",
        node.x,
        top + height / 2.0 + 5.5,
        escaped(say(&stage.name, lang))
    );
    if stage.pauses_sla {
        pause(out, left + width - 16.0, top + 8.0, ink);
    }
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

fn way(out: &mut String, node: &Node, groups: &[Vec<String>]) {
    let What::Way { lines, .. } = &node.what else { return };
    let (left, top, width, height) = (node.x - node.width / 2.0, node.y, node.width, node.height);
    let (ink, paper) = colour(groups, node);
    let _ = writeln!(
        out,
        "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"13\" fill=\"{paper}\" \
         stroke=\"{ink}\" stroke-width=\"1\"/>"
    );
    for (place, line) in lines.iter().enumerate() {
        let y = top + 4.0 + LINE_HEIGHT * place as f64 + 14.5;
        let asks = match line.asks.is_empty() {
            true => String::new(),
            false => format!(
                "<tspan dx=\"8\" font-size=\"11\" fill=\"#6a7480\">{}</tspan>",
                escaped(&line.asks)
            ),
        };
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{y:.1}\" font-size=\"13\" fill=\"{ink}\" text-anchor=\"middle\">{}{asks}</text>",
            node.x,
            escaped(&line.name)
        );
    }
}

/// The steps that only settle a dispute.
fn settling(flow: &Workflow, lang: Lang) -> String {
    let steps = flow.transitions.iter().filter(|step| step.settles);
    let names: Vec<&str> = steps.map(|step| say(&step.name, lang)).collect();
    match names.is_empty() {
        true => String::new(),
        false => {
            let words = pick(lang, "有争议时才能:", "only in a dispute: ");
            format!("{words}{}", names.join(pick(lang, "、", ", ")))
        }
    }
}

fn legend(out: &mut String, groups: &[Vec<String>], settling: &str, top: f64, lang: Lang) {
    let mut y = top;
    for (place, roles) in groups.iter().enumerate() {
        let (ink, paper) = COLOURS[place % COLOURS.len()];
        let names = escaped(&roles.join(pick(lang, "、", ", ")));
        let _ = writeln!(
            out,
            "<rect x=\"{MARGIN}\" y=\"{:.1}\" width=\"22\" height=\"12\" rx=\"6\" fill=\"{paper}\" stroke=\"{ink}\"/>\
             <text x=\"{:.1}\" y=\"{y:.1}\" font-size=\"12\" fill=\"#39434f\">{names}</text>",
            y - 10.0,
            MARGIN + 30.0
        );
        y += 22.0;
    }
    if !settling.is_empty() {
        let _ = writeln!(
            out,
            "<text x=\"{MARGIN}\" y=\"{y:.1}\" font-size=\"12\" fill=\"#39434f\">{}</text>",
            escaped(settling)
        );
    }
}

/// A text as it stands in XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
