// Pictures: photographs and signatures as the hub has them, with their state and short hash.

import { h } from "./element.js";
import { line, t } from "./words.js";
import { bytes } from "./times.js";
import { named } from "./playbook.js";

/** The pictures of some blobs of an order. */
export function pictures(blobs, whole) {
  const shown = blobs.filter((blob) => blob.role !== "shown");
  if (shown.length === 0) return null;
  return h("ul.pictures", shown.map((blob) => h("li", figure(blob, whole))));
}

function figure(blob, whole) {
  const held = whole.evidence.find((one) => one.hash === blob.hash);
  const name = roleName(blob);
  const state = !held?.arrived ? "missing" : held.safe ? "safe" : "stored";
  return h(
    "figure",
    canShow(held) ? thumb(held, name) : h("div.absent", t("evidence.absent")),
    h(
      "figcaption",
      h("span.role", name),
      h(`span.state.${state}`, t(`evidence.${state}`)),
      h("code", { title: blob.hash }, blob.hash.slice(0, 8)),
      h("span.size", bytes(blob.size_bytes)),
    ),
  );
}

/** A signature is strokes; what is shown of it is a drawing that comes apart. */
function canShow(held) {
  if (!held?.arrived) return false;
  return held.media_type.startsWith("image/") || Object.keys(held.derivatives).length > 0;
}

function roleName(blob) {
  if (!blob.media_type.endsWith(".strokes")) return named("photo_roles", blob.role);
  return t("evidence.signature", { role: named("signature_roles", blob.role) });
}

/** A small picture that opens the large one. */
function thumb(held, name) {
  const open = () => enlarge(held, name);
  const label = t("evidence.enlarge", { name });
  return h("button.thumb", { type: "button", onclick: open, "aria-label": label },
    image(held, name, "thumb/", "png/", "scaled/"));
}

/** The picture itself, in the first of these recipes that is here. */
function image(held, name, ...recipes) {
  const made = Object.entries(held.derivatives);
  const starts = (recipe) => made.find(([own]) => own.startsWith(recipe));
  const hash = recipes.map(starts).find(Boolean)?.[1] ?? held.hash;
  const shown = h("img", { alt: name, loading: "lazy", decoding: "async",
    src: `/v1/evidence/${held.envelope}/${hash}` });
  shown.addEventListener("error", () => {
    shown.replaceWith(h("span.absent", t("evidence.unreadable")));
  });
  return shown;
}

/** The large picture over the page. */
function enlarge(held, name) {
  const close = h("button", { type: "button" }, t("dialog.close"));
  const box = h(
    "dialog.large",
    { "aria-label": name },
    image(held, name, "scaled/", "png/"),
    h("p", line(name, bytes(held.size_bytes)), h("code", held.hash)),
    close,
  );
  close.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
