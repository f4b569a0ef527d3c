// What a dispatcher does to an order: each act one question, one request, one effect.

import { pick, t } from "./words.js";
import { act } from "./hub.js";
import { say } from "./element.js";
import { UnchangedError, ask } from "./dialog.js";
import { reasonsOf, settling, stageName, step, stepsOf } from "./playbook.js";
import { calledOf, holderOf } from "./card.js";
import { fieldLabel, shownValue } from "./fields.js";
import { edit } from "./edit.js";
import { nameOf, office, refresh, workers } from "./state.js";

/** The acts that an order's page offers now: `[{ id, label, open, grave? }]`. */
export function actsOn(card) {
  const acts = [];
  if (!card.terminal) {
    acts.push({ id: "urge", label: t("act.urge"), open: () => urge(card) });
    const label = t(card.assigned.length > 0 ? "act.reassign" : "act.assign");
    acts.push({ id: "assign", label, open: () => assign(card) });
  }
  acts.push({ id: "edit", label: t("act.edit"), open: () => edit(card) });
  acts.push({ id: "comment", label: t("act.comment"), open: () => comment(card) });
  if (!card.terminal || card.do_not_load) {
    const label = t(card.do_not_load ? "act.free" : "act.stop");
    acts.push({ id: "stop", label, open: () => stop(card) });
  }
  for (const one of ownSteps(card)) {
    acts.push({ id: one.id, label: pick(one.name), open: () => takeStep(card, one) });
  }
  if (step(card.kind, "cancel")?.from.includes(card.stage)) {
    acts.push({ id: "cancel", label: t("act.cancel"), open: () => cancel(card), grave: true });
  }
  return acts;
}

/** Steps that have a button of their own, or that only a person at the thing takes. */
const APART = ["assign", "load", "cancel"];

/** Other steps of the playbook that the office may take where the order stands. */
function ownSteps(card) {
  const roles = office()?.roles ?? [];
  return stepsOf(card.kind).filter((one) => !one.settles && !APART.includes(one.id)
    && one.from.includes(card.stage) && (one.roles ?? []).some((role) => roles.includes(role)));
}

function takeStep(card, one) {
  ask({
    title: `${pick(one.name)} · ${calledOf(card)}`,
    note: t("act.step_note", { stage: stageName(card.kind, one.to) }),
    fields: [
      ...(one.reason ? [reasons(one.reason, true)] : []),
      { id: "note", label: t("act.note") },
    ],
    button: pick(one.name),
    act: (said, key) => done(
      card, "steps", { name: one.id, reason: or(said.reason), note: or(said.note) },
      key, t("done.step"),
    ),
  });
}

/** Sends, says that it is done, and shows what became of it; where nothing changed, why. */
export async function done(card, what, body, key, words) {
  const answer = await act(card.id, what, body, key);
  await refresh();
  if (answer.unchanged) throw new UnchangedError(answer.unchanged);
  say(words);
}

/** A choice of the reasons of a group. */
export function reasons(group, needed) {
  const choices = reasonsOf(group).map((one) => [one.id, pick(one.name)]);
  const none = needed ? t("act.choose_reason") : t("act.no_reason");
  return { id: "reason", label: t("act.reason"), type: "choice", needed,
    choices: [["", none], ...choices] };
}

const or = (text) => text || null;

function urge(card) {
  ask({
    title: t("act.urge_title", { order: calledOf(card) }),
    fields: [{ id: "reason", label: t("act.urge_why") }],
    button: t("act.urge"),
    act: (said, key) =>
      done(card, "urge", { reason: or(said.reason) }, key, t("done.urged")),
  });
}

function comment(card) {
  ask({
    title: t("act.comment_title", { order: calledOf(card) }),
    fields: [{ id: "text", label: t("act.comment_text"), needed: true, rows: 4 }],
    button: t("act.comment"),
    act: (said, key) => done(card, "comments", { text: said.text }, key, t("done.commented")),
  });
}

function assign(card) {
  const people = workers().map((one) => [one.person, one.name]);
  ask({
    title: t("act.assign_title", { order: calledOf(card) }),
    note: holderOf(card) ? t("act.assign_held") : null,
    fields: [{
      id: "to", label: t("act.assign_to"), type: "choice", value: card.assigned[0] ?? "",
      choices: [["", t("card.nobody")], ...people],
    }],
    button: t("act.assign"),
    act: async (said, key) => {
      try {
        await done(card, "assign", { to: or(said.to) }, key, t("done.assigned"));
      } catch (error) {
        if (error.problem?.code !== "refused_before") throw error;
        assignAnyway(card, said.to);
      }
    },
  });
}

/** The customer has refused it before: only with a reason. */
function assignAnyway(card, to) {
  ask({
    title: t("act.anyway_title", { order: calledOf(card) }),
    note: t("act.anyway_note", { name: nameOf(to) }),
    fields: [reasons("redispatched", true)],
    button: t("act.anyway"),
    act: (said, key) => done(card, "assign", { to, reason: said.reason, override: true }, key,
      t("done.assigned")),
  });
}

function stop(card) {
  const on = !card.do_not_load;
  ask({
    title: t(on ? "act.stop_title" : "act.free_title", { order: calledOf(card) }),
    note: on ? t("act.stop_note") : null,
    button: t(on ? "act.stop" : "act.free"),
    act: (_, key) =>
      done(card, "do-not-load", { stop: on }, key, t(on ? "done.stopped" : "done.freed")),
  });
}

function cancel(card) {
  const group = step(card.kind, "cancel")?.reason;
  ask({
    title: t("act.cancel_title", { order: calledOf(card) }),
    note: holderOf(card) ? t("act.cancel_held") : null,
    fields: [
      ...(group ? [reasons(group, true)] : []),
      { id: "note", label: t("act.note") },
    ],
    button: t("act.cancel"),
    grave: true,
    act: (said, key) => done(
      card, "cancel", { reason: or(said.reason), note: or(said.note) }, key, t("done.cancelled"),
    ),
  });
}

/** Lets one of several values stand. */
export function settle(card, row, value) {
  const body = { path: row.path, document: row.document, value };
  ask({
    title: t("act.settle_title", { field: fieldLabel(row.path, pick(row.name)) }),
    note: t("act.settle_note", { value: shownValue(row, value, card) }),
    button: t("decide.let_stand"),
    act: (_, key) => done(card, "settle", body, key, t("done.settled")),
  });
}

/** Accepts or declines what somebody proposed. */
export function answer(card, row, proposed, accept) {
  const words = accept ? "accept" : "decline";
  ask({
    title: t(`act.${words}_title`, { field: fieldLabel(row.path, pick(row.name)) }),
    note: t(`act.${words}_note`, { value: proposed.value }),
    fields: accept ? [] : [{ id: "reason", label: t("act.reason") }],
    button: t(`decide.${words}`),
    act: (said, key) => {
      const body = { proposal: proposed.fact, accept, reason: or(said.reason) };
      return done(card, "proposals", body, key, t(accept ? "done.accepted" : "done.declined"));
    },
  });
}

/** The step that ends a dispute with a stage. */
export function settlingTo(card, stage) {
  return settling(card.kind).find((one) => one.to === stage) ?? null;
}

/** Ends a dispute. */
export function decide(card, step) {
  ask({
    title: t("act.decide_title", { order: calledOf(card) }),
    note: t("act.decide_note", { stage: stageName(card.kind, step.to) }),
    fields: [
      ...(step.reason ? [reasons(step.reason, true)] : []),
      { id: "note", label: t("act.note") },
    ],
    button: pick(step.name),
    act: (said, key) => done(
      card, "steps", { name: step.id, reason: or(said.reason), note: or(said.note) },
      key, t("done.decided"),
    ),
  });
}
