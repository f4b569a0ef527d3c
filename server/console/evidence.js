// Pictures: photographs and signatures as the hub has them, with the start of their hash and their state.

import { h } from "./element.js";
import { line, t } from "./words.js";
import { bytes } from "./times.js";
import { named } from "./playbook.js";
import { picture } from "./hub.js";

/** Hash → the address of the picture in this page; kept so that a picture is asked for once. */
const fetched = new Map();

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
    held?.arrived ? thumb(held, name) : h("div.absent", t("evidence.absent")),
    h(
      "figcaption",
      h("span.role", name),
      h(`span.state.${state}`, t(`evidence.${state}`)),
      h("code", { title: blob.hash }, blob.hash.slice(0, 8)),
      h("span.size", bytes(blob.size_bytes)),
    ),
  );
}

function roleName(blob) {
  if (blob.role === "signature" || blob.role === "strokes") return t("evidence.signature");
  const role = named("photo_roles", blob.role);
  return role === blob.role ? named("signature_roles", blob.role) : role;
}

/** A small picture that opens the large one. */
function thumb(held, name) {
  const image = h("img", { alt: name, loading: "lazy", decoding: "async" });
  load(image, held.envelope, smallOf(held));
  const open = () => enlarge(held, name);
  return h("button.thumb", { type: "button", onclick: open,
    "aria-label": t("evidence.enlarge", { name }) }, image);
}

function derivative(held, ...starts) {
  const found = Object.entries(held.derivatives);
  for (const start of starts) {
    const one = found.find(([recipe]) => recipe.startsWith(start));
    if (one) return one[1];
  }
  return held.hash;
}

function smallOf(held) {
  return derivative(held, "thumb/", "png/", "scaled/");
}

function largeOf(held) {
  return derivative(held, "scaled/", "png/");
}

async function load(image, envelope, hash) {
  const key = `${envelope}/${hash}`;
  try {
    if (!fetched.has(key)) {
      fetched.set(key, picture(envelope, hash).then((blob) => URL.createObjectURL(blob)));
    }
    image.src = await fetched.get(key);
  } catch {
    fetched.delete(key);
    image.replaceWith(h("span.absent", t("evidence.unreadable")));
  }
}

/** The large picture over the page. */
function enlarge(held, name) {
  const image = h("img", { alt: name });
  load(image, held.envelope, largeOf(held));
  const close = h("button", { type: "button" }, t("dialog.close"));
  const box = h(
    "dialog.large",
    { "aria-label": name },
    image,
    h("p", line(name, bytes(held.size_bytes)), h("code", held.hash)),
    close,
  );
  close.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
