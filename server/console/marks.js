// The marks of an order: what a dispatcher should not overlook. Always words, never colour alone.

import { line, pick, t } from "./words.js";
import { moment, money, span } from "./times.js";
import { h, icon } from "./element.js";
import { isCold } from "./playbook.js";
import { nameOf } from "./state.js";

/** A window that ends within this time is named, ms. */
const SOON_MS = 60 * 60 * 1000;

const ICONS = {
  alarm: "M8 1.8 15 14H1zM8 6v4M8 11.6v.6",
  stop: "M5 1.5h6L14.5 5v6L11 14.5H5L1.5 11V5zM5 8h6",
  bell: "M8 2a4 4 0 0 0-4 4v3.5L2.5 12h11L12 9.5V6a4 4 0 0 0-4-4zM6.5 14h3",
  cold: "M8 1v14M2 4.5l12 7M14 4.5l-12 7M6 2.2l2 1.6 2-1.6M6 13.8l2-1.6 2 1.6",
  clock: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 2",
  two: "M2 4h8v8H2zM6 4V2h8v8h-4",
};

/** Filters of the board: each names marks of which an order has to bear one. */
export const MARK_FILTERS = {
  attention: null,
  late: ["overdue", "soon"],
  urged: ["urged"],
  stopped: ["stopped"],
  money: ["freight", "goods", "repair"],
  cold: ["cold"],
};

/** `[{ id, tone, text, icon? }]`, the gravest first. */
export function marksOf(card, now = Date.now()) {
  return [...grave(card), ...timely(card, now), ...odd(card), ...ordinary(card)];
}

function grave(card) {
  const marks = [];
  const add = (id, tone, text, icon) => marks.push({ id, tone, text, icon });
  if (card.unread > 0) add("told", "alarm", t("mark.told"), "bell");
  if (card.disputed) add("disputed", "alarm", t("mark.disputed"), "alarm");
  if (card.also_taken_by.length > 0) add("two_hold", "alarm", t("mark.two_hold"), "two");
  if (card.do_not_load) add("stopped", "alarm", t("mark.stopped"), "stop");
  if (card.counts.refused > 0) add("refused", "alarm", count("mark.refused", card.counts.refused));
  return marks;
}

/** When it has to be done, ms, or null: while its clock stands still, what it waits until. */
export function dueOf(card) {
  if (card.terminal) return null;
  if (card.waiting?.sla_paused) return card.waiting.until_ms;
  const next = card.next_due;
  if (!next) return card.window_to_ms;
  return next.standing === "paused" ? null : next.due.earliest_ms ?? next.due.latest_ms;
}

function timely(card, now) {
  const marks = [];
  const due = dueOf(card);
  const left = due === null ? null : due - now;
  const standing = card.next_due?.standing;
  if (standing === "straddles") {
    marks.push({ id: "straddles", tone: "warn", text: t("mark.straddles"), icon: "clock" });
  }
  if (standing === "paused" && !card.waiting?.sla_paused) {
    marks.push({ id: "paused", tone: "calm", text: t("mark.paused"), icon: "clock" });
  }
  if (left !== null && left < 0) {
    const text = t("mark.overdue", { span: span(-left) });
    marks.push({ id: "overdue", tone: "alarm", text, icon: "clock" });
  } else if (left !== null && left < SOON_MS) {
    const text = t("mark.soon", { span: span(left) });
    marks.push({ id: "soon", tone: "warn", text, icon: "clock" });
  }
  if (card.urges > 0 && !card.terminal) {
    const text = card.urges > 1 ? t("mark.urged_n", { n: card.urges }) : t("mark.urged");
    marks.push({ id: "urged", tone: "warn", text, icon: "bell" });
  }
  return marks;
}

function odd(card) {
  const counts = card.counts;
  const marks = [];
  const add = (id, tone, number) => {
    if (number > 0) marks.push({ id, tone, text: count(`mark.${id}`, number) });
  };
  add("excursions", "alarm", card.excursions ?? 0);
  add("opposed", "warn", card.opposed ?? 0);
  add("conflicts", "warn", counts.conflicts);
  add("proposals", "warn", counts.proposals);
  add("exceptions", "warn", counts.exceptions);
  add("late", "warn", counts.late);
  add("flagged", "warn", counts.flagged);
  add("waiting", "calm", counts.waiting);
  add("in_question", "warn", card.in_question ? 1 : 0);
  return marks;
}

function ordinary(card) {
  const marks = [];
  for (const due of card.due) {
    const name = t(`mark.due.${due.purpose}`);
    const taken = card.taken.filter((one) => one.purpose === due.purpose);
    const paid = taken.reduce((sum, one) => sum + one.minor, 0) >= due.minor;
    const sum = money(due.minor, due.currency);
    const text = paid ? t("mark.due_paid", { name, sum }) : t("mark.due_open", { name, sum });
    marks.push({ id: due.purpose, tone: paid ? "calm" : "money", text });
  }
  if (isCold(card.kind)) {
    marks.push({ id: "cold", tone: "cold", text: t("mark.cold"), icon: "cold" });
  }
  if (card.waiting && !card.terminal) marks.push(...waits(card.waiting));
  if (card.attempts?.made > 0 && !card.terminal) {
    const { made, max } = card.attempts;
    const tone = made >= max ? "warn" : "calm";
    marks.push({ id: "attempts", tone, text: t("mark.attempts", { made, max }) });
  }
  if (card.given_to) {
    const text = t("mark.given_to", { name: nameOf(card.given_to) });
    marks.push({ id: "given_to", tone: "calm", text });
  }
  if (card.joined.length > 0) marks.push({ id: "joined", tone: "calm", text: t("mark.joined") });
  if (card.lead) marks.push({ id: "led", tone: "calm", text: t("mark.led") });
  if (card.update_needed) marks.push({ id: "newer", tone: "calm", text: t("mark.newer") });
  return marks;
}

/** What is waited for, and until when; the stage alone says that it waits. */
function waits(waiting) {
  const why = pick(waiting.reason_name) || waiting.reason;
  const until = waiting.until_ms ? t("mark.until", { at: moment(waiting.until_ms) })
    : waiting.sla_paused ? t("mark.paused") : "";
  return why || until ? [{ id: "waits", tone: "calm", text: line(why, until) }] : [];
}

function count(key, n) {
  return n > 1 ? `${t(key)} ${n}` : t(key);
}

/** Marks as a list for the screen. */
export function markList(marks) {
  if (marks.length === 0) return null;
  const one = (mark) => h(
    `li.mark.${mark.tone}`,
    mark.icon ? icon(ICONS[mark.icon]) : null,
    mark.text,
  );
  return h("ul.marks", marks.map(one));
}
