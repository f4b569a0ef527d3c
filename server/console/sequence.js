// The order of calls of a shift: the courier's own, and what the office offers instead. An offer
// changes nothing until he takes it.

import { h, say } from "./element.js";
import { line, pick, t } from "./words.js";
import { post } from "./hub.js";
import { ask } from "./dialog.js";
import { orderLink } from "./shifts.js";
import { nameOf, refresh } from "./state.js";

/** The panel of one shift; nothing where there is nothing to call at. */
export function sequence(shown) {
  const { shift, sequence: kept, balances, orders } = shown;
  const open = balances.work.open;
  const own = kept.own ?? open;
  const rest = open.filter((id) => !own.includes(id));
  const known = [...own.filter((id) => open.includes(id)), ...rest];
  if (known.length + kept.offers.length === 0) return null;
  return h("section.panel", { "aria-labelledby": "sequence" },
    h("h2", { id: "sequence" }, t("sequence.title"), " ",
      h("span.mark.calm", t(kept.own ? "sequence.own" : "sequence.free"))),
    h("ol.calls", known.map((id) => h("li", orderLink(id, orders)))),
    kept.offers.map((offer) => offered(offer, orders)),
    known.length > 1 && !shift.closed ? h("p.answers", h("button", { type: "button",
      id: "offer-sequence", onclick: () => arrange(shown, known) }, t("sequence.offer"))) : null);
}

function offered(offer, orders) {
  return h("details.sum-list", { id: `offer-${offer.fact.replaceAll("/", "-")}` },
    h("summary", h("span", t("sequence.offered", { name: nameOf(offer.by) })),
      h("b.mark.warn", t("sequence.waits"))),
    h("ol.calls", offer.orders.map((id) => h("li", orderLink(id, orders)))));
}

/** A list to be put in order, by mouse or keyboard alike. */
function arrange(shown, first) {
  const ids = [...first];
  const box = h("ol.calls.arrange", { id: "arrange" });
  const draw = (focus) => {
    box.replaceChildren(...ids.map((id, at) => row(id, at)));
    if (focus) document.getElementById(focus)?.focus();
  };
  const move = (at, by) => {
    const [id] = ids.splice(at, 1);
    ids.splice(at + by, 0, id);
    const way = by < 0 ? "up" : "down";
    draw(`${way}-${id}`);
    say(t("sequence.now", { n: at + by + 1, order: name(shown, id) }));
  };
  const row = (id, at) => h("li",
    h("span.called", line(shown.orders[id]?.number, shown.orders[id]?.title) || id.slice(-6),
      h("span.by", ` ${pick(shown.orders[id]?.stage_name)}`)),
    h("button.quiet", { type: "button", id: `up-${id}`, disabled: at === 0,
      "aria-label": t("sequence.up", { order: name(shown, id) }), onclick: () => move(at, -1) },
    "↑"),
    h("button.quiet", { type: "button", id: `down-${id}`, disabled: at === ids.length - 1,
      "aria-label": t("sequence.down", { order: name(shown, id) }), onclick: () => move(at, 1) },
    "↓"));
  ask({
    title: t("sequence.offer_to", { name: shown.shift.person_name }),
    note: t("sequence.note"),
    body: box,
    button: t("sequence.offer"),
    act: async (_, key) => {
      await post(`/v1/office/shifts/${shown.shift.id}/sequence`, { orders: ids }, key);
      await refresh();
      say(t("done.offered"));
    },
  });
  draw();
}

function name(shown, id) {
  return shown.orders[id]?.number || id.slice(-6);
}
