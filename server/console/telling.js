// What happened, in words: one row of a timeline as a sentence and what else it says.

import { has, line, pick, t } from "./words.js";
import { money, span } from "./times.js";
import { fieldName, named, reasonName, stageName, step, stepName } from "./playbook.js";
import { nameOf } from "./state.js";

/** `{ head, rest }`: the sentence, and further lines. `kind` is the order's. */
export function told(row, kind) {
  const said = Object.fromEntries(row.details.map((one) => [one.name, one.value]));
  const teller = TELLERS[row.kind];
  const { head, rest = [] } = teller ? teller(said, kind, row) : plainly(row, said);
  return { head, rest: rest.filter(Boolean) };
}

/** A kind of fact that has no sentence of its own: its name and everything that it says. */
function plainly(row, said) {
  const key = `fact.${row.kind}`;
  const parts = Object.entries(said).map(([name, value]) => `${nameOfDetail(name)} ${value}`);
  return { head: has(key) ? t(key) : row.kind, rest: parts };
}

function nameOfDetail(name) {
  return has(`detail.${name}`) ? t(`detail.${name}`) : name;
}

/** Words for a code, where the table has them. */
function coded(group, code) {
  const key = `${group}.${code}`;
  return has(key) ? t(key) : String(code ?? "");
}

function quoted(text) {
  return text ? t("quoted", { text }) : "";
}

/** `12.00 CNY` as the language writes it. */
function sum(text) {
  const parts = /^(-?\d+)\.(\d\d) ([A-Z]{3})$/.exec(text ?? "");
  return parts ? money(Number(parts[1] + parts[2]), parts[3]) : String(text ?? "");
}

function milli(value) {
  return String(Number(value) / 1000);
}

const TELLERS = {
  transition(said, kind, row) {
    const name = stepName(kind, said.name);
    const [after, meant] = [row.stage_after, step(kind, said.name)?.to];
    const to = after ? meant ?? after : null;
    const head = to ? t("tell.step", { name, stage: stageName(kind, to) }) : name;
    const against = after && after !== to
      ? t("tell.against", { stage: stageName(kind, after) }) : "";
    return { head, rest: [against, reasonName(said.reason), quoted(said.note)] };
  },
  photo: (said) => ({
    head: t("tell.photo", { role: named("photo_roles", said.role) }),
    rest: [said.exif_taken_at ? t("tell.exif", { at: said.exif_taken_at }) : "", said.camera],
  }),
  signature: (said) => ({
    head: t("tell.signature", { who: said.signer, role: named("signature_roles", said.role) }),
    rest: [
      said.line ? t("tell.signed_line", { text: said.line }) : "",
      said.shown ? t("tell.shown_hash", { hash: said.shown.slice(0, 8) }) : "",
    ],
  }),
  unsigned: (said) => ({
    head: t("tell.unsigned", { reason: reasonName(said.reason) }), rest: [quoted(said.note)],
  }),
  fix: (said) => ({
    head: t("tell.fix", { metres: Math.round(Number(said.accuracy_dm) / 10) }),
    rest: [line(
      `${(said.latitude_e7 / 1e7).toFixed(5)}, ${(said.longitude_e7 / 1e7).toFixed(5)}`,
      coded("provider", said.provider),
    )],
  }),
  scan: (said) => ({
    head: t(said.matches ? "tell.scan" : "tell.scan_other", { code: said.raw }),
  }),
  reading: (said) => ({
    head: t("tell.reading", {
      quantity: coded("quantity", said.quantity),
      value: milli(said.value_milli),
      unit: coded("unit", said.unit),
    }),
    rest: [said.sensor],
  }),
  consent: (said) => ({
    head: t("tell.consent", { to: named("consents", said.to) }),
    rest: [line(said.who, coded("channel", said.channel)), quoted(said.words)],
  }),
  refusal: (said) => ({
    head: t("tell.refusal", { reason: reasonName(said.reason) }),
    rest: [said.who, quoted(said.note)],
  }),
  contact_attempt: (said) => ({
    head: t("tell.contact", {
      channel: coded("channel", said.channel), outcome: coded("outcome", said.outcome),
    }),
    rest: [said.lasted_ms > 0 ? t("tell.lasted", { span: span(said.lasted_ms) }) : ""],
  }),
  comment: (said) => ({ head: t("tell.comment"), rest: [quoted(said.text)] }),
  urge: (said) => ({ head: t("tell.urge"), rest: [quoted(reasonName(said.reason))] }),
  urge_answer: (said) => ({ head: t("tell.urge_answer"), rest: [quoted(said.answer)] }),
  part: (said) => ({
    head: t("tell.part", {
      step: coded("part", said.step), name: said.name || said.sku, n: said.quantity,
    }),
    rest: [line(said.sku, said.serial)],
  }),
  payment: (said) => ({
    head: t("tell.payment", { sum: sum(said.amount), purpose: named("purposes", said.purpose) }),
    rest: [line(coded("method", said.method), said.slip ? t("tell.slip", { slip: said.slip }) : "")],
  }),
  quote: (said) => ({ head: t("tell.quote", { n: said.number }), rest: lines(said.text) }),
  timer: (said) => ({ head: t(`tell.timer.${said.step}`, { name: said.timer }) }),
  visit: (said) => ({
    head: t(`tell.visit.${said.step}`), rest: [reasonName(said.outcome)],
  }),
  custody: (said) => ({
    head: t(`tell.custody.${said.act}`, { name: nameOf(said.person) }), rest: [said.key],
  }),
  assignment: (said) => ({
    head: said.to ? t("tell.assigned", { name: nameOf(said.to) }) : t("tell.unassigned"),
    rest: [reasonName(said.reason)],
  }),
  approval: (said) => ({
    head: t(said.granted ? "tell.approved" : "tell.declined", { n: said.level }),
    rest: [quoted(said.note)],
  }),
  proposed: (said) => ({
    head: t("tell.proposed", { field: fieldName(said.path) }), rest: [quoted(said.value)],
  }),
  withdrawn: (said) => ({ head: t("tell.withdrawn"), rest: [quoted(reasonName(said.reason))] }),
  moved: (said) => ({ head: t("tell.moved"), rest: [quoted(reasonName(said.reason))] }),
  found: (said) => ({
    head: t("tell.found", { kind: named("kinds", said.kind) }),
    rest: [(said.keys ?? "").split(" ").map((key) => key.slice(key.indexOf(":") + 1)).join("  ")],
  }),
  keyed: (said) => ({
    head: t("tell.keyed", { scheme: named("keys", said.scheme), key: said.key }),
  }),
  do_not_load: (said) => ({
    head: t(said.stop ? "tell.stopped" : "tell.freed"), rest: [reasonName(said.reason)],
  }),
  settled: (said) => ({ head: t("tell.settled", { field: fieldName(said.path) }) }),
  fields: (said) => ({
    head: t("tell.fields", { audience: named("audiences", String(said.document).split("/")[0]) }),
  }),
  decided: (_, kind, row) => ({
    head: row.stage_after
      ? t("tell.decided", { stage: stageName(kind, row.stage_after) })
      : t("tell.decided_again"),
  }),
};

function lines(text) {
  return String(text ?? "").split("\n");
}

/** Why an entry bears its mark. */
export function whyMarked(row) {
  if (!row.mark || row.mark === "accepted") return null;
  const words = coded("entry", row.mark);
  const why = row.mark_why ? coded("why", row.mark_why) : "";
  return line(words, why);
}

/** Warnings of a row, in the reader's language. */
export function warnings(row) {
  return row.warnings.map((one) => pick(one.words));
}
