// Erasure of an order by law, the legal hold that keeps it, and the page of an erased one.

import { h, say } from "./element.js";
import { line, t } from "./words.js";
import { exactly } from "./times.js";
import { RefusedError, act } from "./hub.js";
import { ask } from "./dialog.js";
import { calledOf, numberOf } from "./card.js";
import { nameOf, refresh } from "./state.js";

const REASONS = ["request", "retention", "mistake", "ordered"];
const BASIS = { id: "basis", type: "line", needed: true };

/** The end of an order's page: whether it is on hold, and the way to erase it. */
export function erasing(whole) {
  const { card } = whole.sheet;
  const hold = whole.legal_hold;
  return h("section.panel.erasing", { "aria-labelledby": "erasing" },
    h("h2", { id: "erasing" }, t("erase.heading")),
    hold ? h("p.warned", t("hold.stands", { basis: hold.basis })) : h("p.by", t("erase.about")),
    h("p.answers",
      h("button", { type: "button", id: "act-hold", onclick: () => holds(card, !hold) },
        t(hold ? "hold.lift" : "hold.put")),
      hold ? null : h("button.grave", { type: "button", id: "act-erase",
        onclick: () => erase(card) }, t("erase.open"))));
}

function erase(card) {
  // Short enough to be typed, long enough not to be typed by habit.
  const number = numberOf(card) || card.id.slice(0, 8);
  ask({
    title: t("erase.title", { order: calledOf(card) }),
    note: t("erase.note"),
    fields: [
      { id: "reason", label: t("erase.reason"), type: "choice", needed: true,
        choices: REASONS.map((one) => [one, t(`erase.reason.${one}`)]) },
      { ...BASIS, label: t("erase.basis") },
      { id: "number", type: "line", needed: true, label: t("erase.type_number", { number }) },
    ],
    button: t("erase.do"),
    grave: true,
    act: async (said, key) => {
      if (said.number !== number) throw new RefusedError(400, { code: "erase_number" });
      await act(card.id, "erase", { reason: said.reason, basis: said.basis }, key);
      await refresh();
      say(t("done.erased"));
    },
  });
}

function holds(card, held) {
  ask({
    title: t(held ? "hold.put_title" : "hold.lift_title", { order: calledOf(card) }),
    note: t(held ? "hold.put_note" : "hold.lift_note"),
    fields: [{ ...BASIS, label: t("erase.basis") }],
    button: t(held ? "hold.put" : "hold.lift"),
    act: async (said, key) => {
      await act(card.id, "legal-hold", { held, basis: said.basis }, key);
      await refresh();
      say(t(held ? "done.held" : "done.lifted"));
    },
  });
}

/** What is left of an erased order: that it was, why it went, and who may still have it. */
export function erasedPage(erased) {
  const waiting = erased.waiting;
  const done = erased.stores - waiting.length;
  return h("section.panel", { id: "erased", "aria-labelledby": "erased-title" },
    h("h1", { id: "erased-title" }, t("erased.title")),
    h("p", t("erased.what")),
    h("p", line(t(`erase.reason.${erased.reason}`), erased.basis, exactly(erased.said_ms))),
    h("p", t("erased.confirmed", { n: done, all: erased.stores })),
    waiting.length > 0
      ? [h("p.warned", t("erased.waiting")), h("ul.plain", waiting.map(store))]
      : h("p", t("erased.everywhere")),
    h("p.by", t("erased.proof", { index: erased.erased_at }), " ", h("code", erased.order)));
}

function store(one) {
  return h("li", line(one.person_name ?? nameOf(one.person),
    t("device.name", { id: one.device.slice(0, 6) }),
    one.revoked ? t("people.revoked") : ""));
}
