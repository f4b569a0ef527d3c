//! `counterfoil playbook explain`: what may happen to orders of a kind, who may do it and what it needs, in words.

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::policy::{Standing, sees};
use counterfoil_domain::playbook::steps::{Stage, Transition, Workflow};
use counterfoil_domain::playbook::telling::{asked_words, take_back_words, who_words};

use super::{pick, read, say};
use crate::CliError;
use crate::args::Lang;
use crate::args::playbook::ExplainArgs;

pub(super) fn explain(args: &ExplainArgs) -> Result<(), CliError> {
    let playbook = read(args.file.as_deref(), args.lang)?;
    println!("{}", text(&playbook, args)?);
    Ok(())
}

fn text(playbook: &Playbook, args: &ExplainArgs) -> Result<String, CliError> {
    let flow = workflow(playbook, &args.kind)?;
    let stages: Vec<&Stage> = match &args.stage {
        None => flow.stages.iter().collect(),
        Some(id) => {
            let found = flow.stages.iter().find(|stage| stage.id == *id);
            let known: Vec<&str> = flow.stages.iter().map(|stage| stage.id.as_str()).collect();
            vec![found.ok_or(format!("there is no stage {id}; stages: {}", known.join(", ")))?]
        }
    };
    let told: Vec<String> =
        stages.into_iter().map(|stage| one_stage(playbook, flow, stage, args)).collect();
    Ok(told.join("\n\n"))
}

/// The workflow of a kind of order.
pub(super) fn workflow<'a>(playbook: &'a Playbook, kind: &str) -> Result<&'a Workflow, CliError> {
    let with_stages = || {
        let kinds = playbook.file().kinds.iter().filter(|kind| kind.workflow.is_some());
        kinds.map(|kind| kind.id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let found = playbook.workflow_of(kind);
    found.ok_or_else(|| format!("no kind {kind} with stages; kinds: {}", with_stages()).into())
}

fn one_stage(playbook: &Playbook, flow: &Workflow, stage: &Stage, args: &ExplainArgs) -> String {
    let lang = args.lang;
    let mut lines = vec![format!("■ {}({})", say(&stage.name, lang), stage.id)];
    if let Some(seen) = seen_here(playbook, stage, args) {
        lines.push(seen);
    }
    let mut ways = 0;
    for step in flow.transitions.iter().filter(|step| step.from.contains(&stage.id)) {
        if args.role.as_ref().is_none_or(|role| step.roles.contains(role)) {
            ways += 1;
            lines.extend(one_step(playbook, flow, step, lang));
        }
    }
    if ways == 0 {
        let (zh, en) = match stage.terminal {
            true => ("到此结束", "the order is over here"),
            false => ("在此没有可做的操作", "nothing may be done here"),
        };
        lines.push(format!("  {}", pick(lang, zh, en)));
    }
    lines.join("\n")
}

/// What a role sees at a stage.
fn seen_here(playbook: &Playbook, stage: &Stage, args: &ExplainArgs) -> Option<String> {
    let role = args.role.as_deref()?;
    let seen = |assigned| {
        let standing = Standing { role, kind: &args.kind, stage: &stage.id, assigned };
        let names: Vec<&str> = sees(playbook, &standing).into_iter().collect();
        if names.is_empty() { "-".to_owned() } else { names.join(" ") }
    };
    let (own, others) = (seen(true), seen(false));
    Some(match args.lang {
        Lang::Zh => format!("  可见:派给本人时 {own};否则 {others}"),
        Lang::En => format!("  sees, assigned: {own}; otherwise: {others}"),
    })
}

fn one_step(playbook: &Playbook, flow: &Workflow, step: &Transition, lang: Lang) -> Vec<String> {
    let to = flow.stages.iter().find(|stage| stage.id == step.to);
    let to = to.map_or(step.to.as_str(), |stage| say(&stage.name, lang));
    let who = who_words(playbook, step);
    let mut lines = vec![
        format!("  → {}({})→ {to}", say(&step.name, lang), step.id),
        format!("      {}{}", pick(lang, "谁可以:", "who: "), say(&who, lang)),
    ];
    for asked in asked_words(playbook, step) {
        lines.push(format!("      {}{}", pick(lang, "需要:", "needs: "), say(&asked, lang)));
    }
    let back = take_back_words(playbook, step);
    lines.push(format!("      {}{}", pick(lang, "撤回:", "taken back by: "), say(&back, lang)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_explained_in_both_languages() {
        let mut args = ExplainArgs {
            file: None,
            kind: "parcel".into(),
            stage: Some("out_for_delivery".into()),
            role: Some("courier".into()),
            lang: Lang::Zh,
        };
        let zh = text(&Playbook::builtin(), &args).expect("explained");
        for part in ["■ 派送中", "→ 已签收", "谁可以:快递员", "收件人同意放快递柜", "此件已拦截"]
        {
            assert!(zh.contains(part), "{part}: {zh}");
        }
        args.lang = Lang::En;
        let en = text(&Playbook::builtin(), &args).expect("explained");
        assert!(en.contains("consent: leave in a locker") && en.contains("who: courier"), "{en}");
        args.stage = Some("nowhere".into());
        let why = text(&Playbook::builtin(), &args).expect_err("no such stage").to_string();
        assert!(why.contains("out_for_delivery"), "{why}");
    }
}
