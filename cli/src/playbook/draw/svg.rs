//! The picture: lines below, boxes above, and a legend of who makes which steps.

use std::fmt::Write as _;

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::steps::Workflow;
use counterfoil_domain::playbook::telling::{act_words, occasion_words};

use super::graph::{Edge, Graph, LINE_HEIGHT, Node, What, text_width};
use super::stage_box;
use crate::args::Lang;
use crate::playbook::{pick, say};

/// Characters of a legend's line; what is longer is cut.
const LEGEND_CHARS_MAX: usize = 96;

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
    let groups = graph.groups();
    let (right, bottom) = graph.extent();
    let (settling, by_itself) = (settling(flow, lang), by_itself(playbook, flow, lang));
    let lines = groups.len() + usize::from(!settling.is_empty()) + by_itself.len();
    let foot = 34.0 + 22.0 * lines as f64;
    let texts = by_itself.iter().chain([&settling]).map(|text| text_width(text, 12.0) + 30.0);
    let widest = texts.fold(right, f64::max);
    let (width, height) = ((widest + 2.0 * MARGIN).max(460.0), HEAD + bottom + foot + MARGIN);
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
    graph_in(&mut out, graph, &groups, lang);
    out.push_str("</g>\n");
    legend(&mut out, &groups, (&settling, &by_itself), HEAD + bottom + 40.0, lang);
    out.push_str("</svg>\n");
    out
}

/// A graph with its origin where the drawing's is: lines below, boxes above, lanes within their stages.
pub(super) fn graph_in(out: &mut String, graph: &Graph, groups: &[Vec<String>], lang: Lang) {
    graph.edges.iter().for_each(|edge| line(out, graph, edge, groups));
    for (place, node) in graph.nodes.iter().enumerate() {
        match &node.what {
            What::Stage(own) => stage_box::draw(out, node, own, groups, lang),
            What::Way { .. } => way(out, node, groups),
            What::Bend => passing(out, graph, place, groups),
        }
    }
}

/// A line that passes a layer, straight down.
fn passing(out: &mut String, graph: &Graph, place: usize, groups: &[Vec<String>]) {
    let node = &graph.nodes[place];
    let Some(edge) = graph.edges.iter().find(|edge| edge.upper == place) else { return };
    let (ink, _) = colour(groups, &graph.nodes[edge.way]);
    let (x, top, bottom) = (node.x, node.y, node.y + node.height);
    let _ = writeln!(
        out,
        "<path d=\"M{x:.1} {top:.1}L{x:.1} {bottom:.1}\" fill=\"none\" stroke=\"{ink}\" \
         stroke-width=\"1.4\" stroke-opacity=\"0.75\"/>"
    );
}

/// The kinds that move like this, and the workflow's id.
fn title(playbook: &Playbook, flow: &Workflow, lang: Lang) -> String {
    let kinds = playbook.file().kinds.iter();
    let own = kinds.filter(|kind| kind.workflow.as_deref() == Some(&flow.id));
    let names: Vec<&str> = own.map(|kind| say(&kind.name, lang)).collect();
    format!("{} · {} v{}", names.join(pick(lang, "、", ", ")), flow.id, playbook.version())
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
pub(super) fn arrow(out: &mut String, x: f64, y: f64, length: f64, ink: &str) {
    let (left, right, back) = (x - 4.5, x + 4.5, y + length);
    let _ = writeln!(
        out,
        "<path d=\"M{x:.1} {y:.1}L{left:.1} {back:.1}L{right:.1} {back:.1}Z\" fill=\"{ink}\"/>"
    );
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

/// What happens by itself to the kinds that move like this, a line each.
fn by_itself(playbook: &Playbook, flow: &Workflow, lang: Lang) -> Vec<String> {
    let moves = |kind: &String| playbook.workflow_of(kind).is_some_and(|own| own.id == flow.id);
    let all = playbook.file().triggers.iter().filter(|one| one.kinds.iter().any(moves));
    let lines = all.map(|one| {
        let (on, does) = (occasion_words(playbook, one), act_words(playbook, one));
        let text = format!("{}:{},{}", say(&one.name, lang), say(&on, lang), say(&does, lang));
        match text.char_indices().nth(LEGEND_CHARS_MAX) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    });
    lines.collect()
}

fn legend(
    out: &mut String,
    groups: &[Vec<String>],
    (settling, by_itself): (&str, &[String]),
    top: f64,
    lang: Lang,
) {
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
    for text in by_itself {
        stage_box::bolt(out, MARGIN + 7.0, y - 11.0);
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{y:.1}\" font-size=\"12\" fill=\"#39434f\">{}</text>",
            MARGIN + 30.0,
            escaped(text)
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
