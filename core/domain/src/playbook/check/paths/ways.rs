//! The ways through a workflow on which nothing asks for one thing, lanes included.

use std::collections::{BTreeMap, VecDeque};

use super::super::PlacedStep;
use super::Asks;
use crate::playbook::branches::Branch;
use crate::playbook::steps::{Stage, Transition, Workflow};

/// The transitions made, in their order.
type Way<'a> = Vec<&'a Transition>;

/// The stages that can be reached without a transition that asks, each with its shortest way.
pub(super) struct Ways<'a> {
    flow: &'a Workflow,
    asks: Asks<'a>,
    to_stages: BTreeMap<&'a str, Way<'a>>,
}

impl<'a> Ways<'a> {
    pub(super) fn without(flow: &'a Workflow, asks: Asks<'a>) -> Self {
        let to_stages = BTreeMap::from([(flow.initial.as_str(), Vec::new())]);
        let mut ways = Self { flow, asks, to_stages };
        let mut next = VecDeque::from([flow.initial.as_str()]);
        while let Some(stage) = next.pop_front() {
            let leaves = |step: &&Transition| {
                !step.settles && step.from.iter().any(|from| from == stage) && !asks(step)
            };
            for step in flow.transitions.iter().filter(leaves) {
                let known = ways.to_stages.contains_key(step.to.as_str());
                let Some(mut way) = ways.before(step, stage).filter(|_| !known) else { continue };
                way.push(step);
                ways.to_stages.insert(&step.to, way);
                next.push_back(&step.to);
            }
        }
        ways
    }

    /// The shortest way after which a transition can be made; nothing where each way asks.
    pub(super) fn to(&self, placed: &PlacedStep<'a>) -> Option<Way<'a>> {
        let step = placed.step;
        let Some((stage, lane)) = placed.lane else {
            let ways = step.from.iter().filter_map(|from| self.before(step, from));
            return ways.min_by_key(Vec::len);
        };
        let within = through(lane, self.asks);
        let ways = step.from.iter().filter_map(|from| within.get(from.as_str()));
        let way = ways.min_by_key(|way| way.len())?;
        Some([self.to_stages.get(stage.id.as_str())?.as_slice(), way].concat())
    }

    /// A way to a stage, and through its lanes where the transition that leaves it joins them.
    fn before(&self, step: &Transition, stage: &str) -> Option<Way<'a>> {
        let mut way = self.to_stages.get(stage)?.clone();
        let stage: Option<&'a Stage> = self.flow.stages.iter().find(|own| own.id == stage);
        let lanes = stage.map(|stage| stage.branches.as_slice()).unwrap_or_default();
        for lane in lanes.iter().filter(|_| step.joins) {
            let within = through(lane, self.asks);
            let done = within.into_iter().filter(|(stage, _)| lane.is_done(stage));
            way.extend(done.map(|(_, way)| way).min_by_key(Vec::len)?);
        }
        Some(way)
    }
}

/// The stages of a lane that can be reached without a transition that asks.
fn through<'a>(lane: &'a Branch, asks: Asks<'_>) -> BTreeMap<&'a str, Way<'a>> {
    let mut ways: BTreeMap<&str, Way<'a>> = BTreeMap::from([(lane.initial.as_str(), Vec::new())]);
    let mut next = VecDeque::from([lane.initial.as_str()]);
    while let Some(stage) = next.pop_front() {
        let way = ways.get(stage).cloned().unwrap_or_default();
        let leaves = |step: &&Transition| step.from.iter().any(|from| from == stage) && !asks(step);
        for step in lane.transitions.iter().filter(leaves) {
            if !ways.contains_key(step.to.as_str()) {
                let longer = way.iter().copied().chain([step]).collect();
                ways.insert(&step.to, longer);
                next.push_back(&step.to);
            }
        }
    }
    ways
}
