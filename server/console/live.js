// Staying up to date: news from the hub as they come, and coming back after the connection was lost.

import { AwayError, RefusedError, listen } from "./hub.js";
import { state, refresh, tell } from "./state.js";

const PAUSE_MS = 1_000;
const RETRY_MS = [1_000, 2_000, 5_000, 15_000];

let stopping = null;
let pending = false;
let last = 0;

/** Listens until `stop`. */
export async function start() {
  stop();
  const own = new AbortController();
  stopping = own;
  let tries = 0;
  while (!own.signal.aborted) {
    try {
      await listen(() => { tries = 0; setLive("live"); news(); }, own.signal);
    } catch (error) {
      if (own.signal.aborted) return;
      if (error instanceof RefusedError && error.status === 401) return tell("signed-out");
      if (error instanceof AwayError) setLive("away");
    }
    if (own.signal.aborted) return;
    const pause = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)];
    tries += 1;
    await new Promise((done) => setTimeout(done, pause));
  }
}

export function stop() {
  stopping?.abort();
  stopping = null;
}

function setLive(how) {
  if (state.live === how) return;
  state.live = how;
  tell("live");
}

/** Asks again soon: many news in one second are one question, and nobody asks for a hidden page. */
function news() {
  if (pending || document.hidden) {
    pending = true;
    return;
  }
  pending = true;
  setTimeout(ask, Math.max(50, last + PAUSE_MS - Date.now()));
}

async function ask() {
  pending = false;
  last = Date.now();
  await refresh().catch(() => setLive("away"));
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && stopping) ask();
});
