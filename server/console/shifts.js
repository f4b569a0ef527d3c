// Shifts: who is on duty, and the three balances of the end: things, cash, work.

import { h, say } from "./element.js";
import { line, listed, pick, t } from "./words.js";
import { money, span } from "./times.js";
import { get, post } from "./hub.js";
import { UnchangedError, ask } from "./dialog.js";
import { named } from "./playbook.js";
import { pathOf } from "./card.js";
import { hear, refresh } from "./state.js";
import { dayField, show, today, zoned } from "./page.js";
import { cashOf } from "./cash.js";
import { sequence } from "./sequence.js";

const PATH = "/v1/office/shifts";
/** Shifts of a day whose balances the list shows. */
const BALANCES_MAX = 60;
/** A balance of the list stands for so long before it is asked again, ms. */
const BALANCE_MS = 30_000;
/** Shift → its balances as they were asked last, and when. */
const balances = new Map();
hear("forgotten", () => balances.clear());
let turn = 0;

/** Draws the shifts of a day, or one shift. */
export function draw(main, shift, query) {
  if (shift) return one(main, shift);
  const day = query.get("day") || today();
  if (!main.querySelector("#shifts")) {
    main.replaceChildren(h("div.bar", h("h1", t("shifts.title")),
      dayField("shifts-day", t("day"), day, (to) => { location.hash = `#/shifts?day=${to}`; })),
    h("div", { id: "shifts" }));
  }
  main.querySelector("#shifts-day").value = day;
  show(main.querySelector("#shifts"), `${PATH}?${zoned({ day })}`, list);
}

function list({ shifts }) {
  if (shifts.length === 0) return h("p.empty", t("shifts.none"));
  setTimeout(() => fill(shifts));
  return h("ul.people", shifts.map((row) => h(
    "li.panel.person",
    h("h2", h("a", { href: `#/shifts/${row.id}` }, row.person_name)),
    h("p", duty(row), " ", row.closed ? h("span.mark.calm", t("shift.closed")) : null),
    h("p.by", times(row)),
    h("p.by", line(row.outlet, row.vehicle)),
    h("p.marks", { id: `balance-${row.id}` }, balance(row.id)),
  )));
}

/** Asks for the balances of a list one after the other: each folds a whole shift. */
async function fill(shifts) {
  const own = ++turn;
  for (const { id } of shifts.slice(0, BALANCES_MAX)) {
    if (Date.now() - (balances.get(id)?.at ?? 0) < BALANCE_MS) continue;
    const shown = await get(`${PATH}/${encodeURIComponent(id)}`).catch(() => null);
    if (!shown || own !== turn) return;
    balances.set(id, { shown, at: Date.now() });
    document.getElementById(`balance-${id}`)?.replaceChildren(...balance(id).filter(Boolean));
  }
}

/** Whether a shift balances, what is still in hand, and cash that was not handed in. */
function balance(id) {
  const shown = balances.get(id)?.shown;
  if (!shown) return [];
  const held = shown.balances.things.held.length;
  return [isBalanced(shown), cashOpen(shown.payments),
    held > 0 ? h("span.mark.calm", t("shift.held", { n: held })) : null];
}

function isBalanced(shown) {
  return h(`span.mark.${shown.balanced ? "calm" : "alarm"}`,
    t(shown.balanced ? "shift.balanced" : "shift.unbalanced"));
}

function duty(row) {
  return h(`span.mark.${row.duty === "on" ? "cold" : "calm"}`, t(`duty.${row.duty}`));
}

function times(row) {
  const end = row.ended_words ? pick(row.ended_words) : t("shift.open");
  const work = t("shift.work", { span: span(row.work_length.least_ms) });
  const rest = row.breaks.length > 0
    ? t("shift.breaks", { n: row.breaks.length, span: span(row.break_length.least_ms) }) : "";
  return line(`${pick(row.began_words)} – ${end}`, work, rest);
}

function one(main, id) {
  if (!main.querySelector("#shift")) {
    main.replaceChildren(h("p.back", h("a", { href: "#/shifts" }, t("shifts.back"))),
      h("article.order", { id: "shift" }));
  }
  show(main.querySelector("#shift"), `${PATH}/${encodeURIComponent(id)}`, whole);
}

function whole(shown) {
  const { shift } = shown;
  const { things: goods, work: tasks } = shown.balances;
  return [
    h("div.bar", h("h1", shift.person_name), duty(shift),
      isBalanced(shown),
      cashOpen(shown.payments),
      h("button.quiet.print", { type: "button", id: "print", onclick: () => print() }, t("print"))),
    h("p.by", line(times(shift), shift.outlet, shift.vehicle)),
    h("div.balances", things(goods, shown.orders), cashOf(shown, confirm),
      work(tasks, shown.orders), sequence(shown)),
  ];
}

// On paper each payment is listed: who hands it in signs for it.
addEventListener("beforeprint", () => {
  document.getElementById("payments")?.setAttribute("open", "");
});

/** Cash that is still with the courier. */
function cashOpen(payments) {
  const open = payments.filter((paid) => paid.method === "cash" && paid.standing === "received");
  if (open.length === 0) return null;
  const sum = open.reduce((all, paid) => all + paid.minor, 0);
  return h("span.mark.money", t("shift.cash_open", { sum: money(sum, open[0].currency) }));
}

const THINGS = ["carried", "loaded", "delivered", "returned", "handed_over", "held",
  "given_not_received", "in_question", "unexplained"];
/** Lists of which anything at all is a question. */
const GRAVE = ["in_question", "unexplained", "late", "overdue"];

function things(sums, orders) {
  const came = sums.carried.length + sums.loaded.length;
  const counted = sums.counted.map((one) => h("li",
    t("shift.counted", { list: t(`things.${one.list}`), n: one.counted }), " ",
    one.reckoned !== null && one.reckoned !== one.counted
      ? h("span.mark.alarm", t("shift.reckoned", { n: one.reckoned })) : null,
    one.note ? h("span.by", ` ${one.note}`) : null));
  return h("section.panel", { "aria-labelledby": "things" }, h("h2", { id: "things" },
    t("things.title"), " ", h("span.count", came)),
  THINGS.map((id) => orderList(`things.${id}`, id, sums[id], orders)),
  counted.length > 0 ? h("ul.plain", counted) : null);
}

function work(sums, orders) {
  const lists = {
    done: sums.done, waiting: sums.waiting.map((row) => row.order), open: sums.open,
    late: sums.late, overdue: sums.overdue,
  };
  return h("section.panel", { "aria-labelledby": "work" }, h("h2", { id: "work" },
    t("work.title")),
  Object.entries(lists).map(([id, ids]) => orderList(`work.${id}`, id, ids, orders)));
}

/** A number that unfolds into the orders that make it. */
function orderList(key, id, ids, orders) {
  if (ids.length === 0 && id !== "held" && id !== "loaded" && id !== "open") return null;
  const tone = GRAVE.includes(id) && ids.length > 0 ? ".alarm" : ".calm";
  const head = [h("span", t(key)), h(`b.mark${tone}`, String(ids.length))];
  if (ids.length === 0) return h("p.sum-row", head);
  return h("details.sum-list", { id: key.replace(".", "-") }, h("summary", head),
    h("ul", ids.map((order) => h("li", orderLink(order, orders)))));
}

/** An order by its number and title. */
export function orderLink(order, orders) {
  const known = orders[order];
  const name = known ? line(known.number, known.title) || order.slice(-6) : order.slice(-6);
  return [h("a", { href: pathOf(order) }, name), " ",
    known ? h("span.by", pick(known.stage_name)) : null];
}

/** Asks, and writes down that payments were handed in, or have not come. */
function confirm(shown, payments, received) {
  const sums = new Map();
  for (const paid of payments) {
    sums.set(paid.currency, (sums.get(paid.currency) ?? 0) + paid.minor);
  }
  const sum = [...sums].map(([currency, minor]) => money(minor, currency)).join(" + ");
  const purposes = [...new Set(payments.map((paid) => named("purposes", paid.purpose)))];
  ask({
    title: t(received ? "cash.confirm_title" : "cash.deny_title", { n: payments.length, sum }),
    note: t(received ? "cash.confirm_note" : "cash.deny_note", {
      name: shown.shift.person_name, what: listed(purposes),
    }),
    fields: [{ id: "reference", label: t("cash.reference"), rows: 1 }],
    button: t(received ? "cash.confirm" : "cash.deny"),
    grave: !received,
    act: async (said) => {
      const done = await post(`${PATH}/${shown.shift.id}/cash`, {
        payments: payments.map((paid) => paid.fact), received, reference: said.reference || null,
      });
      await refresh();
      if (done.rows.length > 0) throw new UnchangedError(done.rows[0]);
      say(t("done.confirmed", { n: done.done }));
    },
  });
}
