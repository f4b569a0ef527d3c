// What the gate did not simply take: each record with why, what it says, and what can be done.

import { h, say } from "./element.js";
import { line, listed, pick, t } from "./words.js";
import { ago, bytes, exactly } from "./times.js";
import { post } from "./hub.js";
import { UnchangedError, ask } from "./dialog.js";
import { pathOf } from "./card.js";
import { refresh } from "./state.js";
import { show } from "./page.js";

const PATH = "/v1/office/held";
const MARKS = ["held", "body_missing", "blocked", "late", "refused"];

/** Draws the page. */
export function draw(main) {
  if (!main.querySelector("#held")) {
    main.replaceChildren(h("h1", t("held.title")), h("p.note", t("held.note")),
      h("div", { id: "held" }));
  }
  show(main.querySelector("#held"), PATH, content);
}

function content(list) {
  if (list.rows.length + list.runs.length === 0) return h("p.empty", t("held.empty"));
  const of = (mark) => list.rows.filter((row) => row.mark === mark);
  return [
    MARKS.map((mark) => group(mark, of(mark), list.counts[mark] ?? 0)),
    runs(list.runs),
  ];
}

function group(mark, rows, count) {
  if (rows.length === 0) return null;
  const rest = count - rows.length;
  return h(
    "section.group",
    { "aria-labelledby": `held-${mark}` },
    h("h2", { id: `held-${mark}` }, t(`held.${mark}`), " ", h("span.count", count)),
    h("ul.records", rows.map(record)),
    rest > 0 ? h("p.note", t("held.more", { n: rest })) : null,
  );
}

function record(row) {
  const said = row.told.map((one) => h("p.said", h("b", pick(one.title)),
    one.parts.length > 0 ? " " : "",
    one.parts.length === 1 ? t("quoted", { text: pick(one.parts[0].text) })
      : listed(one.parts.map((part) => `${pick(part.name)} ${pick(part.text)}`))));
  const fields = row.fields.map((one) => h("p.said",
    h("b", t("held.sets", { field: pick(one.name) })), " ", t("quoted", { text: one.value })));
  return h(
    "li.panel.record",
    h("p.by", line(row.person_name || t("dispute.somebody"), pick(row.when))),
    order(row),
    said,
    fields,
    h("p.why", pick(row.why_words)),
    h("p.remedy", pick(row.remedy)),
    h("p.by", h("time", { title: exactly(row.received_at_ms),
      datetime: new Date(row.received_at_ms).toISOString() },
    t("held.came", { ago: ago(row.received_at_ms) }))),
    acts(row),
  );
}

function order(row) {
  if (!row.order) return h("p", t(`held.about.${row.subject_kind}`, { id: row.subject.slice(-6) }));
  const { number, title, stage_name: stage, assigned } = row.order;
  const name = line(number, title) || row.subject.slice(-6);
  return h("p.about", h("a", { href: pathOf(row.subject) }, name), " ",
    h("span.stage", pick(stage)), " ",
    h("span.by", assigned.length > 0 ? t("order.assigned", { name: listed(assigned) }) : ""));
}

function acts(row) {
  const button = (id, key, act, primary) => h(`button${primary ? ".primary" : ""}`,
    { type: "button", id: `${id}-${row.envelope.slice(0, 12)}`, onclick: act }, t(key));
  const ways = [];
  if (row.can.includes("assign")) {
    ways.push(button("once", "held.once", () => release(row, "this"), true));
    ways.push(button("give", "held.give", () => release(row, "good")));
  } else if (row.can.includes("release")) {
    ways.push(button("again", "held.again", () => release(row, null)));
  }
  if (row.can.includes("adopt")) ways.push(button("adopt", "held.adopt", () => adopt(row)));
  return ways.length > 0 ? h("div.answers", ways) : null;
}

const NOTES = { this: "held.once_note", good: "held.give_note" };

function release(row, assign) {
  const name = row.person_name;
  ask({
    title: t(assign === "good" ? "held.give" : assign ? "held.once" : "held.again"),
    note: t(NOTES[assign] ?? "held.again_note", { name }),
    button: t(assign === "good" ? "held.give" : assign ? "held.once" : "held.again"),
    act: async () => {
      const body = assign ? { assign } : {};
      const done = await post(`${PATH}/${row.envelope}/release`, body);
      await refresh();
      if (done.mark === "held") {
        const still = { zh: [row.why_words.zh], en: [row.why_words.en] };
        throw new UnchangedError({ code: done.why, ...still });
      }
      say(t("done.released"));
    },
  });
}

function adopt(row) {
  ask({
    title: t("held.adopt"),
    note: t("held.adopt_note"),
    button: t("held.adopt"),
    act: async () => {
      const done = await post(`${PATH}/${row.envelope}/adopt`, {});
      await refresh();
      if (done.unchanged) throw new UnchangedError(done.unchanged);
      say(t("done.adopted"));
    },
  });
}

function runs(rows) {
  if (rows.length === 0) return null;
  const one = (row) => h(
    "li.panel.record",
    h("p", h("b", t("held.run", { name: row.person_name ?? `#${row.device.slice(0, 6)}`,
      from: row.from + 1, to: row.to }))),
    h("p.why", pick(row.why_words)),
    h("p.remedy", pick(row.remedy)),
    h("p.by", line(row.carrier !== row.device
      ? t("held.carried", { name: row.carrier_name ?? `#${row.carrier.slice(0, 6)}` }) : "",
    bytes(row.size_bytes), ago(row.kept_at_ms))),
  );
  return h("section.group", { "aria-labelledby": "held-runs" },
    h("h2", { id: "held-runs" }, t("held.runs"), " ", h("span.count", rows.length)),
    h("p.note", t("held.runs_note")), h("ul.records", rows.map(one)));
}
