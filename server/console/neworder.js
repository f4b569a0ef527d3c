// A new order: typed, or read out of what somebody wrote. What was found shows as chips and
// fills the fields that nobody has typed in; nothing is made before a person says so.

import { h, put, redraw, say } from "./element.js";
import { language, line, listed, pick, t } from "./words.js";
import { actKey, post } from "./hub.js";
import { explained } from "./dialog.js";
import { input } from "./inputs.js";
import { fieldLabel } from "./fields.js";
import { named, orderKinds } from "./playbook.js";
import { calledOf, pathOf } from "./card.js";
import { checkWindow } from "./edit.js";
import { refresh, state, workers } from "./state.js";

/** After so long without a key the text is read. */
const READ_AFTER_MS = 350;
const RULE = "priority/rule";
const PLAIN = ["title", "contact/name", "contact/phone", "address/text"];
const WINDOW = ["window/from_ms", "window/to_ms"];
/** Fields of the message itself; which one is used follows the kind. */
const WORDS = ["remark", "fault"];

/** Opens the form. */
export function openNew() {
  const form = { inputs: new Map(), auto: new Map(), read: null, asked: 0, key: actKey() };
  const parts = {
    text: h("textarea", { id: "new-text", rows: 4, maxlength: 4000, spellcheck: "false",
      placeholder: t("new.paste_hint") }),
    found: h("div", { id: "new-found", "aria-live": "polite" }),
    same: h("div", { id: "new-same" }),
    refused: h("div.refused", { role: "alert" }),
    make: h("button.primary", { type: "submit", id: "new-make" }, t("new.make")),
    close: h("button", { type: "button", id: "new-close" }, t("dialog.cancel")),
  };
  const rows = fieldsOf().map((field) => {
    const made = input(field);
    form.inputs.set(field.id, made);
    return made.row;
  });
  const made = h("form",
    h("h2", { id: "new-title" }, t("new.title")),
    h("p.field", h("label", { for: "new-text" }, t("new.paste")), parts.text),
    parts.found, rows, parts.same, parts.refused,
    h("div.buttons", parts.close, parts.make));
  const box = h("dialog.ask.new-order", { "aria-labelledby": "new-title" }, made);
  let waiting = 0;
  parts.text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => readText(form, parts), READ_AFTER_MS);
  });
  made.addEventListener("input", () => { form.key = actKey(); });
  made.addEventListener("change", () => showSame(form, parts));
  parts.close.addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    make(form, parts, box);
  });
  document.body.append(box);
  box.showModal();
  parts.text.focus();
}

function fieldsOf() {
  const plain = (path) => ({ id: path, label: fieldLabel(path), type: "line", bare: true,
    half: path.startsWith("contact/") });
  const people = workers().map((one) => [one.person, one.name]);
  const levels = [["", t("new.priority_none")],
    ...["routine", "high", "urgent"].map((id, value) => [String(value), t(`new.level.${id}`)])];
  return [
    { id: "kind", label: t("tables.kind"), type: "choice", half: true,
      choices: orderKinds().map((one) => [one.id, pick(one.name)]) },
    { id: "priority", label: fieldLabel("priority"), type: "choice", half: true, choices: levels },
    { id: "waybill", label: named("keys", "waybill"), type: "line", bare: true, half: true },
    { id: "order_no", label: named("keys", "order_no"), type: "line", bare: true, half: true },
    ...PLAIN.map(plain),
    ...WINDOW.map((id) => ({ id, label: fieldLabel(id), type: "moment", bare: true, half: true })),
    { id: "words", label: t("new.words"), type: "text", bare: true },
    { id: "assign", label: t("act.assign_to"), type: "choice",
      choices: [["", t("card.nobody")], ...people] },
  ];
}

/** Has the hub read the text; an answer that was overtaken is dropped. */
async function readText(form, parts) {
  form.asked += 1;
  const asked = form.asked;
  const text = parts.text.value;
  if (!text.trim()) {
    form.read = null;
    redraw(parts.found);
    fill(form, {});
    return;
  }
  try {
    const body = { text, utc_offset_minutes: -new Date().getTimezoneOffset() };
    const read = await post("/v1/office/read-text", body);
    if (asked !== form.asked) return;
    form.read = read;
    redraw(parts.found, chips(read, parts.text));
    fill(form, valuesOf(read));
    showSame(form, parts);
  } catch (error) {
    redraw(parts.found, h("div.refused", { role: "alert" }, explained(error)));
  }
}

function valuesOf(read) {
  const { draft } = read;
  const ofScheme = (fits) => draft.keys.filter((key) => fits(key.scheme)).map((key) => key.value);
  const words = WORDS.map((path) => draft.fields[path]).find(Boolean);
  return {
    kind: draft.kind ?? undefined,
    priority: draft.priority ? String(draft.priority[1]) : undefined,
    waybill: ofScheme((scheme) => scheme !== "order_no").join(" "),
    order_no: ofScheme((scheme) => scheme === "order_no").join(" "),
    title: draft.title?.[language()],
    "contact/phone": draft.fields["contact/phone"],
    "address/text": draft.fields["address/text"],
    words,
  };
}

/** Puts what was found into the fields; what somebody typed stays. */
function fill(form, values) {
  for (const id of ["kind", "priority", "waybill", "order_no", "title", "contact/phone",
    "address/text", "words"]) {
    const control = document.getElementById(`field-${id}`);
    const before = form.auto.get(id);
    const untouched = control.value === (before ?? "") || (before === undefined
      && control.tagName === "SELECT");
    const value = values[id] ?? (control.tagName === "SELECT" ? undefined : "");
    const fits = control.tagName !== "SELECT"
      || [...control.options].some((option) => option.value === value);
    if (untouched && value !== undefined && fits) {
      control.value = value;
      form.auto.set(id, value);
    }
  }
}

/** What was found, each a button that shows where in the text it stands. */
function chips(read, text) {
  const chars = [...text.value];
  const at = (n) => chars.slice(0, n).join("").length;
  const chip = (label, hint, span, doubt) => h("li", h(`button.chip${doubt ? ".doubt" : ""}`, {
    type: "button",
    onclick: () => {
      text.focus();
      text.setSelectionRange(at(span.char_from), at(span.char_to));
    },
  }, h("span.by", label), " ", hint, doubt ? h("span.warned", ` ${doubt}`) : null));
  const found = [
    ...read.codes.map((one) => chip(codeName(one), one.value, one.span, codeDoubt(one))),
    ...read.order_numbers.map((one) => chip(named("keys", "order_no"), one.value, one.span)),
    ...read.phones.map((one) => chip(t("new.phone"), one.value, one.span,
      one.doubt ? t(`new.doubt.${one.doubt}`) : one.masked ? t("new.masked") : null)),
    ...read.places.map((one) => chip(pick(one.name), one.text, one.span)),
    ...(read.deadline ? [chip(t("new.deadline"), textOf(chars, read.deadline.span),
      read.deadline.span)] : []),
    ...read.topics.map((one) => chip(t("new.topic"), pick(one.name), one.spans[0])),
  ];
  if (found.length === 0) return h("p.by", t("new.nothing"));
  return [h("ul.chips", { "aria-label": t("new.found") }, found), why(read.priority)];
}

function textOf(chars, span) {
  return chars.slice(span.char_from, span.char_to).join("");
}

function codeName(one) {
  const names = [...new Set(one.candidates.map((candidate) => pick(candidate.name)))];
  return names.length > 0 ? listed(names) : t("new.code");
}

/** Why somebody should look at a code, and what was put right in it. */
function codeDoubt(one) {
  const healed = one.healed.filter((id) => id !== "letters").map((id) => t(`new.healed.${id}`));
  return one.doubt ? line(t(`new.doubt.${one.doubt}`), ...healed) : null;
}

function why(priority) {
  if (!priority?.rule) return null;
  const words = { level: pick(priority.name), rule: pick(priority.rule_name) };
  return h("p.by", { id: "new-why" }, t("new.why", words));
}

function keysOf(form) {
  const scheme = new Map((form.read?.draft.keys ?? []).map((key) => [key.value, key.scheme]));
  const values = (id) => form.inputs.get(id).read().split(/[\s,，;；、]+/).filter(Boolean);
  return [
    ...values("waybill").map((value) => ({ scheme: scheme.get(value) ?? "waybill", value })),
    ...values("order_no").map((value) => ({ scheme: "order_no", value })),
  ];
}

/** Orders that have one of the numbers already. */
function showSame(form, parts) {
  const own = keysOf(form).map((key) => key.value.normalize("NFKC").toUpperCase()
    .replace(/[\s-]/g, ""));
  const same = state.orders.filter((card) => card.keys.some((key) => own.includes(key.value)));
  redraw(parts.same, same.length === 0 ? null : h("p.warned", t("new.same"), " ",
    same.slice(0, 3).map((card) => h("a", { href: pathOf(card.id) },
      `${calledOf(card)} · ${pick(card.stage_name)} `))));
}

async function make(form, parts, box) {
  parts.make.disabled = true;
  parts.refused.replaceChildren();
  try {
    const said = Object.fromEntries([...form.inputs].map(([id, one]) => [id, one.read()]));
    checkWindow(said["window/from_ms"], said["window/to_ms"]);
    const words = said.kind === "repair" ? "fault" : "remark";
    const pairs = [...PLAIN, ...WINDOW].map((path) => [path, said[path]]);
    pairs.push([words, said.words], ["priority", said.priority ? Number(said.priority) : null]);
    // The rule stays with the ticket for as long as its priority is the one that the rule gave.
    const draft = form.read?.draft;
    const asRead = draft?.priority && said.priority === String(draft.priority[1]);
    pairs.push([RULE, asRead ? draft.fields[RULE] ?? null : null]);
    const fields = Object.fromEntries(pairs.filter(([, value]) => value !== null && value !== ""));
    const body = { kind: said.kind, keys: keysOf(form), fields, assign: said.assign || null };
    const done = await post("/v1/office/orders", body, form.key);
    box.close();
    say(t("done.created"));
    await refresh();
    location.hash = pathOf(done.order);
  } catch (error) {
    put(parts.refused, [explained(error)]);
  }
  parts.make.disabled = false;
}
