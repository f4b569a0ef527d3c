//! What people do in many stories: steps with a word and a date, calls, scans, forms, and what a phone says no with.

use counterfoil_client::ClientError;
use counterfoil_client::orders::Done;
use counterfoil_domain::command::{Command, TransitionCommand};
use counterfoil_domain::fact::{ContactAttempt, ContactOutcome, Scan};
use counterfoil_domain::forms::Given;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::sla::target::Target;
use serde_json::{Value, json};

use super::{Person, World};

/// What a phone says when something may not be done, in Chinese; anything else ends the story.
pub fn refusal(refused: Result<impl core::fmt::Debug, ClientError>) -> Vec<String> {
    match refused {
        Err(ClientError::NotAllowed { reason }) => reason.words_zh,
        other => panic!("{other:?}"),
    }
}

/// Answers by question, or `question/item` in a repeat group.
#[must_use]
pub fn given(answers: &[(&str, &str)]) -> Vec<Given> {
    let one = |(at, text): &(&str, &str)| {
        let (question, item) = match at.split_once('/') {
            Some((question, item)) => (question, Some(item.to_owned())),
            None => (*at, None),
        };
        Given { question: question.to_owned(), item, text: (*text).to_owned() }
    };
    answers.iter().map(one).collect()
}

/// A call that ended so.
#[must_use]
pub fn call(outcome: ContactOutcome) -> Command {
    Command::ContactAttempt(ContactAttempt {
        channel: "phone".into(),
        number_path: "contact/phone".into(),
        lasted_ms: 35_000,
        outcome,
        ended_ago_ms: None,
    })
}

/// A code that was read and is the order's.
#[must_use]
pub fn scan(raw: &str) -> Command {
    Command::Scan(Scan { raw: raw.into(), symbology: "code128".into(), matches: true })
}

/// A step with a few words, and until when it waits.
#[must_use]
pub fn noted(name: &str, reason: Option<&str>, note: &str, until_ms: Option<u64>) -> Command {
    Command::Transition(TransitionCommand {
        name: name.into(),
        reason: reason.map(str::to_owned),
        note: Some(note.into()),
        until_ms,
        ..TransitionCommand::default()
    })
}

/// What has this id in a list of a playbook file.
pub fn by_id<'a>(list: &'a mut Value, id: &str) -> &'a mut Value {
    let rows = list.as_array_mut().expect("a list");
    rows.iter_mut().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

impl Person {
    /// Makes a step that needs no words.
    pub fn goes(&self, order: SubjectId, step: &str, reason: Option<&str>) -> Done {
        self.does(order, Self::step(step, reason, Vec::new()))
    }

    /// What the phone says no with when somebody would make a step.
    #[must_use]
    pub fn may_not(&self, order: SubjectId, step: &str, reason: Option<&str>) -> Vec<String> {
        refusal(self.tries(order, Self::step(step, reason, Vec::new())))
    }

    /// A target of an order, as the phone reckons it.
    #[must_use]
    pub fn target(&self, order: SubjectId, id: &str) -> Target {
        let targets = self.order_sheet(order).targets;
        targets.into_iter().find(|one| one.id == id).expect("the target")
    }

    /// Answers questions of a form.
    pub fn fills_in(&self, order: SubjectId, form: &str, answers: &[(&str, &str)]) {
        let done = self.phone().orders().answer(order, form, &given(answers), None);
        done.unwrap_or_else(|why| panic!("{} answers: {why:?}", self.name));
    }

    /// Does something and syncs: the stage at the hub.
    pub async fn brings(&self, world: &World, order: SubjectId, command: Command) -> String {
        self.sync().await;
        self.does(order, command);
        self.sync().await;
        world.hub_sheet(order).await.card.stage
    }
}

impl World {
    /// Time passes at the hub and for some phones.
    pub fn passes(&self, phones: &[&Person], ms: u64) {
        self.hub_time_passes(ms);
        phones.iter().for_each(|phone| phone.moments().pass(ms));
    }

    /// The office publishes the built-in playbook with a change, as the next version.
    pub async fn publishes(&self, change: impl FnOnce(&mut Value)) {
        let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
        file["version"] = json!(Playbook::builtin().version() + 1);
        change(&mut file);
        self.publish(file.to_string().as_bytes()).await.expect("published");
    }

    /// How a target stands at the hub.
    pub async fn standing(&self, order: SubjectId, id: &str) -> Value {
        let targets = self.shown(order).await["targets"].as_array().expect("targets").clone();
        targets.into_iter().find(|one| one["id"] == id).expect("the target")["standing"].clone()
    }

    /// The stage of an order at the hub.
    pub async fn stage(&self, order: SubjectId) -> String {
        self.hub_sheet(order).await.card.stage
    }
}
