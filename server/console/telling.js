// What happened, in words: one row of a timeline as a sentence and what else it says. The hub has
// words for every kind of fact (`told`); those that read better as a sentence have one here.

import { has, line, listed, pick, t } from "./words.js";
import { money, span } from "./times.js";
import { named, reasonName, stageName, step } from "./playbook.js";
import { nameOf } from "./state.js";

/** `{ head, rest }`: the sentence, and further lines. `kind` is the order's. */
export function told(row, kind) {
  const said = Object.fromEntries(row.details.map((one) => [one.name, one.value]));
  const { head, rest = [] } = TELLERS[row.kind]?.(said, kind, row) ?? plainly(row.told);
  return { head, rest: rest.filter(Boolean) };
}

/** The hub's words: the first thing that is said stands with the title, everything else below. */
function plainly({ title, parts }) {
  const [first, ...others] = parts;
  const head = first ? t("tell.plainly", { title: pick(title), text: pick(first.text) })
    : pick(title);
  return { head, rest: others.map((one) => t("tell.part", {
    name: pick(one.name), text: pick(one.text),
  })) };
}

/** Words for a code, where the table has them. */
function coded(group, code) {
  const key = `${group}.${code}`;
  return has(key) ? t(key) : String(code ?? "");
}

function channelName(code) {
  const name = named("channels", code);
  return name === code ? coded("channel", code) : name;
}

function quoted(text) {
  return text ? t("quoted", { text }) : "";
}

/** `12.00 CNY` as the language writes it. */
function sum(text) {
  const parts = /^(-?\d+)\.(\d\d) ([A-Z]{3})$/.exec(text ?? "");
  return parts ? money(Number(parts[1] + parts[2]), parts[3]) : String(text ?? "");
}

const TELLERS = {
  transition(said, kind, row) {
    const name = pick(row.told.title);
    const [after, meant] = [row.stage_after, step(kind, said.name)?.to];
    const to = after ? meant ?? after : null;
    const stage = to ? stageName(kind, to) : "";
    const same = !stage || stage.toLowerCase() === name.toLowerCase();
    const head = same ? name : t("tell.step", { name, stage });
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
      value: Number(said.value_milli) / 1000,
      unit: coded("unit", said.unit),
    }),
    rest: [said.sensor],
  }),
  consent: (said) => ({
    head: t("tell.consent", { to: named("consents", said.to) }),
    rest: [line(said.who, channelName(said.channel)), quoted(said.words)],
  }),
  contact_attempt: (said) => ({
    head: t("tell.contact", {
      channel: channelName(said.channel), outcome: coded("outcome", said.outcome),
    }),
    rest: [said.lasted_ms > 0 ? t("tell.lasted", { span: span(said.lasted_ms) }) : ""],
  }),
  payment: (said) => ({
    head: t("tell.payment", { sum: sum(said.amount), purpose: named("purposes", said.purpose) }),
    rest: [line(
      coded("method", said.method),
      said.slip ? t("tell.slip", { slip: said.slip }) : "",
    )],
  }),
  part: (said) => ({
    head: t("tell.part_step", {
      step: coded("part_step", said.step), name: said.name || said.sku, n: said.quantity,
    }),
    rest: [line(said.sku, said.serial)],
  }),
  quote: (said) => ({
    head: t("quote.number", { n: said.number }), rest: String(said.text ?? "").split("\n"),
  }),
  custody(said) {
    const key = `tell.custody.${said.act}`;
    const head = has(key) ? t(key, { name: nameOf(said.person) }) : said.act;
    return { head, rest: [said.key] };
  },
  assignment: (said) => ({
    head: said.to ? t("tell.assigned", { name: nameOf(said.to) }) : t("tell.unassigned"),
    rest: [reasonName(said.reason)],
  }),
  found: (said) => ({
    head: t("tell.found", { kind: named("kinds", said.kind) }),
    rest: [(said.keys ?? "").split(" ").map((key) => key.slice(key.indexOf(":") + 1)).join("  ")],
  }),
  fields: (said) => ({ head: filledIn([said.document]) }),
};

/** That fields of some documents were filled in. */
export function filledIn(documents) {
  const names = documents.map((one) => named("audiences", String(one ?? "").split("/")[0]));
  return t("tell.fields", { audiences: listed([...new Set(names)]) });
}

/** Why an entry bears its mark, in the hub's words; null for one that was simply accepted. */
export function whyMarked(row) {
  return row.told.mark ? pick(row.told.mark) : null;
}

/** Warnings of a row, in the reader's language. */
export function warnings(row) {
  return row.warnings.map((one) => pick(one.words));
}
