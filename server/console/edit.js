// Changing what an order says: address, contact, window, remarks. Only what was changed is sent.

import { t } from "./words.js";
import { RefusedError } from "./hub.js";
import { ask } from "./dialog.js";
import { calledOf } from "./card.js";
import { done } from "./acts.js";
import { fieldLabel } from "./fields.js";
import { state } from "./state.js";

/** Fields that a dispatcher changes by hand beside title and address, each with its kind. */
const FIELDS = [
  ["contact/name", "line"], ["contact/phone", "line"], ["window/from_ms", "moment"],
  ["window/to_ms", "moment"], ["remark", "text"], ["desk/note", "text"],
];
const ADDRESS = "address/";

/** Asks for the new values; `null` clears a field. */
export function edit(card) {
  const rows = state.sheets.get(card.id)?.sheet.fields ?? [];
  const now = (path) => rows.find((row) => row.path === path && !row.document)?.value ?? null;
  const own = rows.filter((row) => row.path.startsWith(ADDRESS) && !row.document)
    .map((row) => [row.path, "text"]);
  const address = own.length > 0 ? own : [[`${ADDRESS}text`, "text"]];
  const asked = [["title", "line"], ...address, ...FIELDS];
  const fields = asked.map(([path, type]) => ({
    id: path, label: fieldLabel(path), type, value: now(path) ?? "", bare: true,
    half: /^(contact|window)\//.test(path),
  }));
  if (!card.terminal) {
    fields.push({ id: "anyway", type: "tick", label: t("act.window_anyway"), value: false });
  }
  ask({
    title: t("act.edit_title", { order: calledOf(card) }),
    note: t("act.edit_note"),
    fields,
    button: t("act.edit_save"),
    act: async (said, key) => {
      const changed = asked.map(([path]) => [path, said[path] === "" ? null : said[path]])
        .filter(([path, value]) => value !== minutes(now(path)));
      if (changed.length === 0) return;
      checkWindow(said["window/from_ms"], said["window/to_ms"]);
      const body = { fields: Object.fromEntries(changed), check_window: said.anyway === false };
      await done(card, "fields", body, said.anyway ? `${key}-anyway` : key, t("done.edited"));
    },
  });
}

/** A window ends after it begins. */
export function checkWindow(from, to) {
  if (from !== null && to !== null && from >= to) {
    throw new RefusedError(400, { code: "window_backwards" });
  }
}

/** A time as its field shows it: whole minutes. */
function minutes(value) {
  return Number.isFinite(value) ? value - (value % 60_000) : value;
}
