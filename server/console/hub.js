// Asking the hub: the one place from which requests leave the page.

const KEPT = "counterfoil-office";

/** What the hub refused, with its own words. */
export class RefusedError extends Error {
  constructor(status, problem) {
    super(problem.title ?? "refused");
    this.status = status;
    this.problem = problem;
  }
}

/** The hub was not reached. */
export class AwayError extends Error {}

export function isSignedIn() {
  return sessionStorage.getItem(KEPT) !== null;
}

export function signOut() {
  sessionStorage.removeItem(KEPT);
}

/** Signs in with the office's secret, if the hub takes it. */
export async function signIn(secret) {
  sessionStorage.setItem(KEPT, secret);
  try {
    await get("/v1/office/people");
  } catch (error) {
    signOut();
    throw error;
  }
}

async function send(path, options = {}) {
  const headers = { ...options.headers };
  headers.authorization = `Bearer ${sessionStorage.getItem(KEPT)}`;
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw new AwayError();
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new RefusedError(answer.status, problem);
}

/** What a path of the office API says. */
export async function get(path) {
  return (await send(path)).json();
}

/** The bytes of a picture. */
export async function picture(envelope, hash) {
  const answer = await send(`/v1/evidence/${envelope}/${hash}`);
  return answer.blob();
}

/** A key under which an act has one effect, however often it is sent. */
export function actKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Acts on an order. */
export async function act(order, what, body, key) {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  const path = `/v1/office/orders/${encodeURIComponent(order)}/${what}`;
  const answer = await send(path, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.json();
}

/** Calls `onNews` whenever the hub has something new, until the answer ends. */
export async function listen(onNews, signal) {
  const answer = await send("/v1/live?cursor=0", { signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (value.includes("event:")) onNews();
  }
}
