// The console begins here: the bar at the top, the addresses, and what is drawn where.

import { h, say } from "./element.js";
import { choose, language, t } from "./words.js";
import { session, signOut } from "./hub.js";
import { forget, hear, readAll, setOpen, state } from "./state.js";
import { calledOf } from "./card.js";
import { explained } from "./dialog.js";
import * as live from "./live.js";
import * as board from "./board.js";
import * as held from "./held.js";
import * as inbox from "./inbox.js";
import * as map from "./map.js";
import * as order from "./order.js";
import * as people from "./people.js";
import * as places from "./places.js";
import * as shifts from "./shifts.js";
import * as signin from "./signin.js";
import * as tables from "./tables.js";

const MINUTE_MS = 60_000;

const PAGES = {
  board: (place, _, query) => board.draw(place, query),
  order: order.draw,
  inbox: inbox.draw,
  held: held.draw,
  shifts: shifts.draw,
  map: map.draw,
  tables: tables.draw,
  places: places.draw,
  people: people.draw,
};

const main = document.getElementById("main");
const top = document.getElementById("top");
const skip = document.getElementById("skip");
/** Pages that stand below another one's tab. */
const BELOW = { held: "inbox", order: "board" };
let page = "";
let who = null;

/** `#/order/ID?…` → page, rest and query. */
function address() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/");
  const known = Object.hasOwn(PAGES, name) ? name : "board";
  return { name: known, rest: rest.join("/"), query: new URLSearchParams(query) };
}

/** Draws the page of the address; a page that is new begins at its top. */
function show() {
  const { name, rest, query } = address();
  bar(name);
  if (!state.loaded) return;
  const now = `${name}/${rest}`;
  const isNew = now !== page;
  page = now;
  if (isNew) {
    main.replaceChildren();
    for (const box of document.querySelectorAll("dialog[open]")) box.close();
    setOpen(null);
  }
  main.dataset.page = name;
  (PAGES[name] ?? PAGES.board)(main, rest, query);
  const title = t(`title.${name}`);
  document.title = `${title} · ${t("brand")}`;
  if (isNew) {
    scrollTo(0, 0);
    if (document.activeElement === document.body) main.focus({ preventScroll: true });
  }
}

function bar(name) {
  document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
  skip.textContent = t("nav.skip");
  skip.hidden = false;
  const tab = (id, count) => h(
    "li",
    h("a", { href: `#/${id}`, id: `nav-${id}`,
      "aria-current": (BELOW[name] ?? name) === id ? "page" : null },
      t(`nav.${id}`), count ? h("span.count", count) : null),
  );
  const other = language() === "zh" ? "en" : "zh";
  const turn = h("button.quiet", { type: "button", id: "language",
    lang: other === "zh" ? "zh-Hans" : "en" }, t("nav.other_language"));
  turn.addEventListener("click", () => {
    choose(other);
    main.replaceChildren();
    page = "";
    if (state.loaded) show();
    else outside();
  });
  const focused = document.activeElement?.id;
  top.replaceChildren(
    h("a.brand", { href: "#/board" }, h("b", "存根"), " Counterfoil"),
    state.loaded ? h("nav", { "aria-label": t("nav.label") }, h("ul", tab("board"),
      tab("inbox", inbox.waitingCount()), tab("shifts"), tab("map"), tab("places"),
      tab("tables"), tab("people"))) : "",
    h("div.right", { id: "right" },
      state.loaded && who ? h("span.tenant", who.tenant_name) : "",
      state.loaded ? lamp() : "", turn,
      state.loaded ? h("button.quiet", { type: "button", id: "leave", onclick: leave },
        t("nav.sign_out")) : ""),
  );
  if (focused && top.querySelector(`#${CSS.escape(focused)}`)) {
    document.getElementById(focused).focus();
  }
}

function lamp() {
  const how = state.live || "joining";
  return h(`span.lamp.${how}`, { id: "lamp" }, t(`live.${how}`));
}

async function leave() {
  outside();
  await signOut().catch(() => null); // what cannot be told now ends by itself
}

/** Nobody is signed in any more: nothing about anybody stays on the page. */
function outside() {
  live.stop();
  forget();
  who = null;
  page = "";
  delete main.dataset.page;
  bar("");
  document.title = t("brand");
  signin.draw(main, start);
}

/** Asks for everything and shows the page, or the door. */
async function start() {
  page = "";
  bar("");
  document.title = t("brand");
  main.replaceChildren(h("p.empty", { "aria-busy": "true" }, t("order.loading")));
  try {
    who = await session();
    if (!who) return outside();
    await readAll();
    if (state.loaded) live.start();
  } catch (error) {
    main.replaceChildren(h("div.empty", explained(error),
      h("button", { type: "button", onclick: start }, t("nav.again"))));
  }
}

hear("data", (changed) => {
  show();
  if (changed.length > 0) {
    say(t("live.changed", { n: changed.length }));
    for (const id of changed) document.getElementById(`card-${id}`)?.classList.add("fresh");
  }
});
hear("live", () => {
  const shown = document.getElementById("lamp");
  if (shown) shown.replaceWith(lamp());
  if (state.live === "away") say(t("live.away"));
});
hear("alarm", (order) => {
  const card = state.cards.get(order);
  if (card) say(t("live.alarm", { order: calledOf(card) }));
});
hear("signed-out", outside);
addEventListener("hashchange", show);
// What is late is late without any news.
setInterval(() => {
  const moving = ["board", "inbox"].includes(main.dataset.page);
  if (state.loaded && moving && !document.hidden) show();
}, MINUTE_MS);
skip.addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

start();
