// Ticket keys: the backend of an app that has its own login lets its workers in with them.

import { h, redraw, say } from "./element.js";
import { line, listed, t } from "./words.js";
import { moment } from "./times.js";
import { RefusedError, get, isOutside, post } from "./hub.js";
import { ask, explained } from "./dialog.js";
import { named, roles } from "./playbook.js";
import { tell } from "./state.js";

const PATH = "/v1/office/ticket-keys";

/** The panel; it asks the hub by itself. */
export function keysPanel() {
  const place = h("section.panel.ticket-keys", { "aria-labelledby": "keys-title" },
    h("h2", { id: "keys-title" }, t("keys.title")),
    h("p.note", t("keys.note")),
    h("div", { id: "keys" }));
  load(place.querySelector("#keys"));
  return place;
}

async function load(place) {
  try {
    redraw(place, content(await get(PATH), place));
  } catch (error) {
    if (isOutside(error)) return tell("signed-out");
    redraw(place, explained(error));
  }
}

function content(shown, place) {
  return [
    shown.keys.length > 0
      ? h("ul.plain", shown.keys.map((one) => key(one, place)))
      : h("p.by", t("keys.none")),
    h("div.answers", h("button", { type: "button", id: "add-key", onclick: () => add(place) },
      t("keys.add"))),
    h("details", { id: "keys-for-backend" }, h("summary", t("keys.for_backend")),
      h("dl.fields",
        h("dt", t("keys.audience")), h("dd", h("code", shown.audience)),
        h("dt", t("keys.root")), h("dd", h("code", shown.root_fingerprint)))),
  ];
}

function key(one, place) {
  const stopped = one.revoked_at_ms;
  return h(`li${stopped ? ".past" : ""}`,
    h("p", h("b", one.name), " ", h("span.mark.calm", one.public_key.crv), " ",
      stopped ? h("span.mark.alarm", t("keys.revoked")) : null),
    h("p.by", line(listed(one.roles.map((role) => named("roles", role))),
      t(one.may_create ? "keys.may_create" : "keys.known_only"))),
    h("p.by", line(t("keys.added", { at: moment(one.added_at_ms) }),
      stopped ? t("keys.stopped", { at: moment(stopped) }) : "")),
    h("p.by", t("keys.id"), " ", h("code", one.key)),
    stopped ? null : h("p.answers", h("button.grave", { type: "button",
      id: `revoke-key-${one.key.slice(0, 8)}`, onclick: () => revoke(one, place) },
    t("keys.revoke"))));
}

/** The public key as the field has it; a file in another form is refused before it is sent. */
function publicKey(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedError(400, { code: "not_a_key" });
  }
}

function add(place) {
  ask({
    title: t("keys.add"),
    note: t("keys.add_note"),
    fields: [
      { id: "name", label: t("keys.name"), type: "line", needed: true },
      { id: "key", label: t("keys.public_key"), rows: 5, needed: true },
      { id: "roles", label: t("keys.roles"), type: "ticks", value: [],
        choices: roles().map((id) => [id, named("roles", id)]) },
      { id: "may_create", label: t("keys.may_create_ask"), type: "tick", value: false },
    ],
    button: t("keys.add"),
    act: async (said) => {
      await post(PATH, { name: said.name, public_key: publicKey(said.key), roles: said.roles,
        may_create: said.may_create });
      await load(place);
      say(t("done.key_added"));
    },
  });
}

function revoke(one, place) {
  ask({
    title: t("keys.revoke_title", { name: one.name }),
    note: t("keys.revoke_note"),
    button: t("keys.revoke"),
    grave: true,
    act: async () => {
      await post(`${PATH}/${one.key}/revoke`, {});
      await load(place);
      say(t("done.key_revoked"));
    },
  });
}
