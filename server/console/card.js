// One order of a list, drawn like a waybill's stub: tail of the number, perforation, the rest.

import { h } from "./element.js";
import { language, line, pick, t } from "./words.js";
import { windowOf } from "./times.js";
import { markList, marksOf } from "./marks.js";
import { isHandedOut } from "./playbook.js";
import { nameOf } from "./state.js";

const SCHEMES = ["waybill", "order_no", "sscc", "serial"];

/** The number by which people call an order; empty if it has none. */
export function numberOf(card) {
  const rank = (key) => (SCHEMES.indexOf(key.scheme) + 1 || 9);
  const keys = [...card.keys].sort((a, b) => rank(a) - rank(b));
  return keys[0]?.value ?? "";
}

/** The last four characters of the number. */
export function tailOf(card) {
  return numberOf(card).slice(-4) || card.id.slice(-4);
}

/** What an order is called in a sentence. */
export function calledOf(card) {
  return line(t("card.tail", { tail: tailOf(card) }), card.title);
}

/** Who has the thing now; null once it was handed out, or if nobody has. */
export function holderOf(card) {
  return isHandedOut(card.kind, card.stage) ? null : card.holder;
}

/** Where the page of an order is. */
export function pathOf(order) {
  return `#/order/${order}`;
}

/**
 * The card. `by` says after what the board is grouped: what the column says already is left out.
 */
export function card(one, by) {
  const where = placeOf(one);
  const when = windowOf(one.window_from_ms, one.window_to_ms);
  const who = whoOf(one, by);
  const stage = by === "stage" ? null : h("span.stage", pick(one.stage_name));
  const fold = one.terminal ? ".over" : "";
  return h(
    `a.card${fold}`,
    { href: pathOf(one.id), id: `card-${one.id}` },
    h("span.stub", h("span.unseen", t("card.tail_spoken")), tailOf(one)),
    h(
      "span.body",
      h("span.title", one.title ?? t("card.untitled"), when ? h("span.when", when) : null),
      where ? h("span.where", where) : null,
      h("span.who", stage, who),
      markList(marksOf(one)),
    ),
  );
}

/** Area and address; the area is not said twice. */
function placeOf(one) {
  const { area, address } = one;
  if (!address) return area ?? "";
  return area && !address.includes(area) ? line(area, address) : address;
}

function whoOf(one, by) {
  const assigned = one.assigned.map(nameOf);
  const parts = [];
  if (by !== "person") parts.push(assigned.length > 0 ? assigned.join(comma()) : t("card.nobody"));
  const holder = holderOf(one);
  const own = one.assigned.includes(holder);
  if (holder && own && by === "person") parts.push(t("card.in_hand"));
  if (holder && !own && by !== "holder") parts.push(t("card.held_by", { name: nameOf(holder) }));
  return line(...parts);
}

function comma() {
  return language() === "zh" ? "、" : ", ";
}
