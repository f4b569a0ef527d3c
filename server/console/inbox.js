// The inbox: everything that waits for the dispatcher, gravest first, each a way to its order.

import { h, redraw } from "./element.js";
import { t } from "./words.js";
import { card as drawCard } from "./card.js";
import { draw as drawService } from "./service.js";
import { state } from "./state.js";

/** Heads of the inbox with the cards that belong below them, and which of these are listed. */
const SORTS = [
  ["told", (card) => card.unread > 0, (card) => !toldWith(card)],
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

/** How many things wait: an order counts once, and so does what one act told of many. */
export function waitingCount() {
  const asking = SORTS.filter(([id]) => id !== "urged");
  const orders = new Set();
  for (const card of state.orders) {
    const why = asking.filter(([, fits]) => fits(card));
    if (why.length === 0) continue;
    const elsewhere = why.every(([id]) => id === "told") ? toldWith(card) : null;
    orders.add(elsewhere ?? card.id);
  }
  for (const row of envelopes()) orders.add(row.subject);
  return orders.size;
}

/** The order under whose notice this one stands, where nothing else of it is unread. */
function toldWith(card) {
  return state.worklist.told_with[card.id];
}

/** Draws the inbox. */
export function draw(main) {
  if (!main.querySelector("#inbox")) {
    main.replaceChildren(h("h1", t("inbox.title")), h("div.inbox", { id: "clock" }),
      h("div.inbox", { id: "inbox" }));
  }
  drawService(main.querySelector("#clock"));
  const sections = SORTS.map(([id, fits, listed = () => true]) =>
    section(id, state.orders.filter((card) => fits(card) && listed(card))));
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
  const asks = ["refused", "blocked"];
  const marked = state.worklist.inbox.filter((row) => asks.includes(row.mark)
    && !state.cards.has(row.subject));
  return [...marked, ...state.worklist.waiting];
}

/** How many records wait, and the way to all of them. */
function entries() {
  const number = envelopes().length
    + Math.max(0, state.worklist.waiting_count - state.worklist.waiting.length);
  if (number === 0) return null;
  return h(
    "section.panel",
    { "aria-labelledby": "inbox-entries" },
    h("h2", { id: "inbox-entries" }, t("inbox.entries"), " ", h("span.count", number)),
    h("p.note", t("inbox.entries.note")),
    h("p", h("a", { href: "#/held", id: "to-held" }, t("inbox.to_held"))),
  );
}
