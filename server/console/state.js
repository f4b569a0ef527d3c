// What the page knows: read models as the hub gave them, and who wants to hear when they change.

import { get, RefusedError } from "./hub.js";
import { learn } from "./playbook.js";

/** Orders that the hub gives at once, at most. */
export const ORDERS_MAX = 500;

export const state = {
  /** Cards, latest change first. */
  orders: [],
  /** Person id → name, roles. */
  people: new Map(),
  devices: [],
  worklist: { inbox: [], waiting: [], waiting_count: 0 },
  /** Order id → the whole order, for those that were opened. */
  sheets: new Map(),
  /** `live`, `away`, or empty before the first answer. */
  live: "",
  loaded: false,
};

const news = new EventTarget();

/** Topics: `data`, `live`, `signed-out`. */
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

/** Asks for everything once. */
export async function begin() {
  learn(await get("/v1/office/playbook"));
  await refresh();
}

/** Asks again, and tells which orders changed. */
export async function refresh() {
  try {
    const [orders, people, devices, worklist] = await Promise.all([
      get(`/v1/office/orders?limit=${ORDERS_MAX}`),
      get("/v1/office/people"),
      get("/v1/office/devices"),
      get("/v1/office/worklist"),
      open ? loadSheet(open) : null,
    ]);
    const changed = state.loaded ? changedSince(orders) : [];
    state.orders = orders;
    state.people = new Map(people.map((one) => [one.person, one]));
    state.devices = devices;
    state.worklist = worklist;
    state.loaded = true;
    tell("data", changed);
  } catch (error) {
    if (error instanceof RefusedError && error.status === 401) return tell("signed-out");
    throw error;
  }
}

function changedSince(orders) {
  const known = new Map(state.orders.map((one) => [one.id, one.updated_index]));
  return orders.filter((one) => known.get(one.id) !== one.updated_index).map((one) => one.id);
}

/** A whole order, asked for again. */
export async function loadSheet(order) {
  try {
    state.sheets.set(order, await get(`/v1/office/orders/${encodeURIComponent(order)}`));
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 404) throw error;
    state.sheets.set(order, null);
  }
}

/** Forgets everything about everybody. */
export function forget() {
  state.orders = [];
  state.people = new Map();
  state.devices = [];
  state.worklist = { inbox: [], waiting: [], waiting_count: 0 };
  state.sheets = new Map();
  state.loaded = false;
  open = null;
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
