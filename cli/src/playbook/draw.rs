//! `counterfoil playbook draw`: each workflow as a picture. Stages are boxes; between them stand the steps that lead
//! from one to another, with who makes them and what they ask for.

mod graph;
mod layers;
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

    #[test]
    fn every_builtin_workflow_is_drawn_whole_and_nothing_overlaps() {
        let book = Playbook::builtin();
        for flow in &book.file().workflows {
            let mut graph = graph::Graph::of(&book, flow, Lang::Zh);
            layers::place(&mut graph);
            for (n, one) in graph.nodes.iter().enumerate() {
                for other in graph.nodes[..n].iter().filter(|other| other.rank == one.rank) {
                    let apart = (one.x - other.x).abs() + 0.01 >= (one.width + other.width) / 2.0;
                    assert!(apart, "{}: {one:?} over {other:?}", flow.id);
                }
            }
            let drawn = picture(&book, flow, Lang::Zh);
            let stages = flow.stages.iter().map(|stage| &stage.name.zh);
            let steps = flow.transitions.iter().map(|step| &step.name.zh);
            for name in stages.chain(steps) {
                assert!(drawn.contains(&svg::escaped(name)), "{}: {name}", flow.id);
            }
            assert_eq!(drawn, picture(&book, flow, Lang::Zh));
        }
    }
}
