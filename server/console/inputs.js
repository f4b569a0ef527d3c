// Fields of a question: some lines, one line, a choice, a moment, boxes to tick.

import { h } from "./element.js";
import { t } from "./words.js";

/**
 * A row of a form, `{ id, row, read }`, of `{ id, label, type, choices?, needed?, value?, rows? }`.
 * Types: `line`, `text` (the default), `choice`, `moment` (ms or null), `ticks` (a list of ids),
 * `tick` (yes or no). `bare` leaves out that it may stay empty; two that are `half` share a line.
 */
export function input(field) {
  const id = `field-${field.id}`;
  if (field.type === "ticks") return ticks(field, id);
  if (field.type === "tick") return tick(field, id);
  const control = CONTROLS[field.type ?? "text"](field, id);
  const label = h("label", { for: id }, field.label,
    field.needed || field.bare || field.type === "choice" ? null
      : h("span.optional", t("dialog.optional")));
  const read = field.type === "moment" ? () => momentOf(control.value) : () => control.value.trim();
  return { id: field.id, row: h(`p.field${field.half ? ".half" : ""}`, label, control), read };
}

const CONTROLS = {
  text: (field, id) => h("textarea", { id, required: field.needed, value: field.value ?? "",
    rows: field.rows ?? 2, maxlength: 2000, spellcheck: "false" }),
  line: (field, id) => h("input", { id, type: "text", required: field.needed,
    value: field.value ?? "", maxlength: 200, autocomplete: "off", spellcheck: "false" }),
  moment: (field, id) => h("input", { id, type: "datetime-local", required: field.needed,
    value: localOf(field.value) }),
  choice(field, id) {
    const options = field.choices.map(([value, name]) => h("option", { value }, name));
    const control = h("select", { id, required: field.needed }, options);
    if (field.value !== undefined) control.value = field.value;
    return control;
  },
};

/** Several boxes; ticked are those of `value`. */
function ticks(field, id) {
  const ticked = new Set(field.value ?? []);
  const boxes = field.choices.map(([value, name], n) => box(`${id}-${n}`, name,
    ticked.has(value), value));
  const row = h("fieldset.field", { id }, h("legend", field.label), boxes.map((one) => one.row));
  const on = () => boxes.filter((one) => one.control.checked).map((one) => one.value);
  return { id: field.id, row, read: on };
}

function tick(field, id) {
  const one = box(id, field.label, field.value, null);
  return { id: field.id, row: h("div.field", one.row), read: () => one.control.checked };
}

function box(id, name, checked, value) {
  const control = h("input", { type: "checkbox", id, checked: !!checked });
  return { control, value, row: h("label.tick", control, h("span", name)) };
}

/** `2026-11-22T14:00` where the reader is. */
function localOf(ms) {
  if (!Number.isFinite(ms)) return "";
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function momentOf(local) {
  return local ? new Date(local).getTime() : null;
}
