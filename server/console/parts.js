// Parts of an order: what became of each, and what the store does with them.

import { h, say } from "./element.js";
import { line, t } from "./words.js";
import { get, post } from "./hub.js";
import { UnchangedError, ask } from "./dialog.js";
import { done } from "./acts.js";
import { calledOf } from "./card.js";
import { show } from "./page.js";
import { refresh } from "./state.js";

const STOCK = "/v1/office/stock";
const COLUMNS = ["asked", "reserved", "sent", "received", "used", "returned"];

/** What became of each article; what is short is said in words. */
export function parts(whole) {
  const { parts: rows, card } = whole.sheet;
  if (rows.length === 0) return null;
  const act = card.terminal ? null : h("p.answers", h("button", { type: "button", id: "part-step",
    onclick: () => step(card, rows) }, t("part.act")));
  const row = (one) => h("tr",
    h("th", { scope: "row" }, line(one.name, one.sku), one.short > 0
      ? h("p", h("span.mark.alarm", t("part.short", { n: one.short }))) : null),
    COLUMNS.map((name) => h("td", one[name] || "–")));
  return h("section.panel", h("h2", t("part.title")), h("div.wide",
    h("table", h("thead", h("tr", h("th", { scope: "col" }, t("part.name")),
      COLUMNS.map((name) => h("th", { scope: "col" }, t(`part.${name}`))))),
    h("tbody", rows.map(row)))), act);
}

/** Keeps, sends or takes back: from which shelf, how many. */
async function step(card, rows) {
  const { shelves } = await get(STOCK).catch(() => ({ shelves: [] }));
  const free = shelves.flatMap((shelf) => shelf.rows.map((row) => ({ shelf, row })));
  const choices = free.map(({ shelf, row }, n) => [String(n),
    t("part.from", { name: line(row.name, row.sku), shelf: shelf.name ?? shelf.place.slice(0, 6),
      n: row.free ?? "?" })]);
  const wanted = free.findIndex(({ row }) => rows.some((one) => one.sku === row.sku));
  ask({
    title: `${t("part.act")} · ${calledOf(card)}`,
    note: t(choices.length > 0 ? "part.act_note" : "part.no_shelf"),
    fields: choices.length === 0 ? [] : [
      { id: "what", label: t("part.which"), type: "choice", needed: true, choices,
        value: String(Math.max(0, wanted)) },
      { id: "step", label: t("part.step"), type: "choice", needed: true,
        choices: ["reserved", "sent", "returned"].map((id) => [id, t(`part.do_${id}`)]) },
      { id: "quantity", label: t("part.quantity"), type: "line", needed: true, value: "1" },
    ],
    button: t("part.act"),
    act: (said, key) => {
      if (choices.length === 0) return null;
      const { shelf, row } = free[Number(said.what)];
      return done(card, "parts", { sku: row.sku, name: row.name || row.sku, step: said.step,
        quantity: Math.max(1, Number.parseInt(said.quantity, 10) || 1), place: shelf.place,
        slip: key.slice(0, 16) }, key, t("done.part"));
    },
  });
}

/** Draws the shelves of the store. */
export function shelves(place) {
  show(place, STOCK, (stock) => list(stock));
}

function list({ shelves: all, orders }) {
  return [
    all.length > 0 ? all.map((one) => shelf(one, orders)) : h("p.empty", t("stock.none")),
    h("p.answers", h("button", { type: "button", id: "new-shelf",
      onclick: () => count(null) }, t("stock.new"))),
  ];
}

const NUMBERS = ["on_shelf", "reserved", "free"];

function shelf(one, orders) {
  const row = (article) => h(`tr${article.free < 0 ? ".differs" : ""}`,
    h("th", { scope: "row" }, article.name || article.sku, h("p.by", article.sku)),
    NUMBERS.map((name) => h("td", article[name] ?? "–")),
    h("td", article.short.map((id) => h("p", h("span.mark.alarm", t("stock.short")), " ",
      h("a", { href: `#/order/${id}` },
        line(orders[id]?.number, orders[id]?.title) || id.slice(-6))))));
  return h("div.shelf", h("h3", one.name ?? t("stock.unnamed")),
    h("div.wide", h("table.sums", h("thead", h("tr", h("th", { scope: "col" }, t("part.name")),
      NUMBERS.map((name) => h("th", { scope: "col" }, t(`stock.${name}`))),
      h("th", { scope: "col" }, ""))), h("tbody", one.rows.map(row)))),
    h("p.answers", h("button", { type: "button", id: `count-${one.place.slice(0, 8)}`,
      onclick: () => count(one) }, t("stock.count"))));
}

/** Lines of `number, name, pieces`, as a list is copied from anywhere. */
function count(one) {
  const known = one?.rows.map((row) => [row.sku, row.name, Math.max(0, row.on_shelf ?? 0)]
    .join(", ")).join("\n");
  ask({
    title: one ? `${t("stock.count")} · ${one.name ?? ""}` : t("stock.new"),
    note: t("stock.count_note"),
    fields: [
      ...(one ? [] : [{ id: "name", label: t("stock.name"), type: "line", needed: true }]),
      { id: "rows", label: t("stock.rows"), rows: 8, needed: true, value: known ?? "" },
    ],
    button: t("stock.count"),
    act: (said, key) => counted(one, said, key),
  });
}

async function counted(one, said, key) {
  const rows = said.rows.split("\n").map((text) => text.trim()).filter(Boolean).map(article);
  const body = one ? { place: one.place, rows } : { name: said.name, rows };
  await post(STOCK, body, key);
  await refresh();
  say(t("done.counted", { n: rows.length }));
}

/** `PUMP-E2, 排水泵, 3`: the number of pieces stands last. */
function article(text) {
  const parts = text.split(/[,，\t]/u).map((one) => one.trim());
  const pieces = Number.parseInt(parts.at(-1), 10);
  if (parts.length < 2 || !Number.isInteger(pieces) || pieces < 0) {
    throw new UnchangedError({ code: "row", zh: [t("stock.bad_row", { text })],
      en: [t("stock.bad_row", { text })] });
  }
  return { sku: parts[0], name: parts.slice(1, -1).join(" ") || null, pieces };
}
