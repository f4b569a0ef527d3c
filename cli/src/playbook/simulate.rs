//! `counterfoil playbook simulate`: facts and steps on an order that does not exist; where it goes and why.
//!
//! Pure: no clock and no randomness, so the same lines give the same output. The hub's word is told, and where the
//! actor's phone could not have given it, that too.

use std::io::Read as _;

use counterfoil_domain::ids::PersonId;
use counterfoil_domain::playbook::file::ValueType;
use counterfoil_domain::playbook::policy::{Standing, sees};
use counterfoil_domain::playbook::view::{
    Actor, ConsentSeen, ContactAttemptSeen, OrderView, OtherSeen, PaymentSeen, PhotoSeen, Scalar,
    Seen, SignatureSeen, TransitionRequest, UnsignedSeen,
};
use counterfoil_domain::playbook::workflow::{Answer, Judgement, Missing, explain, judge};
use counterfoil_domain::playbook::{Playbook, facts, words};

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
        format!("= {name}({})", self.view.stage)
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
            _ => self.fact(verb, first()?, &words[1..])?,
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

    fn fact(&mut self, verb: &str, what: &str, more: &[&str]) -> Result<(), String> {
        let (seen, view) = (self.seen(), &mut self.view);
        let kind = what.to_owned();
        let next = more.first().copied().unwrap_or_default().to_owned();
        match verb {
            "photo" => view.photos.push(PhotoSeen { seen, role: kind }),
            "sign" => view.signatures.push(SignatureSeen { seen, role: kind }),
            "unsigned" => view.unsigned.push(UnsignedSeen { seen, role: kind, reason: next }),
            "consent" => {
                let (lacks, lapsed) = (None, false);
                view.consents.push(ConsentSeen { seen, kind, channel: next, lacks, lapsed });
            }
            "attempt" => {
                let (channel, outcome) = (kind, next);
                // Nobody says how long: a rule about lengths or pauses finds neither.
                let (lasted_ms, after_previous_ms) = (0, None);
                let attempt =
                    ContactAttemptSeen { seen, channel, outcome, lasted_ms, after_previous_ms };
                view.contact_attempts.push(attempt);
            }
            "pay" => {
                let amount_minor = next.parse().map_err(|_| "pay WHAT AMOUNT, in minor units")?;
                let (currency, method) = ("CNY".to_owned(), "cash".to_owned());
                let (purpose, confirmed) = (kind, true);
                view.payments.push(PaymentSeen {
                    seen,
                    purpose,
                    amount_minor,
                    currency,
                    method,
                    confirmed,
                });
            }
            "fact" if facts::is_fact_kind(what) => view.others.push(OtherSeen { seen, kind }),
            "fact" => return Err(format!("there is no kind of fact {what}")),
            _ => return Err(format!("{verb} is nothing that happens")),
        }
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
            self.view.stage = to_stage;
            self.view.disputed = false;
            self.what_was_is_earlier();
            told.push(self.stands());
        } else {
            let words = pick(self.lang, "不允许", "not allowed");
            told.push(format!("{}  {words}", self.stands()));
        }
        Ok(told)
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
        let flow = self.playbook.workflow_of(&self.view.kind).into_iter();
        let steps = flow.flat_map(|flow| &flow.transitions);
        let from_here = steps.filter(|step| step.from.contains(&self.view.stage));
        let here = from_here.filter(|step| step.roles.contains(&self.actor.role));
        here.map(|step| format!("  {} {}", step.id, say(&step.name, self.lang))).collect()
    }

    /// The order has come to another stage: what was recorded before is from before.
    fn what_was_is_earlier(&mut self) {
        let view = &mut self.view;
        let photos = view.photos.iter_mut().map(|one| &mut one.seen);
        let signed = view.signatures.iter_mut().map(|one| &mut one.seen);
        let unsigned = view.unsigned.iter_mut().map(|one| &mut one.seen);
        let consents = view.consents.iter_mut().map(|one| &mut one.seen);
        let attempts = view.contact_attempts.iter_mut().map(|one| &mut one.seen);
        let others = view.others.iter_mut().map(|one| &mut one.seen);
        let all =
            photos.chain(signed).chain(unsigned).chain(consents).chain(attempts).chain(others);
        all.for_each(|seen| seen.earlier = true);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const DOORSTEP: &str = "as courier\nstep start\nset freight_due_minor 800\nphoto door\n\
        step deliver_doorstep # nobody was asked\nconsent doorstep phone\npay freight 800\n\
        step deliver_doorstep";

    #[test]
    fn a_parcel_goes_to_the_door_only_when_somebody_agreed() {
        let book = Playbook::builtin();
        let told = run(&book, "parcel", DOORSTEP, Lang::Zh).expect("it runs");
        let stages: Vec<&str> = told.lines().filter(|line| line.starts_with('=')).collect();
        assert_eq!(
            stages,
            [
                "= 待派(ready)",
                "= 派送中(out_for_delivery)",
                "= 派送中(out_for_delivery)  不允许",
                "= 已签收(delivered)"
            ]
        );
        assert!(told.contains("✗ parcel_delivery/deliver_doorstep/needs/0"), "{told}");
        assert_eq!(run(&book, "parcel", DOORSTEP, Lang::Zh).expect("it runs"), told);
    }

    #[test]
    fn what_a_phone_cannot_see_is_told_and_a_wrong_line_has_its_number() {
        let book = Playbook::builtin();
        let script = "as courier unassigned\nphoto door\nstep load";
        let told = run(&book, "parcel", script, Lang::En).expect("it runs");
        assert!(told.contains("= loaded"), "{told}");
        for (line, says) in [
            ("as nobody", "line 2: there is no role"),
            ("set colour red", "there is no field"),
            ("set freight_due_minor much", "Integer"),
            ("dance twice", "nothing that happens"),
            ("step load why=1", "may follow a step"),
            ("fact selfie", "no kind of fact"),
            ("photo", "photo what?"),
        ] {
            let why = run(&book, "parcel", &format!("# a remark\n{line}"), Lang::En);
            let why = why.expect_err(line).to_string();
            assert!(why.contains(says), "{line}: {why}");
        }
        assert!(run(&book, "shift", "", Lang::En).is_err());
    }
}
