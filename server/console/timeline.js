// The timeline: what happened to an order, act by act, with both clocks.

import { h } from "./element.js";
import { line, t } from "./words.js";
import { day, exactly, hours, seconds, span } from "./times.js";
import { filledIn, told, warnings, whyMarked } from "./telling.js";
import { pictures } from "./evidence.js";
import { calledOf, pathOf } from "./card.js";
import { isOffice, nameOf, state } from "./state.js";

/** A clock that knows the time to this is simply right, ms. */
const EXACT_MS = 60_000;
/** The hub heard of it at once, ms. */
const AT_ONCE_MS = 60_000;

/** The whole timeline, the latest act first. */
export function timeline(whole) {
  const acts = grouped(whole.timeline).reverse();
  const items = [];
  let last = "";
  for (const act of acts) {
    const at = timeOf(act[0]);
    const date = at === null ? "" : day(at);
    if (date !== last) items.push(h("li.day", h("h3", date || t("time.unknown"))));
    last = date;
    items.push(item(act, whole));
  }
  return h("ol.timeline", items);
}

/** Rows of one act stand together: one store, one moment, one mark. */
function grouped(rows) {
  const acts = [];
  for (const row of rows) {
    const last = acts.at(-1)?.[0];
    const same = last && row.device && row.device === last.device && row.mark === last.mark
      && row.claimed.earliest_ms === last.claimed.earliest_ms
      && row.claimed.latest_ms === last.claimed.latest_ms;
    if (same) acts.at(-1).push(row);
    else acts.push([row]);
  }
  return acts;
}

/** The time under which an act stands, ms since 1970. */
export function timeOf(row) {
  return row.believed.earliest_ms ?? row.believed.latest_ms ?? row.hub_time_ms;
}

const FIRST = ["transition", "decided", "found", "signature", "refusal", "payment"];

function item(act, whole) {
  const kind = whole.sheet.card.kind;
  const rank = (row) => (FIRST.indexOf(row.kind) + 1 || FIRST.length + 1);
  const rows = [...act].sort((a, b) => rank(a) - rank(b));
  const [first] = rows;
  const at = timeOf(first);
  const who = first.person ? nameOf(first.person) : t("time.hub");
  const moves = rows.some((row) => row.stage_after);
  const time = at === null
    ? h("span.at", "–")
    : h("time.at", { datetime: new Date(at).toISOString(), title: exactly(at) }, hours(at));
  return h(
    `li.act.${first.mark || "accepted"}${moves ? ".moves" : ""}`,
    time,
    h(
      "div.what",
      h("p.who", who),
      rows.filter((row) => row.kind !== "fields").map((row, n, all) =>
        sentence(row, kind, sensor(row) !== "" && sensor(row) === sensor(all[n + 1]))),
      filled(rows.filter((row) => row.kind === "fields")),
      mark(first),
      pictures(unique(rows.flatMap((row) => row.evidence)), whole),
      h("p.clocks", clocks(first)),
    ),
  );
}

/** Several documents that were filled in at once are one line. */
function filled(rows) {
  if (rows.length === 0) return null;
  return h("p.head", filledIn(rows.map((row) => row.details[0]?.value)));
}

function unique(blobs) {
  return [...new Map(blobs.map((one) => [one.hash, one])).values()];
}

/** Which sensor a reading is of. */
function sensor(row) {
  const said = row?.kind === "reading" && row.details.find((one) => one.name === "sensor");
  return said ? said.value : "";
}

/** One row: the sentence, and below it what else it says; `brief` leaves that to the next row. */
function sentence(row, kind, brief) {
  const all = told(row, kind);
  const { head, rest } = brief ? { ...all, rest: [] } : all;
  const text = row.struck_by ? h("s", head) : head;
  return [
    h(
      `p.head${row.stage_after ? ".stage-after" : ""}`,
      text,
      row.struck_by ? h("span.mark.calm", t("tell.struck")) : null,
      row.moved_to ? moved("tell.moved_to", row.moved_to) : null,
      row.of ? moved("tell.of", row.of) : null,
    ),
    rest.map((one) => h("p.rest", one)),
    row.missing.length > 0 ? h("p.rest.warned", t("tell.moved_nothing")) : null,
    warnings(row).map((one) => h("p.rest.warned", one)),
  ];
}

function moved(key, order) {
  const found = state.cards.get(order);
  const name = found ? calledOf(found) : `#${order.slice(-6)}`;
  return [" ", h("a", { href: pathOf(order) }, t(key, { name }))];
}

function mark(row) {
  const why = whyMarked(row);
  const tone = row.mark === "refused" ? "alarm" : "warn";
  return why ? h("p", h(`span.mark.${tone}`, why)) : null;
}

/** Both clocks in words: what the phone says, what is proven, when the hub had it. */
export function clocks(row) {
  if (!row.device) return row.hub_time_ms ? t("clock.hub", { at: seconds(row.hub_time_ms) }) : "";
  if (isOffice(row.device)) {
    return t("clock.office", { at: seconds(row.hub_time_ms ?? timeOf(row)) });
  }
  const same = row.claimed.earliest_ms === row.believed.earliest_ms
    && row.claimed.latest_ms === row.believed.latest_ms;
  const claimed = same ? "" : t("clock.claimed", { when: inWords(row.claimed) });
  const believed = t(same ? "clock.phone" : "clock.believed", { when: inWords(row.believed) });
  return line(claimed, believed, received(row));
}

/** An interval in words. */
export function inWords({ earliest_ms: from, latest_ms: to }) {
  if (from === null && to === null) return t("clock.unknown");
  if (to === null) return t("clock.not_before", { at: seconds(from) });
  if (from === null) return t("clock.not_after", { at: seconds(to) });
  const half = (to - from) / 2;
  if (to - from < EXACT_MS) {
    const middle = from + half;
    return t("clock.about", { at: seconds(middle), span: span(Math.max(1000, half)) });
  }
  return t("clock.between", { from: hours(from), to: hours(to) });
}

function received(row) {
  if (row.hub_time_ms === null) return t("clock.not_here");
  const later = row.hub_time_ms - (row.believed.latest_ms ?? row.believed.earliest_ms ?? 0);
  const at = seconds(row.hub_time_ms);
  if (later < AT_ONCE_MS) return t("clock.at_once", { at });
  return t("clock.later", { at, span: span(later) });
}
