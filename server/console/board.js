// The board: orders by stage, by who is to do them, by who holds the thing, or all as a table.

import { h, redraw } from "./element.js";
import { pick, t } from "./words.js";
import { MARK_FILTERS, dueOf, marksOf } from "./marks.js";
import { openBulk } from "./bulk.js";
import { card, holderOf } from "./card.js";
import { openNew } from "./neworder.js";
import { orderKinds, stageOrder } from "./playbook.js";
import { nameOf, state } from "./state.js";

const VIEWS = ["stage", "person", "holder", "table"];
/** Cards of a column before somebody asks for more, on a wide and on a narrow screen. */
const FIRST_WIDE = 40;
const FIRST_NARROW = 6;
const MORE = 60;

const chosen = { by: "stage", q: "", kind: "", only: "", stage: "", person: null };
const shown = new Map();

/** Draws the board; `query` is what the address says. */
export function draw(main, query) {
  for (const key of Object.keys(chosen)) {
    chosen[key] = query.has(key) ? query.get(key) : key === "person" ? null : "";
  }
  if (!VIEWS.includes(chosen.by)) chosen.by = "stage";
  if (!main.querySelector("#columns")) {
    main.replaceChildren(
      h("h1.unseen", t("board.title")),
      toolbar(main),
      h("div", { id: "columns" }),
    );
  }
  update(main);
}

/** Draws what the toolbar chose, from what is known now. */
function update(main) {
  for (const tab of main.querySelectorAll("[data-view]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.view === chosen.by));
  }
  // The address may have changed without the toolbar: it says what is shown.
  const search = main.querySelector("#search");
  if (search.value !== chosen.q) search.value = chosen.q;
  for (const key of ["kind", "only"]) main.querySelector(`#pick-${key}`).value = chosen[key];
  const orders = state.orders.filter(fits);
  const content = chosen.by === "table" ? [table(orders)] : board(orders);
  const note = counted(orders);
  redraw(main.querySelector("#columns"), h("p.counted", { id: "counted" }, note), content);
}

function counted(orders) {
  const parts = [t("board.count", { n: orders.length })];
  if (isFiltered()) {
    const away = h("button.link", { type: "button", onclick: () => go({ by: chosen.by }) });
    away.textContent = t("board.show_all");
    parts.push(" ", filterWords(), away);
  }
  const open = orders.filter((one) => !one.terminal).sort(byUrgency);
  if (open.length > 0) {
    parts.push(" ", h("button.link", { type: "button", id: "bulk", onclick: () => openBulk(open) },
      t("board.bulk", { n: open.length })));
  }
  if (state.cards.size < state.total) {
    parts.push(` ${t("board.capped", { n: state.cards.size, total: state.total })}`);
  }
  return parts;
}

function isFiltered() {
  return ["q", "kind", "only", "stage"].some((key) => chosen[key]) || chosen.person !== null;
}

function filterWords() {
  const stage = stageOrder().find((one) => one.id === chosen.stage);
  const person = chosen.person === "" ? t("card.nobody") : nameOf(chosen.person);
  const words = [stage && pick(stage.name), person].filter(Boolean).join(" · ");
  return words ? `${t("board.filtered", { words })} ` : "";
}

function fits(one) {
  const marks = chosen.only && chosen.only !== "attention" ? marksOf(one) : [];
  const wanted = MARK_FILTERS[chosen.only];
  return (!chosen.kind || one.kind === chosen.kind)
    && (!chosen.stage || one.stage === chosen.stage)
    && (chosen.person === null || sits(one, chosen.person))
    && (chosen.only !== "attention" || one.attention)
    && (!wanted || marks.some((mark) => wanted.includes(mark.id)))
    && holds(one, chosen.q);
}

function sits(one, person) {
  return person === "" ? one.assigned.length === 0 : one.assigned.includes(person);
}

/** Every word has to be in it; a number is compared without spaces and hyphens. */
function holds(one, text) {
  const words = text.normalize("NFKC").toLowerCase().trim();
  if (!words) return true;
  const people = [...one.assigned, one.holder].map(nameOf).join("\n");
  const searched = `${one.search_text}\n${people}`.normalize("NFKC").toLowerCase();
  const number = words.replace(/[\s-]/g, "").toUpperCase();
  return words.split(/\s+/).every((word) => searched.includes(word))
    || one.keys.some((key) => key.value.includes(number));
}

/** The address of what was chosen; an empty person means nobody, no person everybody. */
function address(query) {
  const said = ([key, value]) => value || (key === "person" && value === "");
  const words = new URLSearchParams(Object.entries(query).filter(said)).toString();
  return words ? `#/board?${words}` : "#/board";
}

/** Changes the address; the page follows it. */
function go(query) {
  location.replace(address(query));
}

function change(part) {
  go({ ...chosen, ...part });
}

function toolbar(main) {
  const view = (id) => h(
    "button",
    { type: "button", "data-view": id, id: `view-${id}`, onclick: () => change({ by: id }) },
    t(`board.by.${id}`),
  );
  const search = h("input", {
    type: "search", id: "search", value: chosen.q, placeholder: t("board.search_hint"),
    "aria-label": t("board.search"), autocomplete: "off", spellcheck: "false",
  });
  search.addEventListener("input", () => {
    chosen.q = search.value;
    update(main);
    history.replaceState(null, "", address(chosen));
  });
  return h(
    "form.toolbar",
    { role: "search", onsubmit: (event) => event.preventDefault() },
    search,
    h("div.tabs", { role: "group", "aria-label": t("board.by") }, VIEWS.map(view)),
    select("kind", t("board.kind"), orderKinds().map((one) => [one.id, pick(one.name)])),
    select("only", t("board.only"), Object.keys(MARK_FILTERS).map((id) => [id, t(`only.${id}`)])),
    h("button.primary", { type: "button", id: "new-order", onclick: openNew }, t("new.open")),
  );
}

function select(key, label, choices) {
  const all = h("option", { value: "" }, t(`board.all.${key}`));
  const option = ([value, name]) => h("option", { value, selected: chosen[key] === value }, name);
  const list = h("select", { id: `pick-${key}`, "aria-label": label }, all, choices.map(option));
  list.addEventListener("change", () => change({ [key]: list.value }));
  return list;
}

/** Columns, and chips that lead to them. */
function board(orders) {
  const columns = columnsOf(orders);
  const chip = (one) => h(
    "li",
    h("button.chip", {
      type: "button",
      onclick: () => document.getElementById(`column-${one.id}`).scrollIntoView({
        behavior: "smooth", block: "start", inline: "start",
      }),
    }, one.name, h("b", String(one.orders.length))),
  );
  if (columns.length === 0) return [h("p.empty", t("board.empty"))];
  return [
    h("ul.chips", { "aria-label": t("board.columns") }, columns.map(chip)),
    h("div.columns", { id: "board", "data-scrolls": true, tabindex: "0", role: "group",
      "aria-label": t("board.title") }, columns.map(column)),
  ];
}

function columnsOf(orders) {
  if (chosen.by === "stage") {
    const of = (stage) => ({
      id: stage.id, name: pick(stage.name), over: stage.terminal,
      orders: orders.filter((one) => one.stage === stage.id),
    });
    return stageOrder().map(of).filter((one) => one.orders.length > 0);
  }
  const whose = (one) => (chosen.by === "holder" ? [holderOf(one)] : one.assigned);
  const found = new Map([["", { id: "nobody", name: t(`board.none.${chosen.by}`), orders: [] }]]);
  for (const one of orders) {
    const people = whose(one).filter(Boolean);
    for (const person of people.length > 0 ? people : [""]) {
      if (!found.has(person)) found.set(person, { id: person, name: nameOf(person), orders: [] });
      found.get(person).orders.push(one);
    }
  }
  const columns = [...found.values()].filter((one) => one.orders.length > 0);
  return columns.sort((a, b) => b.orders.length - a.orders.length);
}

function column(one) {
  const narrow = matchMedia("(max-width: 46rem)").matches;
  const key = `${chosen.by}/${one.id}`;
  const count = shown.get(key) ?? (narrow ? FIRST_NARROW : FIRST_WIDE);
  const rest = one.orders.length - count;
  const sorted = [...one.orders].sort(byUrgency);
  const more = () => {
    shown.set(key, count + MORE);
    update(document.getElementById("main"));
  };
  const heading = `title-${one.id}`;
  return h(
    `section.column${one.over ? ".over" : ""}`,
    { id: `column-${one.id}`, "aria-labelledby": heading },
    h("h2", { id: heading }, one.name, " ", h("span.count", String(one.orders.length))),
    h("ol.cards", { id: `cards-${one.id}`, "data-scrolls": true },
      sorted.slice(0, count).map((order) => h("li", card(order, chosen.by)))),
    rest > 0
      ? h("button.more", { type: "button", id: `more-${one.id}`, onclick: more },
        t("board.more", { n: rest }))
      : null,
  );
}

/** What somebody has to look at first, then what is due first, then what changed last. */
function byUrgency(a, b) {
  const open = (one) => (one.attention ? 0 : one.urges > 0 && !one.terminal ? 1 : 2);
  const due = (one) => dueOf(one) ?? Infinity;
  return open(a) - open(b)
    || (due(a) === due(b) ? 0 : due(a) - due(b))
    || b.priority - a.priority
    || (b.updated_index ?? 0) - (a.updated_index ?? 0);
}

/** People against stages, every number a way to those orders. */
function table(orders) {
  const stages = stageOrder().filter((stage) => orders.some((one) => one.stage === stage.id));
  const whose = (one) => [...(one.assigned.length ? one.assigned : [""]), holderOf(one)];
  const people = [...new Set(orders.flatMap(whose))].filter((one) => one !== null);
  people.sort((a, b) => (a === "") - (b === "") || nameOf(a).localeCompare(nameOf(b)));
  const cell = (person, stage) => {
    const rows = orders.filter((one) => one.stage === stage.id && sits(one, person));
    if (rows.length === 0) return h("td.none", "–");
    const name = person === "" ? t("card.nobody") : nameOf(person);
    const label = `${name}, ${pick(stage.name)}: ${rows.length}`;
    const act = () => go({ ...chosen, by: "stage", stage: stage.id, person });
    return h("td", h("button.number", { type: "button", "aria-label": label, onclick: act },
      String(rows.length)));
  };
  const row = (person) => {
    const own = orders.filter((one) => sits(one, person));
    const held = orders.filter((one) => person && holderOf(one) === person);
    return h(
      "tr",
      h("th", { scope: "row" }, person === "" ? t("card.nobody") : nameOf(person)),
      stages.map((stage) => cell(person, stage)),
      h("td.sum", own.length ? String(own.length) : "–"),
      h("td", held.length ? String(held.length) : "–"),
      h("td", String(own.filter((one) => one.attention).length || "–")),
    );
  };
  const total = (stage) => String(orders.filter((one) => one.stage === stage.id).length);
  const head = [...stages.map((stage) => pick(stage.name)),
    t("table.all"), t("table.held"), t("table.attention")];
  return h(
    "div.wide",
    { tabindex: "0", role: "group", "aria-label": t("board.by.table"), id: "wide",
      "data-scrolls": true },
    h(
      "table",
      h("thead", h("tr", h("th", { scope: "col" }, t("table.person")),
        head.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", people.map(row)),
      h("tfoot", h("tr", h("th", { scope: "row" }, t("table.total")),
        stages.map((stage) => h("td", total(stage))),
        h("td.sum", String(orders.length)),
        h("td", String(orders.filter(holderOf).length || "–")),
        h("td", String(orders.filter((one) => one.attention).length || "–")))),
    ),
  );
}
