// Asking the hub: the one place from which requests leave the page. The session is a cookie that no
// script reads; what changes something says that it comes from the page.

const PAGE = { "x-counterfoil-office": "1", "content-type": "application/json" };
const SESSION = "/v1/office/session";
const LIVE = "/v1/office/live";

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

/** Whether an error says that nobody is signed in. */
export function isOutside(error) {
  return error instanceof RefusedError && error.status === 401;
}

async function send(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new AwayError();
  }
  if (!answer.ok) throw new RefusedError(answer.status, await answer.json().catch(() => ({})));
  return answer.status === 204 ? null : answer.json();
}

/** What a path of the office API says. */
export function get(path) {
  return send(path);
}

/** Who is signed in; null if nobody is. */
export async function session() {
  try {
    return await get(SESSION);
  } catch (error) {
    if (isOutside(error)) return null;
    throw error;
  }
}

/** Signs in with the office's secret, if the hub takes it. */
export function signIn(secret) {
  return send(SESSION, { method: "POST", headers: PAGE, body: JSON.stringify({ secret }) });
}

export function signOut() {
  return send(SESSION, { method: "DELETE", headers: PAGE });
}

/** A key under which an act has one effect, however often it is sent. */
export function actKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Acts on an order. */
export function act(order, what, body, key) {
  const headers = { ...PAGE, "idempotency-key": key };
  const path = `/v1/office/orders/${encodeURIComponent(order)}/${what}`;
  return send(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Sends what a path takes; under a key, however often, with one effect. */
export function post(path, body, key) {
  const headers = key ? { ...PAGE, "idempotency-key": key } : PAGE;
  return send(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Puts what is to stand at a path. */
export function put(path, body) {
  return send(path, { method: "PUT", headers: PAGE, body: JSON.stringify(body) });
}

/** Sends a file as it is. */
export function upload(path, file) {
  const headers = { ...PAGE, "content-type": "application/octet-stream" };
  return send(path, { method: "POST", headers, body: file });
}

/** News from the hub as they come; the browser takes a stream that was cut up again by itself. */
export function events() {
  return new EventSource(LIVE);
}
