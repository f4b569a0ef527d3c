// Tables in and out: a file is looked at first, then imported, and can be undone while nobody has
// touched its orders; orders and the events of a day go out as CSV or XLSX.

import { h, redraw, say } from "./element.js";
import { language, line, listed, pick, t } from "./words.js";
import { bytes, moment } from "./times.js";
import { get, post, upload } from "./hub.js";
import { ask, explained } from "./dialog.js";
import { orderKinds } from "./playbook.js";
import { pathOf } from "./card.js";
import { refresh } from "./state.js";
import { dayField, today, zoned } from "./page.js";

const PATH = "/v1/office/imports";
/** Rows of a report before somebody asks for all. */
const FIRST = 30;

/** What was chosen and found; forgotten when the page is left. */
let chosen = null;

/** Draws the page once; what happens elsewhere does not disturb a half-filled form. */
export function draw(main) {
  if (main.querySelector("#tables")) return;
  chosen = { file: null, kind: "", report: null };
  main.replaceChildren(
    h("h1", t("tables.title")),
    h("div.halves", { id: "tables" },
      h("div", form(), h("div", { id: "found", "aria-live": "polite" })),
      h("div", out(today()), h("section.panel", { id: "imports" }))),
  );
  list();
}

function form() {
  const file = h("input", { type: "file", id: "file", accept: ".csv,.tsv,.txt,.xlsx" });
  const kinds = orderKinds().map((one) => h("option", { value: one.id }, pick(one.name)));
  const none = h("option", { value: "" }, t("tables.kind_in_file"));
  const kind = h("select", { id: "kind" }, none, kinds);
  const look = h("button.primary", { type: "submit", id: "look", disabled: true },
    t("tables.look"));
  const name = h("span.by", t("tables.no_file"));
  file.addEventListener("change", () => {
    name.textContent = file.files[0]?.name ?? t("tables.no_file");
    chosen = { file: file.files[0] ?? null, kind: kind.value, report: null };
    look.disabled = !chosen.file;
    found();
  });
  kind.addEventListener("change", () => {
    chosen = { ...chosen, kind: kind.value, report: null };
    found();
  });
  const made = h("form.panel",
    h("h2", t("tables.in")),
    h("p.note", t("tables.in_note")),
    h("div.field.file-field", file, h("label", { for: "file" }, t("tables.file")), name),
    h("p.field", h("label", { for: "kind" }, t("tables.kind")), kind),
    h("div.buttons", look));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    send(true, look);
  });
  return made;
}

/** Sends the file; first to be looked at only. */
async function send(dry, button) {
  const { file, kind } = chosen;
  if (!file) return;
  const place = document.getElementById("found");
  button.disabled = true;
  const busy = t(dry ? "tables.looking" : "tables.importing");
  redraw(place, h("p.empty", { "aria-busy": "true" }, busy));
  try {
    const query = { dry_run: dry, name: file.name, ...(kind ? { kind } : {}) };
    chosen.report = await upload(`${PATH}?${zoned(query)}`, file);
    found();
    if (!dry) {
      say(t("done.imported", { n: chosen.report.counts.created }));
      await Promise.all([refresh(), list()]);
    }
  } catch (error) {
    redraw(place, h("div.refused", { role: "alert" }, explained(error)));
  }
  button.disabled = false;
}

function found() {
  const place = document.getElementById("found");
  redraw(place, chosen.report ? report(chosen.report) : null);
}

const COUNTS = ["ready", "created", "exists", "restored", "refused", "flagged"];

function report(made, every = false) {
  const dry = made.dry_run;
  const remarked = made.rows.filter((row) => row.remarks.length > 0 || row.outcome === "refused");
  const rows = every ? remarked : remarked.slice(0, FIRST);
  const counts = COUNTS.filter((id) => made.counts[id] > 0).map((id) => h("li",
    h("b", String(made.counts[id])), " ", t(`outcome.${id}`)));
  const go = h("button.primary", { type: "button", id: "import" },
    t("tables.import", { n: made.counts.ready }));
  go.addEventListener("click", () => send(false, go));
  const all = () => redraw(document.getElementById("found"), report(made, true));
  return h(
    "section.panel",
    h("h2", t(dry ? "tables.found" : "tables.imported")),
    h("p.by", line(made.file.name, bytes(made.file.size_bytes), reading(made.file.reading))),
    made.same_file_as ? h("p.warned", t("tables.same_file")) : null,
    h("ul.numbers", counts),
    columns(made.columns),
    rows.length > 0 ? remarks(rows) : h("p.by", t("tables.no_remarks")),
    remarked.length > rows.length
      ? h("button.more", { type: "button", id: "all-rows", onclick: all },
        t("tables.more_rows", { n: remarked.length - rows.length }))
      : null,
    dry && made.counts.ready > 0 ? h("div.buttons", go) : null,
    dry ? null : h("div.buttons", h("a", { href: "#/board" }, t("tables.to_board")), undo(made)),
  );
}

function reading(how) {
  if (how.xlsx) return t("tables.sheet", { name: how.xlsx.sheet });
  if (!how.csv) return "";
  return line(t(`encoding.${how.csv.encoding}`), t(`separator.${how.csv.separator}`));
}

function columns(rows) {
  const unread = rows.filter((one) => one.reads === null).map((one) => one.header);
  return h("p.by", unread.length > 0 ? t("tables.unread", { names: listed(unread) })
    : t("tables.all_read", { n: rows.length }));
}

function remarks(rows) {
  const heads = ["tables.row", "tables.outcome", "tables.key", "tables.remark"];
  const row = (one) => h(`tr${one.outcome === "refused" ? ".differs" : ""}`,
    h("th", { scope: "row" }, String(one.row)),
    h("td.outcome", t(`outcome.${one.outcome}`)),
    h("td.key", one.order ? h("a", { href: pathOf(one.order) }, one.key ?? "") : one.key ?? ""),
    h("td", h("ul", one.remarks.map(remark))));
  return h("div.wide", h("table.plain-table",
    h("thead", h("tr", heads.map((key) => h("th", { scope: "col" }, t(key))))),
    h("tbody", rows.map(row))));
}

/** What is said of a cell, with its column where the words do not name it. */
function remark(said) {
  const words = pick(said.words);
  const named = !said.column || words.includes(said.column);
  return h("li", named ? null : h("b", `${said.column} `), words);
}

/** The imports there were; each can be looked at, and undone. */
async function list() {
  const place = document.getElementById("imports");
  try {
    const rows = await get(PATH);
    redraw(place, h("h2", t("tables.past")), rows.length === 0 ? h("p.by", t("tables.none"))
      : h("ul.plain", rows.map(past)));
  } catch (error) {
    redraw(place, h("h2", t("tables.past")), explained(error));
  }
}

function past(one) {
  const open = async () => {
    chosen.report = await get(`${PATH}/${one.import}`);
    found();
    document.getElementById("found").scrollIntoView({ block: "start" });
  };
  const counts = COUNTS.filter((id) => one.counts[id] > 0 && id !== "ready" && id !== "flagged");
  return h("li",
    h("button.link", { type: "button", id: `import-${one.import}`, onclick: open },
      one.file.name || t("tables.unnamed")),
    one.undone ? h("span.mark.calm", t("tables.undone")) : null,
    h("p.by", line(moment(one.began_at_ms),
      ...counts.map((id) => `${t(`outcome.${id}`)} ${one.counts[id]}`))));
}

function undo(made) {
  if (made.undone || made.dry_run || made.counts.created + made.counts.restored === 0) return null;
  const act = async () => {
    const done = await post(`${PATH}/${made.import}/undo`, {});
    chosen.report = await get(`${PATH}/${made.import}`);
    await Promise.all([refresh(), list()]);
    found();
    const words = t("tables.undo_done", { n: done.cancelled.length, left: done.touched.length });
    document.getElementById("found").prepend(h("p.panel.warned", { role: "status" }, words));
  };
  return h("button.grave", { type: "button", id: "undo", onclick: () => ask({
    title: t("tables.undo_title", { name: made.file.name || t("tables.unnamed") }),
    note: t("tables.undo_note"),
    button: t("tables.undo"),
    grave: true,
    act,
  }) }, t("tables.undo"));
}

/** Orders, and the events of days, as files. */
function out(day) {
  const files = (table, query) => ["csv", "xlsx"].map((ending) => h("a.file", {
    href: `/v1/office/exports/${language()}/${table}.${ending}${query}`, download: true,
    id: `out-${table}-${ending}`,
  }, ending.toUpperCase()));
  const events = h("p.answers");
  const choose = (from) => redraw(events, files("events", `?${zoned({ from, to: from })}`));
  choose(day);
  return h("section.panel",
    h("h2", t("tables.out")),
    h("p.note", t("tables.out_note")),
    h("h3", t("tables.orders")), h("p.answers", files("orders", "")),
    h("h3", t("tables.events")), h("p.note", t("tables.events_note")),
    dayField("out-day", t("day"), day, choose), events);
}
