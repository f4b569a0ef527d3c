//! `counterfoil playbook draw`: each workflow as a picture. Stages are boxes; between them stand the steps that lead
//! from one to another, with who makes them and what they ask for.

mod graph;
mod layers;
mod stage_box;
mod svg;

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::steps::Workflow;

use super::read;
use crate::CliError;
use crate::args::Lang;
use crate::args::playbook::DrawArgs;

pub(super) fn draw(args: &DrawArgs) -> Result<(), CliError> {
    let playbook = read(args.file.as_deref(), args.lang)?;
    let wanted = |flow: &&Workflow| args.workflow.as_ref().is_none_or(|id| flow.id == *id);
    let flows: Vec<&Workflow> = playbook.file().workflows.iter().filter(wanted).collect();
    if flows.is_empty() {
        return Err("there is no such workflow".into());
    }
    std::fs::create_dir_all(&args.out)?;
    for flow in flows {
        let path = args.out.join(format!("{}.svg", flow.id));
        std::fs::write(&path, picture(&playbook, flow, args.lang))?;
        println!("{}", path.display());
    }
    Ok(())
}

/// A workflow as SVG. The same file gives the same picture.
#[must_use]
pub fn picture(playbook: &Playbook, flow: &Workflow, lang: Lang) -> String {
    let mut graph = graph::Graph::of(playbook, flow, lang);
    layers::place(&mut graph);
    svg::draw(playbook, flow, &graph, lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No two nodes of a layer overlap, and what lies within a stage's box stays there.
    fn apart(graph: &graph::Graph, of: &str) {
        for (n, one) in graph.nodes.iter().enumerate() {
            for other in graph.nodes[..n].iter().filter(|other| other.rank == one.rank) {
                let apart = (one.x - other.x).abs() + 0.01 >= (one.width + other.width) / 2.0;
                assert!(apart, "{of}: {one:?} over {other:?}");
            }
            let graph::What::Stage(own) = &one.what else { continue };
            let mut free = 0.0;
            for lane in &own.lanes {
                assert!(lane.left >= free && lane.left + lane.width <= one.width, "{of}: {lane:?}");
                assert!(lane.top + lane.height < one.height, "{of}: {lane:?}");
                let (width, height) = lane.graph.extent();
                assert!(width <= lane.width && height < lane.height, "{of}: {lane:?}");
                free = lane.left + lane.width;
                apart(&lane.graph, of);
            }
        }
    }

    #[test]
    fn every_builtin_workflow_is_drawn_whole_and_nothing_overlaps() {
        let book = Playbook::builtin();
        for flow in &book.file().workflows {
            let mut graph = graph::Graph::of(&book, flow, Lang::Zh);
            layers::place(&mut graph);
            apart(&graph, &flow.id);
            let drawn = picture(&book, flow, Lang::Zh);
            let lanes = || flow.stages.iter().flat_map(|stage| &stage.branches);
            let stages = flow.stages.iter().map(|stage| &stage.name.zh);
            let stages = stages.chain(lanes().map(|lane| &lane.name.zh));
            let of_lanes = lanes().flat_map(|lane| &lane.stages).map(|stage| &stage.name.zh);
            let steps = flow.all_transitions().map(|step| &step.name.zh);
            for name in stages.chain(of_lanes).chain(steps) {
                assert!(drawn.contains(&svg::escaped(name)), "{}: {name}", flow.id);
            }
            assert_eq!(drawn, picture(&book, flow, Lang::Zh));
        }
    }

    #[test]
    fn lanes_are_drawn_between_a_fork_and_a_join_with_limits_and_what_happens_by_itself() {
        let book = Playbook::builtin();
        let flows = &book.file().workflows;
        let flow = flows.iter().find(|flow| flow.id == "precision_repair").expect("with lanes");
        let drawn = picture(&book, flow, Lang::Zh);
        for (class, count) in [("fork", 1), ("join", 1), ("lane", 2)] {
            let class = format!("class=\"{class}\"");
            assert_eq!(drawn.matches(&class).count(), count, "{class}");
        }
        for part in ["最长停留 8 小时", "送检提醒", "大额报价提醒", "到达“无损检测”时"]
        {
            assert!(drawn.contains(&svg::escaped(part)), "{part}");
        }
        let other = flows.iter().find(|flow| flow.id == "parcel_delivery").expect("without");
        assert!(!picture(&book, other, Lang::Zh).contains("class=\"lane\""));
    }
}
