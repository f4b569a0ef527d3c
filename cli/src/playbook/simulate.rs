//! `counterfoil playbook simulate`: facts and steps on an order that does not exist; where it goes and why.
//!
//! Pure: no clock and no randomness, so the same lines give the same output. The hub's word is told, and where the
//! actor's phone could not have given it, that too.

mod by_itself;
mod recording;
#[cfg(test)]
mod tests;

use std::io::Read as _;

use counterfoil_domain::ids::PersonId;
use counterfoil_domain::playbook::file::ValueType;
use counterfoil_domain::playbook::policy::{Standing, sees};
use counterfoil_domain::playbook::view::{
    Actor, ApprovalSeen, LaneSeen, OrderView, PartOfSeen, Scalar, Seen, TransitionRequest,
};
use counterfoil_domain::playbook::workflow::{Answer, Judgement, Missing, explain, judge, lanes};
use counterfoil_domain::playbook::{Playbook, words};

use self::recording::fact_kind;
use super::explain::workflow;
use super::{pick, read, say};
use crate::CliError;
use crate::args::Lang;
use crate::args::playbook::SimulateArgs;

pub(super) fn simulate(args: &SimulateArgs) -> Result<(), CliError> {
    let playbook = read(args.file.as_deref(), args.lang)?;
    let script = match &args.script {
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?,
        None => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            text
        }
    };
    println!("{}", run(&playbook, &args.kind, &script, args.lang)?);
    Ok(())
}

/// Runs a script on a new order of a kind; gives what is printed.
///
/// # Errors
/// A line that says nothing, with its number.
pub fn run(playbook: &Playbook, kind: &str, script: &str, lang: Lang) -> Result<String, CliError> {
    let mut bench = Bench::new(playbook, kind, lang)?;
    let mut told = vec![bench.stands()];
    told.extend(bench.arrived());
    for (number, line) in (1..).zip(script.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        told.push(format!("> {line}"));
        let said = bench.line(line).map_err(|why| format!("line {number}: {why}"))?;
        told.extend(said);
    }
    Ok(told.join("\n"))
}

/// The order, who acts, and how it is told.
struct Bench<'a> {
    playbook: &'a Playbook,
    view: OrderView,
    actor: Actor,
    lang: Lang,
}

impl<'a> Bench<'a> {
    fn new(playbook: &'a Playbook, kind: &str, lang: Lang) -> Result<Self, CliError> {
        let flow = workflow(playbook, kind)?;
        let role = flow.transitions.iter().flat_map(|step| step.roles.first()).next();
        let person = PersonId([1; 16]);
        let view = OrderView {
            kind: kind.to_owned(),
            stage: flow.initial.clone(),
            lanes: lanes_of(playbook, kind, &flow.initial),
            audiences: playbook.audiences().map(str::to_owned).collect(),
            assignees: vec![person],
            ..OrderView::default()
        };
        let role = role.cloned().unwrap_or_default();
        Ok(Self {
            playbook,
            view,
            actor: Actor { person, role, assigned: true, former: false },
            lang,
        })
    }

    fn stands(&self) -> String {
        let found = self.playbook.stage(&self.view.kind, &self.view.stage);
        let name = found.map_or(self.view.stage.as_str(), |stage| say(&stage.name, self.lang));
        let lanes = self.view.lanes.iter().filter_map(|at| {
            let branch = found?.branches.iter().find(|branch| branch.id == at.lane)?;
            let stage = branch.stages.iter().find(|stage| stage.id == at.stage)?;
            Some(format!(" ‖ {} {}", say(&branch.name, self.lang), say(&stage.name, self.lang)))
        });
        format!("= {name}({}){}", self.view.stage, lanes.collect::<String>())
    }

    fn seen(&self) -> Seen {
        Seen::new(self.actor.person, None)
    }

    fn line(&mut self, line: &str) -> Result<Vec<String>, String> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let words: Vec<&str> = rest.split_whitespace().collect();
        let first = || words.first().copied().ok_or(format!("{verb} what?"));
        match verb {
            "as" => self.acts(first()?, &words[1..])?,
            "set" => self.sets(first()?, words.get(1).copied().unwrap_or_default())?,
            "step" => return self.step(first()?, rest),
            "offers" => return Ok(self.offers()),
            "part" => self.part(first()?, words.get(1) == Some(&"ended"))?,
            "approve" => self.approves(first()?, &words[1..])?,
            _ => {
                self.fact(verb, first()?, &words[1..])?;
                return Ok(self.set_off(&[fact_kind(verb, first()?)], None));
            }
        }
        Ok(Vec::new())
    }

    fn acts(&mut self, role: &str, how: &[&str]) -> Result<(), String> {
        if !self.playbook.file().roles.iter().any(|one| one.id == role) {
            return Err(format!("there is no role {role}"));
        }
        role.clone_into(&mut self.actor.role);
        self.actor.assigned = how.first() != Some(&"unassigned");
        Ok(())
    }

    fn sets(&mut self, path: &str, value: &str) -> Result<(), String> {
        let rule = self.playbook.field(path).ok_or(format!("there is no field {path}"))?;
        let wrong = || format!("{path} takes a {:?}", rule.value);
        let value = match rule.value {
            ValueType::Text => Scalar::Text(value.to_owned()),
            ValueType::Integer => Scalar::Integer(value.parse().map_err(|_| wrong())?),
            ValueType::Boolean => Scalar::Boolean(value.parse().map_err(|_| wrong())?),
        };
        let fields = self.view.fields.entry(rule.audience.clone()).or_default();
        fields.insert(path.to_owned(), value);
        Ok(())
    }

    fn step(&mut self, name: &str, rest: &str) -> Result<Vec<String>, String> {
        let request = request(name, rest)?;
        let lines = explain(self.playbook, &self.view, &request, &self.actor);
        let mut told: Vec<String> =
            lines.iter().map(|line| self.answer(&line.rule, &line.answer)).collect();
        told.extend(self.on_the_phone(&request));
        let judgement = judge(self.playbook, &self.view, &request, &self.actor);
        if let Judgement::Allowed { to_stage, .. } = judgement {
            let arrived = self.lands(name, to_stage);
            told.push(self.stands());
            if arrived {
                told.extend(self.arrived());
            }
            let stage = self.view.stage.clone();
            told.extend(self.set_off(&["transition"], arrived.then_some(stage.as_str())));
        } else {
            let words = pick(self.lang, "不允许", "not allowed");
            told.push(format!("{}  {words}", self.stands()));
        }
        Ok(told)
    }

    /// Brings a lane or the order to a stage; gives whether the order came there.
    fn lands(&mut self, transition: &str, to_stage: String) -> bool {
        let branch = self.playbook.branch_of(&self.view.kind, transition);
        let view = &mut self.view;
        view.disputed = false;
        if let Some((_, branch)) = branch {
            let mut lanes = view.lanes.iter_mut();
            lanes.find(|lane| lane.lane == branch.id).into_iter().for_each(|lane| {
                lane.stage.clone_from(&to_stage);
            });
            return false;
        }
        view.lanes = lanes_of(self.playbook, &view.kind, &to_stage);
        view.stage = to_stage;
        self.what_was_is_earlier();
        true
    }

    /// An order that is a part of this one begins, or the first open one of its kind ends.
    fn part(&mut self, kind: &str, ended: bool) -> Result<(), String> {
        if self.playbook.workflow_of(kind).is_none() {
            return Err(format!("there is no kind of order {kind}"));
        }
        let parts = &mut self.view.sub_orders;
        match parts.iter_mut().find(|one| ended && one.kind == kind && !one.ended) {
            Some(one) => one.ended = true,
            None => parts.push(PartOfSeen { kind: kind.to_owned(), ended }),
        }
        Ok(())
    }

    /// Somebody who has not answered yet says yes, or no.
    fn approves(&mut self, transition: &str, rest: &[&str]) -> Result<(), String> {
        let step = self.playbook.transition(&self.view.kind, transition);
        let rule = step.and_then(|step| step.approvals.as_ref());
        let rule = rule.ok_or(format!("{transition} needs no approval"))?;
        let wanted = rest.first().ok_or("approve STEP LEVEL")?;
        let found = rule.numbered().find(|(_, level)| level.id == **wanted);
        let (level, _) = found.ok_or(format!("{transition} has no level {wanted}"))?;
        let answered = u8::try_from(self.view.approvals.len()).unwrap_or(u8::MAX);
        let person = PersonId([answered.saturating_add(2); 16]);
        self.view.approvals.push(ApprovalSeen {
            seen: Seen::new(person, None),
            transition: transition.to_owned(),
            level,
            granted: rest.get(1) != Some(&"no"),
            in_stead_of: None,
            lapsed: None,
        });
        Ok(())
    }

    fn answer(&self, rule: &str, answer: &Answer) -> String {
        match answer {
            Answer::Met { .. } => format!("  ✓ {rule}"),
            Answer::Lacks { missing } => format!("  ✗ {rule}: {}", self.missing(missing)),
            Answer::Unknown { audiences } => {
                let all: Vec<&str> = audiences.iter().map(String::as_str).collect();
                format!("  ? {rule}: {}", all.join(", "))
            }
        }
    }

    fn missing(&self, missing: &Missing) -> String {
        missing.words(
            self.playbook,
            match self.lang {
                Lang::Zh => words::Lang::Zh,
                Lang::En => words::Lang::En,
            },
        )
    }

    /// What the actor's phone says, where it could not say what the hub does.
    fn on_the_phone(&self, request: &TransitionRequest) -> Option<String> {
        let Actor { role, assigned, .. } = &self.actor;
        let (kind, stage) = (&self.view.kind, &self.view.stage);
        let seen = sees(self.playbook, &Standing { role, kind, stage, assigned: *assigned });
        let audiences = seen.into_iter().map(str::to_owned).collect();
        let mut view = OrderView { audiences, ..self.view.clone() };
        view.fields.retain(|audience, _| view.audiences.contains(audience));
        match judge(self.playbook, &view, request, &self.actor) {
            Judgement::HubDecides { why } => {
                let why = why.into_iter().collect::<Vec<_>>().join(", ");
                let words = pick(
                    self.lang,
                    "手机上:由中心判定,看不到",
                    "on the phone: the hub decides, not seen:",
                );
                Some(format!("  ~ {words} {why}"))
            }
            _ => None,
        }
    }

    fn offers(&self) -> Vec<String> {
        let (playbook, view) = (self.playbook, &self.view);
        let from_here = playbook.transitions(&view.kind).filter(|step| {
            match playbook.branch_of(&view.kind, &step.id) {
                Some((_, branch)) => view
                    .lanes
                    .iter()
                    .any(|lane| lane.lane == branch.id && step.from.contains(&lane.stage)),
                None => step.from.contains(&view.stage),
            }
        });
        let here = from_here.filter(|step| step.roles.contains(&self.actor.role));
        here.map(|step| format!("  {} {}", step.id, say(&step.name, self.lang))).collect()
    }
}

/// The lanes of a stage as they begin.
fn lanes_of(playbook: &Playbook, kind: &str, stage: &str) -> Vec<LaneSeen> {
    let begun = lanes(playbook, kind, stage).unwrap_or_default().into_iter();
    begun.map(|lane| LaneSeen { lane: lane.lane, stage: lane.stage }).collect()
}

/// `NAME reason=ID until=MS note=the rest of the line`
fn request(name: &str, rest: &str) -> Result<TransitionRequest, String> {
    let mut request = TransitionRequest { transition: name.to_owned(), ..Default::default() };
    let (before, note) = match rest.split_once("note=") {
        Some((before, note)) => (before, Some(note.to_owned())),
        None => (rest, None),
    };
    request.note = note;
    for word in before.split_whitespace().skip(1) {
        match word.split_once('=') {
            Some(("reason", id)) => request.reason = Some(id.to_owned()),
            Some(("until", ms)) => {
                request.until_ms = Some(ms.parse().map_err(|_| "until=MS, ms since 1970")?);
            }
            _ => return Err(format!("{word}? reason=, until= and note= may follow a step")),
        }
    }
    Ok(request)
}
