//! `counterfoil playbook explain`: what may happen to orders of a kind, who may do it and what it needs, in words.

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::branches::Branch;
use counterfoil_domain::playbook::policy::{Standing, sees};
use counterfoil_domain::playbook::steps::{Stage, Transition, Workflow};
use counterfoil_domain::playbook::telling::{
    act_words, asked_words, limit_words, occasion_words, take_back_words, who_words,
};
use counterfoil_domain::playbook::triggers::Trigger;
use counterfoil_domain::playbook::words::Words;

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
    let mut told: Vec<String> =
        stages.into_iter().map(|stage| one_stage(playbook, flow, stage, args)).collect();
    let of_kind = playbook.file().triggers.iter().filter(|one| one.kinds.contains(&args.kind));
    let by_fact: Vec<String> = of_kind
        .filter(|one| args.stage.is_none() && !one.on.facts.is_empty())
        .map(|one| by_itself(playbook, one, args.lang))
        .collect();
    if !by_fact.is_empty() {
        let head = pick(args.lang, "■ 在任何状态", "■ at any stage");
        told.push(format!("{head}\n{}", by_fact.join("\n")));
    }
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
    if let Some(limit) = &stage.limit {
        lines.push(format!("  {}", say(&limit_words(playbook, limit), lang)));
    }
    let here = playbook
        .file()
        .triggers
        .iter()
        .filter(|one| one.kinds.contains(&args.kind) && one.on.stages.contains(&stage.id));
    lines.extend(here.map(|one| by_itself(playbook, one, lang)));
    lines.extend(stage.branches.iter().flat_map(|branch| one_lane(playbook, branch, args)));
    let mut ways = 0;
    for step in flow.transitions.iter().filter(|step| step.from.contains(&stage.id)) {
        if args.role.as_ref().is_none_or(|role| step.roles.contains(role)) {
            ways += 1;
            let to = flow.stages.iter().find(|stage| stage.id == step.to).map(|to| &to.name);
            lines.extend(one_step(playbook, step, to, lang));
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

/// What happens by itself.
fn by_itself(playbook: &Playbook, trigger: &Trigger, lang: Lang) -> String {
    let (on, does) = (occasion_words(playbook, trigger), act_words(playbook, trigger));
    let (on, does) = (say(&on, lang), say(&does, lang));
    let head = pick(lang, "自动", "by itself");
    format!("  ↯ {head} {}({}):{on},{does}", say(&trigger.name, lang), trigger.id)
}

/// A lane: where it may stand, and what may be done there, a step further in.
fn one_lane(playbook: &Playbook, branch: &Branch, args: &ExplainArgs) -> Vec<String> {
    let lang = args.lang;
    let head = pick(lang, "分支", "lane");
    let mut lines = vec![format!("  ‖ {head} {}({})", say(&branch.name, lang), branch.id)];
    for stage in &branch.stages {
        let done = match stage.done {
            true => pick(lang, ",至此完成", ", its end"),
            false => "",
        };
        lines.push(format!("    · {}({}){done}", say(&stage.name, lang), stage.id));
        let steps = branch.transitions.iter().filter(|step| step.from.contains(&stage.id));
        for step in steps {
            if args.role.as_ref().is_none_or(|role| step.roles.contains(role)) {
                let to = branch.stages.iter().find(|one| one.id == step.to).map(|to| &to.name);
                let told = one_step(playbook, step, to, lang);
                lines.extend(told.into_iter().map(|line| format!("    {line}")));
            }
        }
    }
    lines
}

fn one_step(playbook: &Playbook, step: &Transition, to: Option<&Words>, lang: Lang) -> Vec<String> {
    let to = to.map_or(step.to.as_str(), |name| say(name, lang));
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
    fn lanes_limits_approvals_and_what_happens_by_itself_are_explained() {
        let mut args = ExplainArgs {
            file: None,
            kind: "precision_repair".into(),
            stage: Some("testing".into()),
            role: None,
            lang: Lang::Zh,
        };
        let zh = text(&Playbook::builtin(), &args).expect("explained");
        for part in [
            "最长停留 8 小时",
            "↯ 自动 送检提醒(to_the_test):到达“无损检测”时,通知",
            "‖ 分支 探伤检测(flaw)",
            "· 合格(flaw_passed),至此完成",
            "→ 探伤合格(pass_flaw)→ 合格",
            "需要:各分支都已完成",
        ] {
            assert!(zh.contains(part), "{part}: {zh}");
        }
        args.stage = None;
        args.lang = Lang::En;
        let en = text(&Playbook::builtin(), &args).expect("explained");
        for part in ["by itself large quote", "if quotes.exists", "approval 'workshop manager'"] {
            assert!(en.contains(part), "{part}: {en}");
        }
    }

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
