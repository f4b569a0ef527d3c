// People and devices: who works under which number and role, their phones, codes for new ones.

import { h, redraw, say } from "./element.js";
import { line, listed, t } from "./words.js";
import { ago, exactly } from "./times.js";
import { post, put } from "./hub.js";
import { ask } from "./dialog.js";
import { holderOf } from "./card.js";
import { devicesOf } from "./devices.js";
import { named, roles } from "./playbook.js";
import { showCode } from "./code.js";
import { everybody, refresh, state } from "./state.js";
import { keysPanel } from "./ticketkeys.js";

const PATH = "/v1/office/people";

/** Draws the people; keys of an app's own login stand below them. */
export function draw(main) {
  if (!main.querySelector("#people")) {
    main.replaceChildren(
      h("div.bar", h("h1", t("people.title")),
        h("button.primary", { type: "button", id: "add-person", onclick: add }, t("people.add"))),
      h("div", { id: "people" }),
      keysPanel(),
    );
  }
  const rows = everybody();
  redraw(main.querySelector("#people"), rows.length > 0 ? h("ul.people", rows.map(person))
    : h("p.empty", t("people.none")));
}

function person(one) {
  const assigned = state.orders.filter((card) => card.assigned.includes(one.person));
  const open = assigned.filter((card) => !card.terminal);
  const held = state.orders.filter((card) => holderOf(card) === one.person);
  const number = (n, key, query) => h("li", h("a", { href: `#/board?${query}` },
    h("b", n), " ", t(key)));
  const button = (id, key, act) => h("button", { type: "button",
    id: `${id}-${one.person.slice(0, 8)}`, onclick: act }, t(key));
  return h(
    "li.panel.person",
    h("h2", one.name),
    h("p.roles", line(one.staff_number ? t("people.number", { number: one.staff_number }) : "",
      listed(one.roles.map((role) => named("roles", role))) || t("people.no_roles"))),
    h("p.contact", contact(one)),
    h(
      "ul.numbers",
      number(open.length, "people.open", `by=stage&person=${one.person}`),
      number(assigned.length - open.length, "people.done", `by=stage&person=${one.person}`),
      number(held.length, "people.held", "by=holder"),
    ),
    devicesOf(one),
    h("div.answers", button("enrol", "people.enrol", () => enrol(one)),
      button("change", "people.change", () => change(one))),
  );
}

function contact(one) {
  const at = one.last_contact_ms;
  if (!at) return t("people.no_contact");
  return [t("people.contact"), " ", h("time", { datetime: new Date(at).toISOString(),
    title: exactly(at) }, ago(at))];
}

function roleField(value) {
  return { id: "roles", label: t("people.roles"), type: "ticks", value,
    choices: roles().map((id) => [id, named("roles", id)]) };
}

function numberField(value) {
  return { id: "number", label: t("people.staff_number"), type: "line", value };
}

/** Enters somebody, and shows the code for the first phone. */
function add() {
  ask({
    title: t("people.add"),
    fields: [{ id: "name", label: t("people.name"), type: "line", needed: true },
      numberField(""), roleField([])],
    button: t("people.add"),
    act: async (said) => {
      const made = await post(PATH, { name: said.name, roles: said.roles });
      const { person: entered, invitation } = made;
      // The person is entered: a number that somebody else has is said beside the code.
      const taken = said.number ? await setNumber(entered.person, said.number) : null;
      await refresh();
      showCode(entered.name, invitation, taken);
    },
  });
}

/** Gives a number; what the hub said if it refused. */
async function setNumber(person, number) {
  try {
    await put(`${PATH}/${person}/staff-number`, { number: number || null });
    return null;
  } catch (error) {
    return error;
  }
}

function enrol(one) {
  ask({
    title: t("people.enrol_title", { name: one.name }),
    note: t("people.enrol_note"),
    button: t("people.enrol_make"),
    act: async () => {
      showCode(one.name, await post(`${PATH}/${one.person}/invitations`, {}), null);
    },
  });
}

function change(one) {
  ask({
    title: t("people.change_title", { name: one.name }),
    note: t("people.change_note"),
    fields: [numberField(one.staff_number ?? ""), roleField(one.roles)],
    button: t("people.save"),
    act: async (said) => {
      if (said.number !== (one.staff_number ?? "")) {
        await put(`${PATH}/${one.person}/staff-number`, { number: said.number || null });
      }
      const same = [...said.roles].sort().join() === [...one.roles].sort().join();
      if (!same) await put(`${PATH}/${one.person}/roles`, { roles: said.roles });
      await refresh();
      say(t("done.saved"));
    },
  });
}
