// Signing in: the office's secret, shown once. Until then the page knows nothing about anybody.

import { h } from "./element.js";
import { t } from "./words.js";
import { isOutside, signIn } from "./hub.js";
import { explained } from "./dialog.js";

/** Draws the door; `inside` is called when the hub has let somebody in. */
export function draw(main, inside) {
  const secret = h("input", { type: "password", id: "secret", name: "secret", required: true,
    autocomplete: "current-password", spellcheck: "false" });
  // For keepers of passwords: whose secret it is.
  const owner = h("input", { type: "text", name: "username", autocomplete: "username", hidden: true,
    value: "counterfoil-office" });
  const refused = h("div.refused", { role: "alert" });
  const submit = h("button.primary", { type: "submit" }, t("signin.enter"));
  const form = h(
    "form.door.panel",
    h("h1", t("signin.title")),
    h("p.note", t("signin.note")),
    owner,
    h("p.field", h("label", { for: "secret" }, t("signin.secret")), secret),
    refused,
    h("div.buttons", submit),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    refused.replaceChildren();
    try {
      await signIn(secret.value.trim());
      inside();
    } catch (error) {
      const wrong = isOutside(error);
      refused.append(...[wrong ? h("p", t("signin.wrong")) : explained(error)].flat());
      secret.select();
    }
    submit.disabled = false;
  });
  main.replaceChildren(form);
  secret.focus();
}
