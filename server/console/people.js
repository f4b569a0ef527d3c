// People: who works, when their phone last asked, what they hold and have to do.

import { h, redraw } from "./element.js";
import { listed, t } from "./words.js";
import { ago, exactly } from "./times.js";
import { holderOf } from "./card.js";
import { named } from "./playbook.js";
import { state } from "./state.js";

/** Draws the people. */
export function draw(main) {
  if (!main.querySelector("#people")) {
    main.replaceChildren(h("h1", t("people.title")), h("div", { id: "people" }));
  }
  const rows = [...state.people.values()].filter((one) => !one.office);
  redraw(main.querySelector("#people"), h("ul.people", rows.map(person)));
}

function phonesOf(one) {
  return state.devices.filter((device) => device.person === one.person && !device.office);
}

function person(one) {
  const assigned = state.orders.filter((card) => card.assigned.includes(one.person));
  const open = assigned.filter((card) => !card.terminal);
  const held = state.orders.filter((card) => holderOf(card) === one.person);
  const phones = phonesOf(one);
  const number = (n, key, query) => h("li", h("a", { href: `#/board?${query}` },
    h("b", n), " ", t(key)));
  return h(
    "li.panel.person",
    h("h2", one.name),
    h("p.roles", listed(one.roles.map((role) => named("roles", role)))),
    h("p.contact", contact(one)),
    h(
      "ul.numbers",
      number(open.length, "people.open", `by=stage&person=${one.person}`),
      number(assigned.length - open.length, "people.done", `by=stage&person=${one.person}`),
      number(held.length, "people.held", "by=holder"),
    ),
    phones.length > 0 ? h("ul.plain.phones", phones.map(phone)) : null,
  );
}

function contact(one) {
  const at = one.last_contact_ms;
  if (!at) return t("people.no_contact");
  return [t("people.contact"), " ", h("time", { datetime: new Date(at).toISOString(),
    title: exactly(at) }, ago(at))];
}

function phone(device) {
  return h(
    "li",
    t("people.phone", { id: device.device.slice(0, 6), n: device.envelopes }),
    device.held > 0 ? h("span.mark.warn", t("people.waiting", { n: device.held })) : null,
    device.revoked_at !== null ? h("span.mark.alarm", t("people.revoked")) : null,
    device.forked ? h("span.mark.alarm", t("people.forked")) : null,
  );
}
