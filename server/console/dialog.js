// A question over the page: a few fields, one act, and what the hub said if it refused.

import { h, put } from "./element.js";
import { has, language, t } from "./words.js";
import { AwayError, actKey } from "./hub.js";
import { input } from "./inputs.js";

/**
 * Opens a dialog. `fields` are those of inputs.js; `act` gets the values by id and a key under
 * which it has one effect; `body` stands below the fields. It closes when `act` has succeeded.
 */
export function ask({ title, note, fields = [], body = null, button, grave = false, act }) {
  const key = actKey();
  const refused = h("div.refused", { role: "alert" });
  const inputs = fields.map(input);
  const submit = h(`button.primary${grave ? ".grave" : ""}`, { type: "submit" }, button);
  const cancel = h("button", { type: "button" }, t("dialog.cancel"));
  const form = h(
    "form",
    h("h2", { id: "dialog-title" }, title),
    note ? h("p.note", note) : null,
    inputs.map((one) => one.row),
    body,
    refused,
    h("div.buttons", cancel, submit),
  );
  const box = h("dialog.ask", { "aria-labelledby": "dialog-title" }, form);
  cancel.addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    submit.setAttribute("aria-busy", "true");
    refused.replaceChildren();
    try {
      await act(Object.fromEntries(inputs.map((one) => [one.id, one.read()])), key);
      box.close();
    } catch (error) {
      put(refused, [explained(error)]);
    }
    submit.disabled = false;
    submit.removeAttribute("aria-busy");
  });
  document.body.append(box);
  box.showModal();
}

/** The hub took the act, and nothing was to be changed: why. */
export class UnchangedError extends Error {
  constructor(unchanged) {
    super(unchanged.code);
    this.unchanged = unchanged;
  }
}

/** What went wrong, in the reader's language, and what to do about it. */
export function explained(error) {
  if (error instanceof AwayError) return h("p", t("refused.away"));
  if (error instanceof UnchangedError) return listedBelow("refused.unchanged", error.unchanged);
  const problem = error.problem;
  if (!problem) return h("p", t("refused.page"));
  if (problem[language()]?.length > 0) return listedBelow("refused.not_allowed", problem);
  if (problem.code === "busy" || problem.code === "timeout") return h("p", t("refused.busy"));
  if (problem.code === "not_taken") {
    return h("p", t("refused.not_taken", { why: problem.why ?? problem.verdict }));
  }
  if (has(`problem.${problem.code}`)) return h("p", t(`problem.${problem.code}`));
  if (error.status >= 500) return h("p", t("refused.hub"));
  return h("p", t("refused.other", { why: problem.title ?? problem.code ?? error.status }));
}

/** The hub's own words, in the reader's language, below what they are about. */
function listedBelow(key, said) {
  const words = [said[language()] ?? said.code].flat();
  return [h("p", t(key)), h("ul", words.map((one) => h("li", one)))];
}
