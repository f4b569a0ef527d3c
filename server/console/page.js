// What pages that ask the hub by themselves have in common: they keep what they had on the screen
// until the answer is there, and say what went wrong.

import { h, redraw } from "./element.js";
import { t } from "./words.js";
import { get, isOutside } from "./hub.js";
import { explained } from "./dialog.js";
import { tell } from "./state.js";

/** Between two answers of one page the hub rests so many times as long as it worked. */
const REST = 4;
/** Place → what was asked for it last. */
const asked = new WeakMap();

/**
 * Asks for a path and draws the answer into a place; the last question wins. Asked again too soon,
 * it asks once more as soon as it may.
 */
export async function show(place, path, content) {
  const last = asked.get(place);
  const tooSoon = last?.path === path && (last.busy || Date.now() < last.next);
  if (tooSoon) return later(last, place, content);
  const question = { path, busy: true, again: false, next: 0, timer: 0 };
  clearTimeout(last?.timer);
  asked.set(place, question);
  if (!place.hasChildNodes()) {
    place.append(h("p.empty", { "aria-busy": "true" }, t("order.loading")));
  }
  const began = Date.now();
  const drawn = await answer(place, question, content);
  if (isOutside(drawn)) return tell("signed-out");
  if (asked.get(place) === question) {
    redraw(place, drawn);
    question.busy = false;
    question.next = Date.now() + REST * (Date.now() - began);
    if (question.again) later(question, place, content);
  }
}

/** What is to be drawn: the answer, or what went wrong with a way to try again. */
async function answer(place, question, content) {
  try {
    return content(await get(question.path));
  } catch (error) {
    if (isOutside(error)) return error;
    const again = () => {
      asked.delete(place);
      show(place, question.path, content);
    };
    return h("div.empty", explained(error),
      h("button", { type: "button", onclick: again }, t("nav.again")));
  }
}

function later(question, place, content) {
  question.again = true;
  if (question.busy) return;
  clearTimeout(question.timer);
  question.timer = setTimeout(() => {
    question.again = false;
    if (place.isConnected && asked.get(place) === question) show(place, question.path, content);
  }, Math.max(0, question.next - Date.now()) + 10);
}

/** Today as `2026-11-22`, where the reader is. */
export function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** The days of a question to the hub, in the reader's zone. */
export function zoned(query) {
  const utc_offset_minutes = -new Date().getTimezoneOffset();
  return new URLSearchParams({ ...query, utc_offset_minutes }).toString();
}

/** A field for a day; `go` gets the day that was chosen. */
export function dayField(id, label, value, go) {
  const input = h("input", { type: "date", id, value, max: today() });
  input.addEventListener("change", () => { if (input.value) go(input.value); });
  return h("p.day-field", h("label", { for: id }, label), input);
}
