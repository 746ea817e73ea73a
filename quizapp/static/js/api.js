/* Talking to the server: one function, errors that say what happened.
 *
 *   import { api, ApiError, OfflineError } from "./api.js";
 *   const queue = await api("GET", "study/queue?limit=20");
 *   await api("PUT", `attempts/${id}/responses/3`, { seq, response });
 *
 * A stale CSRF token is fetched again and the call repeated once: every write carries an id or a
 * sequence number of its own, so repeating it is safe.
 */

const ROOT = "/api/v1/";
const TIMEOUT_MS = 15_000;

/** The server answered with a problem. `body` holds the whole answer (a conflict carries what is stored). */
export class ApiError extends Error {
  constructor(status, body, retryAfter) {
    super(body.detail || body.title || `The server answered ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.slug = String(body.type || "").replace("urn:quizapp:", "");
    this.errors = body.errors || [];
    this.body = body;
    this.retryAfter = retryAfter;
  }

  /** Worth sending again later, unchanged. */
  get temporary() {
    return this.status === 429 || this.status >= 500;
  }
}

/** The server could not be reached. */
export class OfflineError extends Error {
  constructor(cause) {
    super("The server cannot be reached.", { cause });
    this.name = "OfflineError";
    this.temporary = true;
  }
}

/** The server took longer than the time allowed. */
export class SlowError extends Error {
  constructor(cause) {
    super("The server took too long to answer.", { cause });
    this.name = "SlowError";
    this.temporary = true;
  }
}

let known = null;

/** `{csrf, learner}`; asked once and kept until `fresh` is true. */
export function session(fresh = false) {
  if (fresh || !known) {
    known = call("GET", "session").catch((error) => {
      known = null;
      throw error;
    });
  }
  return known;
}

/**
 * Call the API. `path` is relative to /api/v1/ or absolute; the answer is the parsed JSON, or null
 * when there is none. Throws ApiError, OfflineError or SlowError.
 * Options: timeout (ms), keepalive (true when the page is being left), learner (the id on whose
 * behalf this is: if the browser has become somebody else's meanwhile, it fails as unauthenticated).
 */
export async function api(method, path, body, options = {}) {
  if (method === "GET") return call(method, path, undefined, options);
  const csrf = await token(options.learner);
  try {
    return await call(method, path, body, { ...options, csrf });
  } catch (error) {
    if (error.slug !== "csrf") throw error;
    return call(method, path, body, { ...options, csrf: await token(options.learner, true) });
  }
}

/** The CSRF token, which belongs to one sign-in: with it nothing can be done as somebody else. */
async function token(wanted, fresh = false) {
  const { csrf, learner } = await session(fresh);
  if (wanted && learner?.id !== wanted) {
    const detail = learner ? "You are signed in as somebody else now." : "You are logged out here.";
    throw new ApiError(401, { type: "urn:quizapp:unauthenticated", detail }, null);
  }
  return csrf;
}

async function call(method, path, body, { timeout = TIMEOUT_MS, keepalive = false, csrf } = {}) {
  const headers = { Accept: "application/json" };
  if (csrf) headers["X-CSRF-Token"] = csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    const response = await fetch(path.startsWith("/") ? path : ROOT + path, {
      method,
      headers,
      keepalive,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: abort.signal,
    });
    return await read(response);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw abort.signal.aborted ? new SlowError(error) : new OfflineError(error);
  } finally {
    clearTimeout(timer);
  }
}

async function read(response) {
  const text = await response.text();
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    body = null; // a proxy's own page: the status says enough
  }
  if (response.ok) return body;
  throw new ApiError(response.status, body || {}, Number(response.headers.get("Retry-After")) || null);
}

/** A client-made id; also where crypto.randomUUID is missing (plain http on a school network). */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
