// Service levels: what an order is due by and why, notices of what came due, and the clock that
// is stopped for many orders at once.

import { h, say, redraw } from "./element.js";
import { line, listed, pick, t } from "./words.js";
import { moment, span } from "./times.js";
import { post } from "./hub.js";
import { ask } from "./dialog.js";
import { named, orderKinds } from "./playbook.js";
import { reasons } from "./acts.js";
import { show } from "./page.js";
import { nameOf, refresh, state } from "./state.js";

const NOTICES = "/v1/office/notices";
const STOPS = "/v1/office/clock-stops";
const PEOPLE = ["assignee", "holder"];
/** Notices that stand there before somebody asks for the others. */
const FIRST = 12;
const TONES = { overdue: "alarm", broken: "alarm", straddles: "warn", paused: "calm", met: "calm" };

/** Whether somebody has asked for all notices. */
let all = false;

/** Draws notices and stops; each asks the hub by itself. */
export function draw(place) {
  if (!place.querySelector("#notices")) {
    place.replaceChildren(
      h("section.panel", { "aria-labelledby": "notices-title" },
        h("h2", { id: "notices-title" }, t("notices.title")), h("div", { id: "notices" })),
      h("section.panel", { "aria-labelledby": "stops-title" },
        h("h2", { id: "stops-title" }, t("stops.title")), h("p.note", t("stops.note")),
        h("div", { id: "stops" })),
    );
  }
  show(place.querySelector("#notices"), `${NOTICES}?unseen=true`, notices);
  show(place.querySelector("#stops"), STOPS, stops);
}

function notices({ notices: rows }) {
  if (rows.length === 0) return h("p.empty", t("notices.none"));
  const inFront = (row) => (atOnce(row) ? row.level : 0);
  const sorted = [...rows].sort((a, b) => inFront(b) - inFront(a));
  // However much has come due, the rest of the page stays in reach.
  const shown = all ? sorted : sorted.slice(0, FIRST);
  const rest = sorted.length - shown.length;
  const more = () => {
    all = true;
    redraw(document.getElementById("notices"), notices({ notices: rows }));
  };
  return [h("ol.plain", shown.map(notice)),
    rest > 0 ? h("button.more", { type: "button", id: "more-notices", onclick: more },
      t("notices.more", { n: rest })) : null];
}

/** Whether it was told at once: a step or a rule told it, and no due moment. */
function atOnce(row) {
  return row.target === "step" || row.target === "trigger";
}

function notice(row) {
  const sort = atOnce(row) ? "told" : "level";
  const called = calledOf(row);
  const to = row.to.map((role) =>
    (PEOPLE.includes(role) ? t(`notices.${role}`) : named("roles", role)));
  const together = row.orders.length > 1;
  const words = [h("b", pick(row.target_name)), " · ", pick(row.name)];
  const order = [h("a", { href: `#/order/${row.order}` }, called), " ",
    row.stage_name ? pick(row.stage_name) : ""];
  return h("li",
    h("p", h(`span.mark.${row.level > 1 ? "alarm" : "warn"}`, t(`notices.${sort}.${row.level}`)),
      " ", together ? words : order),
    together ? null : h("p", words),
    h("p.by", line(moment(row.at_ms), t("notices.to", { who: listed(to) }),
      listed(row.assigned.map(nameOf)))),
    together ? many(row) : null,
    h("p.answers", h("button", { type: "button", id: `seen-${row.id.slice(0, 8)}`,
      onclick: () => see(row) }, t("notices.seen"))));
}

function calledOf(row) {
  return line(row.title, row.key) || row.order.slice(0, 8);
}

/** What one act told of many orders: how many, and on a tap which. */
function many(row) {
  return h("details.sum-list", { id: `orders-${row.id.slice(0, 8)}` },
    h("summary", h("span", t("notices.orders", { n: row.orders.length }))),
    h("ul.plain", row.orders.map((one) => h("li",
      h("a", { href: `#/order/${one.order}` }, calledOf(one)), " ",
      one.stage_name ? pick(one.stage_name) : ""))));
}

async function see(row) {
  await post(`${NOTICES}/${row.id}/seen`, {});
  say(t("done.seen"));
  await refresh();
}

function stops(rows) {
  return [
    rows.length > 0 ? h("ul.plain", rows.map(stop)) : h("p.by", t("stops.none")),
    h("div.answers", h("button", { type: "button", id: "stop-clock", onclick: stopClock },
      t("stops.stop"))),
  ];
}

function stop(row) {
  const areas = row.areas.length > 0 ? listed(row.areas) : t("stops.all_areas");
  const kinds = row.kinds.length > 0 ? listed(row.kinds.map((id) => named("kinds", id)))
    : t("stops.all_kinds");
  const until = row.to ? t("stops.until", { at: moment(row.to.latest_ms) }) : t("stops.open");
  return h(`li${row.on ? "" : ".past"}`,
    h("p", h("b", pick(row.reason_name)), " ", line(areas, kinds), " ",
      row.on ? h("span.mark.calm", t("stops.orders", { n: row.orders })) : null),
    row.note ? h("p", t("quoted", { text: row.note })) : null,
    h("p.by", line(row.person_name, t("stops.from", { at: moment(row.from.latest_ms) }), until)),
    row.on && !row.ended_by ? h("p.answers", h("button", { type: "button",
      id: `end-stop-${row.fact.replaceAll("/", "-")}`, onclick: () => end(row) },
    t("stops.end"))) : null);
}

function stopClock() {
  const areas = [...new Set(state.orders.map((one) => one.area).filter(Boolean))].sort();
  const kinds = orderKinds();
  ask({
    title: t("stops.stop"),
    note: t("stops.stop_note"),
    fields: [
      { id: "areas", label: t("stops.areas"), type: "ticks", value: [],
        choices: areas.map((one) => [one, one]) },
      { id: "kinds", label: t("stops.kinds"), type: "ticks", value: [],
        choices: kinds.map((one) => [one.id, pick(one.name)]) },
      reasons("clock_stopped", true),
      { id: "note", label: t("act.note") },
    ],
    button: t("stops.stop"),
    act: async (said, key) => {
      await post(STOPS, { areas: said.areas, kinds: said.kinds, reason: said.reason,
        note: said.note || null }, key);
      await refresh();
      say(t("done.stopped_clock"));
    },
  });
}

function end(row) {
  ask({
    title: t("stops.end"),
    note: t("stops.end_note", { reason: pick(row.reason_name), n: row.orders }),
    button: t("stops.end"),
    act: async (_, key) => {
      await post(`${STOPS}/end`, { stop: row.fact }, key);
      await refresh();
      say(t("done.resumed_clock"));
    },
  });
}

/** What an order is due by, and why. */
export function service(whole) {
  if (!whole.targets?.length) return null;
  return h("section.panel", h("h2", t("service.title")), h("ul.plain", whole.targets.map(target)));
}

function target(one) {
  const due = one.due.earliest_ms ?? one.due.latest_ms;
  const why = one.why;
  return h("li",
    h("p", h("b", pick(one.name)), " ",
      h(`span.mark.${TONES[one.standing] ?? "calm"}`, t(`standing.${one.standing}`)), " ",
      due ? t("service.due", { at: moment(due) }) : t("service.stands")),
    h("p.by", line(pick(why.policy_name), why.tier ? pick(why.tier) : "",
      t("service.limit", { span: span(why.limit_ms) }), why.calendar ? pick(why.calendar) : "")),
    why.pauses.map((pause) => h("p.by", line(t("service.pause", { why: pick(pause.name) }),
      moment(pause.from.latest_ms ?? pause.from.earliest_ms),
      pause.to ? t("stops.until", { at: moment(pause.to.latest_ms) }) : t("stops.open"),
      pause.note))));
}
