// An order's page: where it stands, what to decide, its fields, and what happened.

import { h, redraw } from "./element.js";
import { line, listed, pick, t } from "./words.js";
import { moment, windowOf } from "./times.js";
import { markList, marksOf } from "./marks.js";
import { holderOf, numberOf, tailOf } from "./card.js";
import { named, reasonName, settling, stepName } from "./playbook.js";
import { decisions, fields } from "./fields.js";
import { inWords, timeline } from "./timeline.js";
import { pictures } from "./evidence.js";
import { readings } from "./readings.js";
import { consents, due, matters, quotes, urges, visits } from "./sections.js";
import { approvals } from "./approvals.js";
import { parts } from "./parts.js";
import { service } from "./service.js";
import { actsOn, decide, settlingTo } from "./acts.js";
import { erasedPage, erasing } from "./erasing.js";
import { explained } from "./dialog.js";
import { loadSheet, nameOf, setOpen, state } from "./state.js";

const SECTIONS = [urges, service, fields, due, readings, quotes, parts, visits, consents];

/** Draws an order's page; asks for the order if it was not opened before. */
export async function draw(main, order) {
  setOpen(order);
  const known = state.sheets.get(order);
  if (known === undefined) {
    main.replaceChildren(h("p.empty", t("order.loading")));
    try {
      await loadSheet(order);
    } catch (error) {
      main.replaceChildren(h("div.empty", explained(error)));
      return;
    }
  }
  const whole = state.sheets.get(order);
  if (whole === null) {
    main.replaceChildren(h("p.empty", t("order.none")), back());
    return;
  }
  if (whole.erased) {
    main.replaceChildren(back(), erasedPage(whole.erased));
    return;
  }
  if (!main.querySelector("#order")) main.replaceChildren(h("article.order", { id: "order" }));
  redraw(main.querySelector("#order"), content(whole));
}

function content(whole) {
  return [
    back(),
    head(whole.sheet.card),
    dispute(whole),
    exceptions(whole),
    decisions(whole),
    approvals(whole),
    matters(whole),
    h(
      "div.halves",
      h("div.facts", SECTIONS.map((part) => part(whole))),
      h("section.panel.happened", { "aria-labelledby": "happened" },
        h("h2", { id: "happened" }, t("order.timeline")), timeline(whole)),
    ),
    erasing(whole),
  ];
}

function back() {
  const act = () => { if (history.length > 1) history.back(); else location.hash = "#/board"; };
  return h("p.back.bar", h("button.link", { type: "button", id: "back", onclick: act },
    t("order.back")), h("button.quiet.print", { type: "button", id: "print",
    onclick: () => print() }, t("print")));
}

function head(card) {
  const number = numberOf(card);
  const when = windowOf(card.window_from_ms, card.window_to_ms);
  const holder = holderOf(card);
  const who = card.assigned.length > 0 ? listed(card.assigned.map(nameOf)) : t("card.nobody");
  return h(
    "header.head",
    h(
      "div.ticket",
      h("p.stub", h("span.unseen", t("card.tail_spoken")), tailOf(card)),
      h(
        "div",
        h("h1", card.title ?? t("card.untitled")),
        h("p.number", line(named("kinds", card.kind), number)),
        card.address ? h("p.address", card.address) : null,
        markList(marksOf(card)),
      ),
    ),
    h(
      "div.standing",
      h("p.stage.large", pick(card.stage_name)),
      h("p", t("order.assigned", { name: who })),
      holder ? h("p", t("order.holder", { name: nameOf(holder) })) : null,
      twoHold(card),
      when ? h("p", t("order.window", { when })) : null,
      waiting(card),
    ),
    h("div.acts", { role: "group", "aria-label": t("order.acts") }, actsOn(card).map(button)),
  );
}

/** Why it waits, and until when. */
function waiting(card) {
  const { reason_name: name, reason, note, until_ms: until } = card.waiting ?? {};
  if (!card.waiting || !(name || reason || until)) return null;
  const end = until ? t("order.waits_until", { at: moment(until) }) : "";
  const why = line(pick(name) || reason, end);
  return [h("p.warned", why), note ? h("p.by", t("quoted", { text: note })) : null];
}

function twoHold(card) {
  if (card.also_taken_by.length === 0) return null;
  const names = listed(card.also_taken_by.map(nameOf));
  return h("p.warned", t("order.also_taken", { names }));
}

function button(act) {
  return h(`button${act.grave ? ".grave" : ""}`, { type: "button", id: `act-${act.id}`,
    onclick: act.open }, act.label);
}

/** Both sides of a dispute, side by side, each with its evidence. */
function dispute(whole) {
  const { card, dispute: sides } = whole.sheet;
  if (!card.disputed || sides.length === 0) return null;
  const known = new Set(sides.map((side) => side.stage));
  const others = settling(card.kind).filter((one) => !known.has(one.to));
  return h(
    "section.panel.dispute",
    { "aria-labelledby": "dispute" },
    h("h2", { id: "dispute" }, t("dispute.title")),
    h("p", t("dispute.note")),
    h("ul.sides", sides.map((side) => oneSide(side, whole))),
    others.length > 0
      ? h("p.others", t("dispute.others"), others.map((one) => h("button", { type: "button",
        id: `settle-${one.id}`, onclick: () => decide(card, one) }, pick(one.name))))
      : null,
  );
}

function oneSide(side, whole) {
  const { card, timeline: rows } = whole.sheet;
  const row = rows.find((one) => one.fact === side.fact);
  const said = Object.fromEntries((row?.details ?? []).map((one) => [one.name, one.value]));
  const step = settlingTo(card, side.stage);
  return h(
    "li.side",
    h("h3", pick(side.stage_name)),
    h("p.by", line(side.person ? nameOf(side.person) : t("dispute.somebody"),
      inWords(side.believed))),
    said.name ? h("p", line(stepName(card.kind, said.name), reasonName(said.reason))) : null,
    said.note ? h("p", t("quoted", { text: said.note })) : null,
    pictures(side.evidence, whole) ?? h("p.none", t("dispute.no_evidence")),
    step ? h("button.primary", { type: "button", id: `settle-${step.id}`,
      onclick: () => decide(card, step) }, t("dispute.let_stand")) : null,
  );
}

/** Steps that moved nothing and wait for somebody. */
function exceptions(whole) {
  const waiting = whole.sheet.exceptions.filter((one) => one.waits);
  if (waiting.length === 0) return null;
  const one = (row) => {
    const entry = whole.sheet.timeline.find((other) => other.fact === row.fact);
    const name = entry?.details.find((said) => said.name === "name")?.value;
    const step = name ? stepName(whole.sheet.card.kind, name) : row.rule;
    const lacks = listed(row.missing.map((lack) => pick(lack.words)));
    // Work after a reassignment lacks nothing: its words say it all.
    const late = row.missing.every((lack) => lack.code === "late");
    return h("li", h("b", line(step, entry ? nameOf(entry.person) : "")),
      h("p", late ? lacks : t("exception.missing", { missing: lacks })));
  };
  return h("section.panel.decide", h("h2", t("exception.title")), h("ul.plain", waiting.map(one)));
}
