// What outlives an order: the store's shelves, places and machines, and which of them are one.

import { h, say } from "./element.js";
import { line, t } from "./words.js";
import { post } from "./hub.js";
import { ask } from "./dialog.js";
import { show } from "./page.js";
import { shelves } from "./parts.js";
import { named } from "./playbook.js";
import { refresh } from "./state.js";

const STOCK = { id: "stock", title: "stock.title", note: "stock.note" };
const LISTS = [
  { id: "places", title: "places.title", note: "places.note", none: "places.none" },
  { id: "machines", title: "machines.title", note: "machines.note", none: "machines.none" },
];

/** Draws shelves, places and machines; each asks the hub by itself. */
export function draw(main) {
  if (!main.querySelector("#stock")) {
    const panel = ({ id, title, note }) => h("section.panel", { "aria-labelledby": `${id}-title` },
      h("h2", { id: `${id}-title` }, t(title)), h("p.note", t(note)), h("div", { id }));
    main.replaceChildren(h("div.bar", h("h1", t("places.heading"))), panel(STOCK),
      h("div.balances", LISTS.map(panel)));
  }
  shelves(main.querySelector("#stock"));
  for (const { id, none } of LISTS) {
    show(main.querySelector(`#${id}`), `/v1/office/${id}`, (found) => list(id, none, found));
  }
}

function list(id, none, { rows, more }) {
  const leads = rows.filter((row) => !row.lead);
  if (leads.length === 0) return h("p.empty", t(none));
  return [h("ul.plain", leads.map((row) => one(id, row, rows))),
    more ? h("p.by", t("places.more")) : null];
}

function one(id, row, rows) {
  const joined = row.joined.map((other) => rows.find((known) => known.id === other)
    ?? { id: other, keys: [], name: null });
  return h("li",
    h("p", h("b", row.name ?? t("places.unnamed"))),
    h("p.by", line(...keys(row))),
    joined.map((other) => h("p", t("places.same", { name: called(other) }), " ",
      h("button.link", { type: "button", id: `part-${other.id}`,
        onclick: () => part(id, row, other) }, t("places.part")))));
}

function keys(row) {
  return row.keys.map((key) => `${named("keys", key.scheme)} ${key.value}`);
}

function called(row) {
  return line(row.name, ...keys(row)) || row.id.slice(-6);
}

function part(id, row, other) {
  ask({
    title: t("places.part"),
    note: t("places.part_note", { one: called(row), other: called(other) }),
    button: t("places.part"),
    grave: true,
    act: async () => {
      await post(`/v1/office/${id}/${row.id}/part`, { other: other.id });
      await refresh();
      say(t("done.parted"));
    },
  });
}
