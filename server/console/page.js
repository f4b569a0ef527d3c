// What pages that ask the hub by themselves have in common: they keep what they had on the screen
// until the answer is there, and say what went wrong.

import { h, redraw } from "./element.js";
import { t } from "./words.js";
import { get, isOutside } from "./hub.js";
import { explained } from "./dialog.js";
import { tell } from "./state.js";

/** Asks for a path and draws the answer into a place; the last question wins. */
export async function show(place, path, content) {
  place.dataset.asked = path;
  if (!place.hasChildNodes()) {
    place.append(h("p.empty", { "aria-busy": "true" }, t("order.loading")));
  }
  try {
    const answer = await get(path);
    if (place.dataset.asked === path) redraw(place, content(answer));
  } catch (error) {
    if (isOutside(error)) return tell("signed-out");
    if (place.dataset.asked !== path) return;
    const again = () => show(place, path, content);
    redraw(place, h("div.empty", explained(error),
      h("button", { type: "button", onclick: again }, t("nav.again"))));
  }
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
