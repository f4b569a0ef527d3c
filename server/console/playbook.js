// Names from the playbook in force: how this tenant calls its stages, steps, reasons and roles.

import { pick } from "./words.js";

let book = { workflows: [], kinds: [], reasons: [], fields: [], audiences: [] };
const byId = new Map();

/** Takes the playbook as the hub publishes it. */
export function learn(playbook) {
  book = playbook;
  byId.clear();
  const lists = ["audiences", "keys", "roles", "photo_roles", "signature_roles", "purposes",
    "consents", "channels", "reasons", "reason_groups", "kinds", "thresholds"];
  for (const list of lists) {
    byId.set(list, new Map((book[list] ?? []).map((one) => [one.id, one])));
  }
}

/** The name of one entry of a list; what the playbook does not name is its own name. */
export function named(list, id) {
  const found = byId.get(list)?.get(id);
  return found ? pick(found.name) : id;
}

function flowOf(kind) {
  const workflow = byId.get("kinds")?.get(kind)?.workflow;
  return book.workflows.find((flow) => flow.id === workflow);
}

/** A step of a kind's workflow. */
export function step(kind, id) {
  return flowOf(kind)?.transitions.find((one) => one.id === id) ?? null;
}

export function stepName(kind, id) {
  const found = step(kind, id);
  return found ? pick(found.name) : id;
}

/** Every step of a kind's workflow. */
export function stepsOf(kind) {
  return flowOf(kind)?.transitions ?? [];
}

/** Roles that people may have. */
export function roles() {
  return (book.roles ?? []).map((one) => one.id);
}

/** Whether a kind's thing has to stay cold: it is held against a temperature. */
export function isCold(kind) {
  const rule = (book.kinds ?? []).find((one) => one.id === kind)?.threshold;
  const held = (book.thresholds ?? []).find((one) => one.id === rule?.default);
  return held?.quantity === "temperature";
}

/** The steps that end a dispute. */
export function settling(kind) {
  return (flowOf(kind)?.transitions ?? []).filter((one) => one.settles);
}

export function stageName(kind, id) {
  const found = flowOf(kind)?.stages.find((one) => one.id === id);
  return found ? pick(found.name) : id;
}

/** Whether the thing was handed out where an order stands: then its last holder has it no more. */
export function isHandedOut(kind, stage) {
  return !!flowOf(kind)?.stages.find((one) => one.id === stage)?.handed_out;
}

/** A reason by its code; words that somebody wrote instead stay as they are. */
export function reasonName(id) {
  return id ? named("reasons", id) : "";
}

/** The reasons of a group, as choices. */
export function reasonsOf(group) {
  return (book.reasons ?? []).filter((one) => one.groups?.includes(group));
}

/** Kinds of order. */
export function orderKinds() {
  return book.kinds.filter((one) => one.subject === "order");
}

/**
 * Every stage of every workflow in the order in which work goes on, those that are over last.
 * Stages of one id in two workflows are one column; its name is that of the first.
 */
export function stageOrder() {
  const found = new Map();
  for (const flow of book.workflows) {
    flow.stages.forEach((stage, place) => {
      const rank = (stage.terminal ? 100 : 0) + (place / flow.stages.length) * 50;
      if (!found.has(stage.id)) {
        found.set(stage.id, { id: stage.id, name: stage.name, terminal: !!stage.terminal, rank });
      }
    });
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank);
}

/** The name of a field by its path, as the playbook's longest pattern has it. */
export function fieldName(path) {
  const fits = (rule) => rule.path === path
    || (rule.path.endsWith("*") && path.startsWith(rule.path.slice(0, -1)));
  const found = book.fields.filter(fits).sort((a, b) => b.path.length - a.path.length)[0];
  return found ? pick(found.name) : path;
}
