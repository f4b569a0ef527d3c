// What the page knows: read models as the hub gave them, and who wants to hear when they change.

import { RefusedError, get, isOutside } from "./hub.js";
import { learn } from "./playbook.js";
import { locale } from "./words.js";

/** Orders that the page holds, at most; those that changed last. */
export const ORDERS_MAX = 3_000;
/** Orders of one answer, for the first reading and for news. */
const PAGE_FIRST = 500;
const PAGE_NEWS = 100;

const NOTHING = { inbox: [], waiting: [], waiting_count: 0, told_with: {} };

export const state = {
  /** Order id → card. */
  cards: new Map(),
  /** The same cards, latest change first. */
  orders: [],
  /** How many orders the hub has in all. */
  total: 0,
  /** Entries of the log that are in them. */
  size: 0,
  /** Person id → name, roles. */
  people: new Map(),
  devices: [],
  worklist: NOTHING,
  /** Order id → the whole order, for those that were opened; null for one that the hub has not. */
  sheets: new Map(),
  /** `live`, `away`, or empty before the first answer. */
  live: "",
  loaded: false,
};

const news = new EventTarget();

/** Topics: `data` (orders that changed), `live`, `alarm` (an order), `signed-out`, and
 *  `forgotten`: whoever keeps anything about anybody drops it. */
export function hear(topic, listener) {
  news.addEventListener(topic, (event) => listener(event.detail));
}

export function tell(topic, detail = null) {
  news.dispatchEvent(new CustomEvent(topic, { detail }));
}

/** The order that is on the screen, asked for with every refresh. */
let open = null;

export function setOpen(order) {
  open = order;
}

/** Asks for everything. */
export async function readAll() {
  learn(await get("/v1/office/playbook"));
  state.cards = new Map();
  state.size = 0;
  await refresh();
}

/** Asks for what changed since, and tells which orders that are. */
export async function refresh() {
  try {
    const [changed, people, devices, worklist] = await Promise.all([
      readOrders(),
      get("/v1/office/people"),
      get("/v1/office/devices"),
      get("/v1/office/worklist"),
      open ? loadSheet(open) : null,
    ]);
    state.people = new Map(people.map((one) => [one.person, one]));
    state.devices = devices;
    state.worklist = worklist;
    const first = !state.loaded;
    state.loaded = true;
    tell("data", first ? [] : changed);
  } catch (error) {
    if (isOutside(error)) return tell("signed-out");
    throw error;
  }
}

/** Reads the list, latest change first, down to what is known already. */
async function readOrders() {
  const known = state.size;
  const changed = [];
  let [after, size, read] = ["", known, 0];
  do {
    const limit = known ? PAGE_NEWS : PAGE_FIRST;
    const page = await get(`/v1/office/orders?limit=${limit}${after && `&after=${after}`}`);
    size = Math.max(size, page.log_size);
    state.total = page.total;
    for (const card of page.orders) {
      const had = state.cards.get(card.id)?.updated_index;
      if (had !== card.updated_index) changed.push(card.id);
      state.cards.set(card.id, card);
    }
    read += page.orders.length;
    const oldest = page.orders.at(-1)?.updated_index ?? 0;
    after = oldest >= known && read < ORDERS_MAX ? page.next : null;
  } while (after);
  state.size = size;
  // What was joined to another order is one thing with it, and shown there.
  state.orders = [...state.cards.values()].filter((card) => !card.lead);
  state.orders.sort((a, b) => (b.updated_index ?? 0) - (a.updated_index ?? 0));
  return changed;
}

/** A whole order, asked for again. */
export async function loadSheet(order) {
  try {
    state.sheets.set(order, await get(`/v1/office/orders/${encodeURIComponent(order)}`));
  } catch (error) {
    if (error instanceof RefusedError && error.problem.erased) {
      state.cards.delete(order);
      state.orders = state.orders.filter((card) => card.id !== order);
      state.sheets.set(order, { erased: error.problem.erased });
      return;
    }
    if (!(error instanceof RefusedError) || ![400, 404].includes(error.status)) throw error;
    state.sheets.set(order, null);
  }
}

/** Forgets everything about everybody. */
export function forget() {
  Object.assign(state, {
    cards: new Map(), orders: [], total: 0, size: 0, people: new Map(), devices: [],
    worklist: NOTHING, sheets: new Map(), live: "", loaded: false,
  });
  open = null;
  tell("forgotten");
}

/** A person's name; the start of the id where the name is not known. */
export function nameOf(person) {
  if (!person) return "";
  return state.people.get(person)?.name ?? `#${person.slice(0, 6)}`;
}

/** Whether a store is the office's own. */
export function isOffice(device) {
  return state.devices.some((one) => one.device === device && one.office);
}

/** Everybody but the office, by name. */
export function everybody() {
  return [...state.people.values()].filter((one) => !one.office)
    .sort((a, b) => a.name.localeCompare(b.name, locale()));
}

/** People who work: everybody with a role, by name. */
export function workers() {
  return everybody().filter((one) => one.roles.length > 0);
}

/** The office's own person. */
export function office() {
  return [...state.people.values()].find((one) => one.office);
}
