// Approvals: who has to agree to what, exactly what they are shown, and the office's own answer.

import { h } from "./element.js";
import { line, listed, pick, t } from "./words.js";
import { moment } from "./times.js";
import { ask } from "./dialog.js";
import { done } from "./acts.js";
import { named } from "./playbook.js";
import { calledOf } from "./card.js";
import { inWords } from "./timeline.js";
import { nameOf } from "./state.js";

/** The levels that are asked, answered or open now. */
export function approvals(whole) {
  const rows = (whole.approvals ?? []).filter((row) => row.asked || row.answers.length > 0);
  if (rows.length === 0) return null;
  const waits = rows.some((row) => row.can);
  return h(`section.panel${waits ? ".decide" : ""}`, { "aria-labelledby": "approvals" },
    h("h2", { id: "approvals" }, t("approval.title")), rows.map((row) => level(whole, row)));
}

function level(whole, row) {
  const standing = row.denied ? "denied" : row.granted >= row.needed ? "granted" : "open";
  const tone = { denied: "alarm", granted: "cold", open: "warn" }[standing];
  return h("div.question",
    h("h3", line(pick(row.transition_name), pick(row.level_name)), " ",
      h(`span.mark.${tone}`, t(`approval.${standing}`))),
    row.asked ? h("p.by", line(t("approval.asked", { name: nameOf(row.asked.person) }),
      inWords(row.asked.at), row.asked.changed ? t("approval.changed") : "")) : null,
    row.asked?.note ? h("p", t("quoted", { text: row.asked.note })) : null,
    shown(whole, row),
    row.answers.length > 0 ? h("ul.sides", row.answers.map((one) => answer(whole, one))) : null,
    row.can ? h("p.answers",
      h("button.primary", { type: "button", id: `agree-${row.transition}-${row.level}`,
        onclick: () => decide(whole, row, true) }, t("approval.agree")),
      h("button.grave", { type: "button", id: `refuse-${row.transition}-${row.level}`,
        onclick: () => decide(whole, row, false) }, t("approval.refuse")))
      : h("p.by", t("approval.roles", { who: listed(row.roles.map((id) => named("roles", id))) })));
}

/** Fields by name, and the facts in the timeline's own words. */
function shown(whole, row) {
  const told = row.facts.map((fact) => whole.timeline.find((one) => one.fact === fact))
    .filter(Boolean);
  if (row.fields.length + told.length === 0) return null;
  return [
    h("dl.fields", row.fields.map((one) => [h("dt", pick(one.name)), h("dd", pick(one.value))])),
    told.length > 0 ? h("ul.plain", told.map((one) => h("li",
      h("b", pick(one.told.title)), " ", line(...one.told.parts.map((part) => pick(part.text))),
      h("p.by", line(one.person_name, pick(one.when)))))) : null,
  ];
}

function answer(whole, one) {
  const row = whole.timeline.find((other) => other.fact === one.fact);
  const note = row?.details.find((said) => said.name === "note")?.value;
  return h(`li.side${one.lapsed ? ".past" : ""}`,
    h("h3", t(one.granted ? "approval.yes" : "approval.no")),
    h("p.by", line(nameOf(one.approver), row ? pick(row.when) : "",
      one.lapsed ? t(`approval.${one.lapsed}`) : "",
      one.expires_ms ? t("consent.until", { at: moment(one.expires_ms) }) : "")),
    note ? h("p", t("quoted", { text: note })) : null);
}

function decide(whole, row, granted) {
  const { card } = whole.sheet;
  ask({
    title: `${pick(row.transition_name)} · ${calledOf(card)}`,
    note: t(granted ? "approval.agree_note" : "approval.refuse_note"),
    fields: [{ id: "note", label: t(granted ? "act.note" : "approval.why"), needed: !granted }],
    button: t(granted ? "approval.agree" : "approval.refuse"),
    grave: !granted,
    act: (said, key) => done(card, "approvals", { transition: row.transition, level: row.level,
      request: row.request, granted, note: said.note || null }, key, t("done.approved")),
  });
}
