// The fields of an order by section, with conflicts to settle and proposals to accept beside them.

import { h } from "./element.js";
import { has, line, pick, t } from "./words.js";
import { moment, money } from "./times.js";
import { fieldName, named } from "./playbook.js";
import { nameOf } from "./state.js";
import { inWords } from "./timeline.js";
import { answer, settle } from "./acts.js";

const SECTIONS = ["contact", "plan", "money", "work", "desk", "keys"];
/** Fields that the hub makes of others for those who may not see them, and the currency, which
 *  each sum names. */
const MADE = /^masked\/|^currency$/;

/** Every field, section by section. */
export function fields(whole) {
  const { sheet } = whole;
  const rows = sheet.fields.filter((row) => !MADE.test(row.path) && row.value !== null);
  const known = [...new Set([...SECTIONS, ...rows.map((row) => row.audience)])];
  const section = (audience) => {
    const own = rows.filter((row) => row.audience === audience);
    const notes = sheet.notes.filter((row) => row.audience === audience && row.text.trim());
    if (own.length + notes.length === 0) return null;
    return h(
      "section.panel",
      h("h2", named("audiences", audience)),
      h("dl.fields", own.map((row) => field(row, sheet.card)),
        notes.map((note) => [h("dt", t("field.note")), h("dd.long", note.text)])),
    );
  };
  return [keys(sheet.card), known.map(section)];
}

function keys(card) {
  if (card.keys.length === 0) return null;
  return h(
    "section.panel",
    h("h2", t("order.numbers")),
    h("dl.fields", card.keys.map((key) => [
      h("dt", named("keys", key.scheme)), h("dd", h("span.number", key.value)),
    ])),
  );
}

/** The name of a field; of several that share one in the playbook (`device/*`) its own. */
export function fieldLabel(path, name = fieldName(path)) {
  return has(`field.${path}`) ? t(`field.${path}`) : name;
}

function labelOf(row) {
  return fieldLabel(row.path, pick(row.name));
}

function field(row, card) {
  return [
    h("dt", labelOf(row), row.document ? h("span.document", row.document) : null),
    h("dd", shownValue(row, row.value, card)),
  ];
}

/** A value as the field means it: a time, a sum, yes or no, words. */
export function shownValue(row, value, card) {
  if (value === null) return t("field.cleared");
  if (typeof value === "boolean") return t(value ? "field.yes" : "field.no");
  if (row.path.endsWith("_ms") && Number.isFinite(value)) return moment(value);
  if (row.path.endsWith("_minor") && Number.isFinite(value)) {
    return money(value, card.due[0]?.currency ?? "CNY");
  }
  return row.path === "cold/class" ? named("thresholds", value) : String(value);
}

/** What waits for a decision: each conflict with both values, each proposal beside what stands. */
export function decisions(whole) {
  const { sheet } = whole;
  const conflicts = sheet.fields.filter((row) => row.candidates.length > 1);
  const proposals = sheet.fields.filter((row) => row.proposals.length > 0);
  if (conflicts.length + proposals.length === 0) return null;
  return h(
    "section.panel.decide",
    { id: "decide" },
    h("h2", t("decide.title")),
    conflicts.map((row) => conflict(row, sheet.card)),
    proposals.map((row) => proposal(row, sheet.card)),
  );
}

function conflict(row, card) {
  const side = (one) => h(
    "li.side",
    h("p.value", shownValue(row, one.value, card)),
    h("p.by", line(writer(one), one.person ? inWords(one.believed) : "")),
    h("button", { type: "button", onclick: () => settle(card, row, one.value) },
      t("decide.let_stand")),
  );
  return h(
    "div.question",
    h("h3", t("decide.conflict", { field: labelOf(row) })),
    h("ul.sides", row.candidates.map(side)),
  );
}

/** Who wrote one of several values; of orders that were joined, which of them has it. */
function writer(one) {
  if (one.person) return nameOf(one.person);
  return t(one.of ? "decide.joined" : "decide.own");
}

function proposal(row, card) {
  const one = (proposed) => h(
    "li.side",
    h("p.label", t("decide.proposed")),
    h("p.value", proposed.value),
    h("p.by", line(nameOf(proposed.person), inWords(proposed.believed),
      proposed.evidence.length ? t("decide.with_evidence") : "")),
    h("p.answers",
      h("button", { type: "button", onclick: () => answer(card, row, proposed, true) },
        t("decide.accept")),
      h("button", { type: "button", onclick: () => answer(card, row, proposed, false) },
        t("decide.decline"))),
  );
  return h(
    "div.question",
    h("h3", t("decide.proposal", { field: labelOf(row) })),
    h(
      "ul.sides",
      h("li.side.stands", h("p.label", t("decide.stands")),
        h("p.value", shownValue(row, row.value, card))),
      row.proposals.map(one),
    ),
  );
}
