// Staying up to date: news from the hub as they come, and coming back after a lost connection.

import { events, session } from "./hub.js";
import { readAll, refresh, state, tell } from "./state.js";

/** Many news in this time are one question, ms. */
const PAUSE_MS = 1_000;
/** A stream that the hub ended is begun again after this time, ms. */
const RETRY_MS = 3_000;

let stream = null;
let waiting = false;
let missed = false;
let last = 0;

/** Listens until `stop`. */
export function start() {
  stop();
  const own = events();
  stream = own;
  own.addEventListener("open", () => setLive("live"));
  own.addEventListener("board", soon);
  own.addEventListener("all", () => readAll().catch(lost));
  own.addEventListener("alarm", (event) => tell("alarm", JSON.parse(event.data).order));
  own.addEventListener("error", () => { if (stream === own) broken(own); });
}

export function stop() {
  stream?.close();
  stream = null;
}

/** The browser tries again by itself unless the hub has said no: then the session may be over. */
async function broken(own) {
  setLive("away");
  if (own.readyState !== EventSource.CLOSED) return;
  const inside = await session().catch(() => undefined);
  if (inside === null) return tell("signed-out");
  setTimeout(() => { if (stream === own) start(); }, RETRY_MS);
}

function lost() {
  setLive("away");
}

function setLive(how) {
  if (state.live === how) return;
  state.live = how;
  tell("live");
}

/** Asks again soon, and not for a page that nobody sees. */
function soon() {
  if (document.hidden) missed = true;
  if (waiting || document.hidden) return;
  waiting = true;
  setTimeout(async () => {
    waiting = false;
    last = Date.now();
    await refresh().then(() => setLive("live"), lost);
  }, Math.max(0, last + PAUSE_MS - Date.now()));
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden || !missed) return;
  missed = false;
  if (stream) soon();
});
