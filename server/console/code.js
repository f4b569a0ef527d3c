// A one-time code on the screen: the square for a phone's camera, and the same to type or copy.

import { h, say, shape } from "./element.js";
import { t } from "./words.js";
import { explained } from "./dialog.js";
import { moment } from "./times.js";

/** Light modules around the square, without which cameras do not find it. */
const QUIET = 4;

/** Shows a code; it cannot be shown again. `refused` is what went wrong beside it, if anything. */
export function showCode(name, { invitation, qr, expires_ms: ends }, refused) {
  const copy = h("button", { type: "button", id: "copy-code", onclick: async () => {
    try {
      await navigator.clipboard.writeText(invitation);
      say(t("code.copied"));
      copy.textContent = t("code.copied");
    } catch {
      getSelection().selectAllChildren(text); // a page that may not copy: at least it is marked
    }
  } }, t("code.copy"));
  const text = h("code", { id: "code-text" }, invitation);
  const close = h("button.primary", { type: "button", onclick: () => box.close() },
    t("dialog.close"));
  const box = h("dialog.ask.code", { "aria-labelledby": "code-title" },
    h("h2", { id: "code-title" }, t("code.title", { name })),
    h("p.note", t("code.note", { at: moment(ends) })),
    square(qr),
    h("p.code-text", text),
    refused ? h("div.refused", { role: "alert" }, explained(refused)) : null,
    h("div.buttons", copy, close));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

/** The drawn square: always dark on white, in a dark theme too. */
function square(rows) {
  const size = rows.length + 2 * QUIET;
  const dark = rows.flatMap((row, y) => [...row].map((one, x) => (one === "1"
    ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ""))).join("");
  return shape("svg", { viewBox: `0 0 ${size} ${size}`, class: "qr", role: "img",
    "aria-label": t("code.square"), "shape-rendering": "crispEdges" },
  shape("rect", { width: size, height: size, class: "light" }),
  shape("path", { d: dark, class: "dark" }));
}
