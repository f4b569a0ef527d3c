// One act on many orders: choose it, leave out single ones, look at what would happen, do it.

import { h, put, redraw, say } from "./element.js";
import { language, line, pick, t } from "./words.js";
import { actKey, post } from "./hub.js";
import { explained } from "./dialog.js";
import { input } from "./inputs.js";
import { reasons } from "./acts.js";
import { calledOf } from "./card.js";
import { checkWindow } from "./edit.js";
import { refresh, state, workers } from "./state.js";

const PATH = "/v1/office/bulk";
/** Orders of one act, at most: a bound of the hub. */
export const BULK_MAX = 500;
const OUTCOMES = ["would", "done", "unchanged", "refused", "failed"];

const or = (text) => text || null;

/** Each act: what it asks for, and what is sent. */
const ACTS = {
  urge: {
    fields: () => [{ id: "reason", label: t("act.urge_why"), type: "line" }],
    body: (said) => ({ reason: or(said.reason) }),
  },
  assign: { fields: () => [worker()], body: (said) => ({ to: said.to }) },
  reassign: { fields: () => [worker()], body: (said) => ({ to: said.to }) },
  comment: {
    fields: () => [{ id: "text", label: t("act.comment_text"), needed: true, rows: 3 }],
    body: (said) => ({ text: said.text }),
  },
  edit: {
    fields: () => [{ id: "from", label: t("bulk.from"), type: "moment", needed: true },
      { id: "to", label: t("bulk.to"), type: "moment", needed: true }],
    body: (said) => ({ fields: { "window/from_ms": said.from, "window/to_ms": said.to } }),
  },
  do_not_load: { fields: () => [], body: () => ({ stop: true }) },
  cancel: {
    fields: () => [reasons("cancelled", true), { id: "note", label: t("act.note"), rows: 1 }],
    body: (said) => ({ reason: or(said.reason), note: or(said.note) }),
  },
};

function worker() {
  const people = workers().map((one) => [one.person, one.name]);
  return { id: "to", label: t("act.assign_to"), type: "choice", needed: true,
    choices: [["", t("act.choose_person")], ...people] };
}

/** Opens the act on these orders. */
export function openBulk(cards) {
  const orders = cards.slice(0, BULK_MAX);
  const names = Object.keys(ACTS).map((id) => [id, t(`bulk.${id}`)]);
  const which = input({ id: "act", label: t("bulk.act"), type: "choice", choices: names });
  const form = { which, inputs: [], left: new Set(), seen: null, key: actKey() };
  const parts = {
    asked: h("div", { id: "bulk-fields" }), found: h("div", { id: "bulk-found" }),
    refused: h("div.refused", { role: "alert" }),
    look: h("button.primary", { type: "submit", id: "bulk-look" }, t("bulk.look")),
    go: h("button.primary", { type: "button", id: "bulk-go", hidden: true }),
    close: h("button", { type: "button", id: "bulk-close" }, t("dialog.cancel")),
  };
  const made = h("form",
    h("h2", { id: "bulk-title" }, t("bulk.title", { n: orders.length })),
    cards.length > BULK_MAX ? h("p.note", t("bulk.capped", { n: BULK_MAX })) : null,
    which.row, parts.asked, choice(orders, form, () => forget(form, parts)),
    parts.refused, parts.found,
    h("div.buttons", parts.close, parts.look, parts.go));
  const box = h("dialog.ask.bulk", { "aria-labelledby": "bulk-title" }, made);
  const fieldsOf = () => {
    form.inputs = ACTS[which.read()].fields().map(input);
    parts.asked.replaceChildren(...form.inputs.map((one) => one.row));
    forget(form, parts);
  };
  which.row.addEventListener("change", fieldsOf);
  parts.asked.addEventListener("input", () => forget(form, parts));
  parts.close.addEventListener("click", () => box.close());
  parts.go.addEventListener("click", () => send(orders, form, parts, false));
  box.addEventListener("close", () => box.remove());
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    send(orders, form, parts, true);
  });
  fieldsOf();
  document.body.append(box);
  box.showModal();
}

/** The orders, each with a box: one that is left out stays as it is. */
function choice(orders, form, changed) {
  const count = h("b.mark.calm", String(orders.length));
  const row = (card) => {
    const box = h("input", { type: "checkbox", id: `bulk-${card.id}`, checked: true });
    box.addEventListener("change", () => {
      if (box.checked) form.left.delete(card.id);
      else form.left.add(card.id);
      count.textContent = String(orders.length - form.left.size);
      changed();
    });
    return h("li", h("label.tick", box, h("span", line(calledOf(card), pick(card.stage_name)),
      card.address ? h("span.by", ` ${card.address}`) : null)));
  };
  return h("details.sum-list", { id: "bulk-orders" },
    h("summary", h("span", t("bulk.orders")), count), h("ul", orders.map(row)));
}

/** Whatever was found no longer fits what is asked. */
function forget(form, parts) {
  form.seen = null;
  form.key = actKey();
  parts.go.hidden = true;
  parts.look.hidden = false;
  parts.found.replaceChildren();
  parts.refused.replaceChildren();
}

/** Sends the act, first to be looked at only. */
async function send(orders, form, parts, preview) {
  const act = form.which.read();
  const said = Object.fromEntries(form.inputs.map((one) => [one.id, one.read()]));
  const chosen = orders.map((card) => card.id).filter((id) => !form.left.has(id));
  const button = preview ? parts.look : parts.go;
  button.disabled = true;
  parts.refused.replaceChildren();
  try {
    if (act === "edit") checkWindow(said.from, said.to);
    const body = { act, orders: chosen, preview, ...ACTS[act].body(said) };
    const done = await post(PATH, body, preview ? null : form.key);
    redraw(parts.found, answer(done));
    const can = done.counts.would ?? 0;
    parts.look.hidden = !preview || can > 0;
    parts.go.hidden = !preview || can === 0;
    parts.go.textContent = t("bulk.go", { n: can });
    if (!preview) await finish(done, parts);
  } catch (error) {
    put(parts.refused, [explained(error)]);
  }
  button.disabled = false;
}

async function finish(done, parts) {
  parts.close.textContent = t("dialog.close");
  // What failed is sent again under the same key; what was done stays done once.
  parts.go.hidden = !done.counts.failed;
  if (done.counts.failed) parts.go.textContent = t("nav.again");
  say(t("bulk.said", { n: done.counts.done ?? 0 }));
  await refresh();
}

/** How many of each outcome, what to know of those that go, and why the others do not. */
function answer(done) {
  const counts = OUTCOMES.filter((id) => done.counts[id] > 0)
    .map((id) => h("li", h("b", done.counts[id]), " ", t(`bulk.outcome.${id}`)));
  const notes = new Map();
  for (const note of done.rows.flatMap((row) => row.notes)) {
    notes.set(pick(note), (notes.get(pick(note)) ?? 0) + 1);
  }
  const others = done.rows.filter((row) => !["would", "done"].includes(row.outcome));
  return h("section", { "aria-live": "polite" },
    h("ul.numbers", counts),
    [...notes].map(([words, n]) => h("p.warned", t("bulk.note", { words, n }))),
    others.length > 0 ? h("ul.plain.others-list", others.map(reason)) : null);
}

function reason(row) {
  const card = state.cards.get(row.order);
  const own = row[language()];
  const why = (own?.length ? own : row.en).join(language() === "zh" ? "；" : "; ");
  return h("li", h("b", card ? calledOf(card) : row.order.slice(-6)), " ",
    h("span.by", why));
}
