// The cash of a shift: what was due, what was taken in which way, and how sure each payment is.

import { h } from "./element.js";
import { t } from "./words.js";
import { money } from "./times.js";
import { named } from "./playbook.js";
import { orderLink } from "./shifts.js";

const METHODS = ["cash", "card", "qr", "transfer"];

/** The panel; `confirm` gets the shift, payments, and whether they came. */
export function cashOf(shown, confirm) {
  const { cash } = shown.balances;
  const open = (method) => shown.payments.filter((paid) => paid.method === method
    && ["received", "said"].includes(paid.standing));
  return h(
    "section.panel",
    { "aria-labelledby": "cash" },
    h("h2", { id: "cash" }, t("cash.title")),
    cash.methods.length + cash.purposes.length === 0 ? h("p.by", t("cash.none")) : null,
    cash.purposes.length > 0 ? purposes(cash.purposes) : null,
    cash.methods.length > 0 ? methods(cash.methods) : null,
    h("div.answers", METHODS.map((method) => handIn(method, open(method), shown, confirm))),
    differing(cash, shown.orders),
    shown.payments.length > 0
      ? h("details.sum-list", { id: "payments" },
        h("summary", h("span", t("cash.payments")),
          h("b.mark.calm", String(shown.payments.length))),
        h("ul.plain", shown.payments.map((paid) => payment(paid, shown, confirm))))
      : null,
  );
}

function handIn(method, payments, shown, confirm) {
  if (payments.length === 0) return null;
  const sum = payments.reduce((all, paid) => all + paid.minor, 0);
  const key = method === "cash" ? "cash.all_in" : "cash.all_came";
  return h("button", { type: "button", id: `all-${method}`,
    onclick: () => confirm(shown, payments, true) },
  t(key, { method: t(`method.short.${method}`), sum: money(sum, payments[0].currency) }));
}

function purposes(rows) {
  const heads = ["cash.purpose", "cash.expected", "cash.said"];
  const row = (one) => h(`tr${one.expected_minor === one.said_minor ? "" : ".differs"}`,
    h("th", { scope: "row" }, named("purposes", one.purpose)),
    h("td", money(one.expected_minor, one.currency)), h("td", money(one.said_minor, one.currency)));
  return table(heads, rows.map(row));
}

function methods(rows) {
  const heads = ["cash.method", "cash.said", "cash.counted"];
  const row = (one) => {
    const counted = one.counted_minor;
    const off = counted !== null && counted !== one.said_minor;
    return h(`tr${off ? ".differs" : ""}`,
      h("th", { scope: "row" }, t(`method.short.${one.method}`)),
      h("td", money(one.said_minor, one.currency)),
      h("td", counted === null ? "–" : money(counted, one.currency)));
  };
  return table(heads, rows.map(row));
}

function table(heads, rows) {
  return h("div.wide", h("table.sums",
    h("thead", h("tr", heads.map((key) => h("th", { scope: "col" }, t(key))))),
    h("tbody", rows)));
}

function differing(cash, orders) {
  const rows = [
    ...cash.differing.map((row) => h("li", orderLink(row.order, orders),
      h("p.warned", t("cash.differs", {
        due: money(row.due_minor, currencyOf(cash)),
        taken: money(row.taken_minor, currencyOf(cash)),
      })))),
    ...cash.in_question.map((order) => h("li", orderLink(order, orders),
      h("p.warned", t("money.in_question")))),
  ];
  return rows.length > 0 ? [h("h3", t("cash.look")), h("ul.plain", rows)] : null;
}

/** The currency of the shift; one outlet has one. */
function currencyOf(cash) {
  return [...cash.purposes, ...cash.methods][0]?.currency ?? "CNY";
}

function payment(paid, shown, confirm) {
  const id = paid.fact.replaceAll(/[^0-9a-z]/gi, "").slice(-16);
  const button = (key, received) => h("button.link", { type: "button",
    id: `${received ? "in" : "out"}-${id}`,
    onclick: () => confirm(shown, [paid], received) }, t(key));
  return h(
    "li",
    orderLink(paid.order, shown.orders),
    h("p", h("b.number", money(paid.minor, paid.currency)), " ",
      named("purposes", paid.purpose), " ", t(`method.${paid.method}`), " ",
      h(`span.mark.${paid.standing === "denied" ? "alarm" : "calm"}`,
        t(`standing.${paid.method === "cash" ? "cash." : ""}${paid.standing}`))),
    h("p.answers",
      paid.standing === "confirmed" ? null : button("cash.confirm", true),
      paid.standing === "denied" ? null : button("cash.deny", false)),
  );
}
