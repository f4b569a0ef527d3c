//! Adopting: what somebody meant and could not write becomes a proposal, or a remark, of the office. What proves
//! something (a photograph, a signature, a payment) is never adopted: only its author can have made it.

use axum::http::StatusCode;
use counterfoil_domain::command::Command;
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::envelope::Header;
use counterfoil_domain::fact::{Comment, Fact, Proposed};
use counterfoil_domain::ids::Hash;
use counterfoil_domain::order::OrderState;

use super::content::{self, Said, value_text};
use crate::office::acts::nothing;
use crate::office::pushing::{Acted, Unchanged};
use crate::problem::{Answer, Problem};
use crate::server::Server;

impl Server {
    /// Writes down as the office's what a record says: fields as proposals, remarks as remarks that name their
    /// author. What stands already is not written again.
    pub async fn adopt_held(&self, hash: Hash) -> Answer<Acted> {
        let (envelope, header) = self.held_envelope(hash).await?;
        let known = self.storage.known(self.tenant(), vec![hash]).await?;
        let verdict = known.into_iter().next().and_then(|known| known.verdict);
        if verdict.as_ref().is_none_or(|verdict| verdict.takes_change()) {
            return Err(Problem::not_found()); // it stands already, or its content is not here
        }
        let order = header.subject.id;
        let read = self.read_order(order).await?;
        if read.state.founding().is_none() {
            return Err(Problem::not_found());
        }
        let facts_stand = verdict.is_some_and(|verdict| verdict.takes_facts());
        let said = content::said(&header, &envelope, Some(&read));
        let names = self.names_of(std::iter::once(header.person)).await?;
        let author = names.get(&header.person).map_or("?", String::as_str);
        let commands = commands(&said, &header, author, facts_stand);
        if commands.is_empty() {
            return Err(not_adoptable());
        }
        let mut acted = Acted::of(order);
        for command in commands.into_iter().filter(|one| !stands(&read.state, one)) {
            let done = self.do_act(order, |_| Ok(command.clone())).await?;
            acted.envelopes.extend(done.envelopes);
        }
        if acted.envelopes.is_empty() {
            let problem = nothing("as_it_is", "已采纳过", "it was adopted before");
            acted.unchanged = Some(Unchanged::of(&problem));
        }
        Ok(acted)
    }
}

fn commands(said: &Said, header: &Header, author: &str, facts_stand: bool) -> Vec<Command> {
    let audience = header.audience.clone();
    let mut all: Vec<Command> = Vec::new();
    for (path, value) in &said.sets {
        let (audience, path, value) = (audience.clone(), path.clone(), value_text(value));
        all.push(Command::Propose(Proposed { audience, path, value, evidence: Vec::new() }));
    }
    for fact in said.facts.iter().filter(|_| !facts_stand) {
        match fact {
            Fact::Comment(one) => {
                let text = format!("{author}:{}", one.text);
                all.push(Command::Comment(Comment { text }, Vec::new()));
            }
            Fact::Proposed(one) => {
                let evidence = Vec::new(); // facts that are not here
                all.push(Command::Propose(Proposed { evidence, ..one.clone() }));
            }
            _ => {}
        }
    }
    all
}

/// Whether somebody has proposed exactly this value.
pub(super) fn is_proposed(state: &OrderState, path: &str, value: &FieldValue) -> bool {
    let text = value_text(value);
    state.standing().any(|(_, fact)| match fact {
        Fact::Proposed(own) => (own.path.as_str(), &own.value) == (path, &text),
        _ => false,
    })
}

/// Whether somebody has written exactly this already.
fn stands(state: &OrderState, command: &Command) -> bool {
    state.standing().any(|(_, fact)| match (fact, command) {
        (Fact::Proposed(own), Command::Propose(one)) => {
            (&own.path, &own.value) == (&one.path, &one.value)
        }
        (Fact::Comment(own), Command::Comment(one, _)) => own.text == one.text,
        _ => false,
    })
}

fn not_adoptable() -> Problem {
    let title = "Nothing in it can become a proposal or a remark of the office";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_adoptable", title)
        .with("zh", vec!["其中没有能转为建议或备注的内容"])
        .with("en", vec![title])
}
