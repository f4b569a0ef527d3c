// The inbox: everything that waits for the dispatcher, gravest first, each a way to its order.

import { h, redraw } from "./element.js";
import { has, line, pick, t } from "./words.js";
import { ago } from "./times.js";
import { card as drawCard, calledOf, pathOf } from "./card.js";
import { nameOf, state } from "./state.js";

/** Heads of the inbox with the cards that belong below them. */
const SORTS = [
  ["disputed", (card) => card.disputed],
  ["two_hold", (card) => card.also_taken_by.length > 0],
  ["excursions", (card) => card.excursions > 0 && !card.terminal],
  ["opposed", (card) => card.opposed > 0],
  ["in_question", (card) => card.in_question],
  ["conflicts", (card) => card.counts.conflicts > 0],
  ["proposals", (card) => card.counts.proposals > 0],
  ["exceptions", (card) => card.counts.exceptions > 0],
  ["refused", (card) => card.counts.refused > 0],
  ["late", (card) => card.counts.late > 0 && !card.terminal],
  ["flagged", (card) => card.counts.flagged > 0 && !card.terminal],
  ["urged", (card) => card.urges > 0 && !card.terminal],
];
/** Cards below one head before somebody asks for more. */
const FIRST = 8;

const opened = new Set();

/** How many things wait: an order counts once. */
export function waitingCount() {
  const asking = SORTS.filter(([id]) => id !== "urged");
  const asked = state.orders.filter((card) => asking.some(([, fits]) => fits(card)));
  const orders = new Set(asked.map((card) => card.id));
  for (const row of envelopes()) orders.add(row.subject);
  return orders.size;
}

/** Draws the inbox. */
export function draw(main) {
  if (!main.querySelector("#inbox")) {
    main.replaceChildren(h("h1", t("inbox.title")), h("div.inbox", { id: "inbox" }));
  }
  const sections = SORTS.map(([id, fits]) => section(id, state.orders.filter(fits)));
  const content = [...sections, entries()].filter(Boolean);
  redraw(main.querySelector("#inbox"), content.length ? content : h("p.empty", t("inbox.empty")));
}

function section(id, cards) {
  if (cards.length === 0) return null;
  const shown = opened.has(id) ? cards : cards.slice(0, FIRST);
  const rest = cards.length - shown.length;
  const more = () => {
    opened.add(id);
    draw(document.getElementById("main"));
  };
  return h(
    "section.panel",
    { "aria-labelledby": `inbox-${id}` },
    h("h2", { id: `inbox-${id}` }, t(`inbox.${id}`), " ", h("span.count", cards.length)),
    h("p.note", t(`inbox.${id}.note`)),
    h("ol.cards", shown.map((one) => h("li", drawCard(one, "inbox")))),
    rest > 0 ? h("button.more", { type: "button", id: `more-${id}`, onclick: more },
      t("board.more", { n: rest })) : null,
  );
}

/** Envelopes that wait or were marked, those of orders that are on the list above left out. */
function envelopes() {
  const marked = state.worklist.inbox.filter((row) => !state.cards.has(row.subject));
  return [...marked, ...state.worklist.waiting];
}

function entries() {
  const rows = envelopes();
  if (rows.length === 0) return null;
  const unseen = state.worklist.waiting_count - state.worklist.waiting.length;
  return h(
    "section.panel",
    { "aria-labelledby": "inbox-entries" },
    h("h2", { id: "inbox-entries" }, t("inbox.entries"), " ",
      h("span.count", rows.length + Math.max(0, unseen))),
    h("p.note", t("inbox.entries.note")),
    h("ul.plain", rows.map(entry)),
  );
}

function entry(row) {
  const device = state.devices.find((one) => one.device === row.device);
  const order = state.cards.get(row.subject);
  const name = order ? calledOf(order) : t("inbox.unknown_order", { id: row.subject.slice(-6) });
  const why = row.why && has(`why.${row.why}`) ? t(`why.${row.why}`) : row.why;
  return h(
    "li",
    order ? h("a", { href: pathOf(order.id) }, name) : h("b", name),
    h("p", line(t(`entry.${row.mark}`), why)),
    h("p.by", line(device ? nameOf(device.person) : "", ago(row.received_at_ms),
      order ? pick(order.stage_name) : "")),
  );
}
