// A person's phones: when each was heard of last, what the hub has of it, what is still with it.

import { h, say } from "./element.js";
import { line, t } from "./words.js";
import { ago, exactly } from "./times.js";
import { get, isOutside, post } from "./hub.js";
import { ask, explained } from "./dialog.js";
import { hear, refresh, state, tell } from "./state.js";

const PATH = "/v1/office/devices";
/** What was said of a phone stands for so long before it is asked again, ms. */
const FRESH_MS = 10_000;
/** Device → what the hub said of it last, and when, for those that somebody unfolded. */
const looked = new Map();
hear("forgotten", () => looked.clear());

/** The phones of a person, those in use first. */
export function devicesOf(person) {
  const own = state.devices.filter((one) => one.person === person.person && !one.office);
  if (own.length === 0) return h("p.by", t("device.none"));
  own.sort((a, b) => Number(a.revoked_at !== null) - Number(b.revoked_at !== null));
  return h("ul.plain.phones", own.map(device));
}

function device(one) {
  const content = h("div.of-device", { id: `of-${one.device}` }, known(one));
  const fold = h("details", { id: `device-${one.device}` },
    h("summary", h("b", t("device.name", { id: one.device.slice(0, 6) })), " ",
      h("span.by", heard(one)), marks(one)),
    content);
  fold.addEventListener("toggle", () => { if (fold.open) look(one, content); });
  return h("li", fold);
}

function heard(one) {
  const at = one.last_contact_ms;
  if (!at) return t("people.no_contact");
  return h("time", { datetime: new Date(at).toISOString(), title: exactly(at) }, ago(at));
}

function marks(one) {
  return [
    one.held > 0 ? h("span.mark.warn", t("people.waiting", { n: one.held })) : null,
    one.revoked_at !== null ? h("span.mark.alarm", t("people.revoked")) : null,
    one.forked ? h("span.mark.alarm", t("people.forked")) : null,
  ];
}

/** Asks what is here of a phone; what was known before stands until then. */
async function look(one, place) {
  if (Date.now() - (looked.get(one.device)?.at ?? 0) < FRESH_MS) return;
  try {
    const store = await get(`${PATH}/${one.device}`);
    looked.set(one.device, { store, at: Date.now() });
    place.replaceChildren(known(one));
  } catch (error) {
    if (isOutside(error)) return tell("signed-out");
    place.replaceChildren(...[explained(error)].flat());
  }
}

function known(one) {
  const store = looked.get(one.device)?.store;
  if (!store) return h("p.by", t("order.loading"));
  const files = store.blobs_named - store.blobs_here;
  const open = files + store.bodies_missing > 0;
  return h("div",
    h("p", line(t("device.records", { n: one.envelopes }),
      t("device.files", { here: store.blobs_here, n: store.blobs_named }))),
    files > 0 ? h("p.warned", t("device.files_missing", { n: files })) : null,
    store.bodies_missing > 0
      ? h("p.warned", t("device.bodies_missing", { n: store.bodies_missing })) : null,
    open ? null : h("p", t("device.complete")),
    h("p.by", t("device.unsent")),
    h("p.by", t("device.id"), " ", h("code", one.device)),
    one.revoked_at === null ? h("p.answers", h("button.grave", { type: "button",
      id: `revoke-${one.device.slice(0, 8)}`, onclick: () => revoke(one) },
    t("device.revoke"))) : null,
    wiping(one));
}

/** Whether the phone is to be wiped or was; the button while nothing was ordered. */
function wiping(one) {
  if (one.wipe) {
    return h("p.warned", t(one.wipe.done_at === null ? "device.wipe_waits" : "device.wiped"));
  }
  return h("p.answers", h("button.grave", { type: "button",
    id: `wipe-${one.device.slice(0, 8)}`, onclick: () => wipe(one) }, t("device.wipe")));
}

function wipe(one) {
  ask({
    title: t("device.wipe_title", { name: one.name, id: one.device.slice(0, 6) }),
    note: t("device.wipe_note"),
    button: t("device.wipe"),
    grave: true,
    act: async () => {
      await post(`${PATH}/${one.device}/wipe`, { mode: "now" });
      await refresh();
      say(t("done.wipe"));
    },
  });
}

function revoke(one) {
  ask({
    title: t("device.revoke_title", { name: one.name, id: one.device.slice(0, 6) }),
    note: t("device.revoke_note"),
    button: t("device.revoke"),
    grave: true,
    act: async () => {
      await post(`${PATH}/${one.device}/revoke`, {});
      await refresh();
      say(t("done.revoked"));
    },
  });
}
