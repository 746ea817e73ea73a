/* Sends the answers of one attempt: one at a time a question, newest last, never a change lost.
 *
 * Every change is first kept on this device, then sent within a second. A sequence number says
 * which answer is newer; the server refuses one that another tab has overtaken, and `hooks` are
 * told:  state(name, text) · conflict(position, stored, mine) · over() · elsewhere() (it was handed
 * in by another tab or device) · saved(position, at)
 */

import { api } from "../api.js";
import { forget, keep, unsent } from "./kept.js";

const SOON_MS = 120;
const TYPING_MS = 700;
const SLOWEST_RETRY_MS = 30_000;

/** Whether two responses are the same, whatever the order of their members. */
export function same(a, b) {
  if (a === b) return true;
  if (!a || !b || typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => same(a[name], b[name]));
}

/** Whether an answer was refused because the attempt is handed in. */
export function handedIn(error) {
  return error.slug === "conflict" && error.body.state === "submitted";
}

export class Saver {
  constructor(attempt, hooks) {
    this.attempt = attempt;
    this.hooks = hooks;
    this.questions = new Map();
    this.retryAfter = 2000;
    this.retry = null;
    this.closed = false;
    this.trouble = null; // why the last answer could not be sent
    addEventListener("online", () => this.flush());
  }

  /** Begin with what the page shows as stored. */
  watch(position, seq) {
    this.questions.set(position, { seq, mine: undefined, tried: [], timer: null, sending: null });
  }

  /** The sequence number known to be stored. */
  seq(position) {
    return this.questions.get(position).seq;
  }

  /** Whether a change of this question is not on the server yet. */
  waiting(position) {
    return this.questions.get(position).mine !== undefined;
  }

  /** Whether anything is unsent and not even safe on this device. */
  get atRisk() {
    return [...this.questions.values()].some((one) => one.mine !== undefined && one.unsafe);
  }

  /** The learner has changed an answer. */
  change(position, response, { typing = false, sure } = {}) {
    if (this.closed) return;
    const one = this.questions.get(position);
    one.mine = response;
    one.sure = sure;
    one.unsafe = true;
    keep(this.attempt, position, one.seq, response, sure).then(
      () => (one.unsafe = false),
      () => (one.unsafe = true), // private windows may have no store; then leaving asks first
    );
    this.hooks.state("saving", "Saving");
    if (!one.timer) {
      one.timer = setTimeout(() => {
        one.timer = null;
        this.send(position);
      }, typing ? TYPING_MS : SOON_MS);
    }
  }

  /** Another tab or device has saved this; it is what the page shows now. */
  accept(position, seq) {
    const one = this.questions.get(position);
    Object.assign(one, { seq, mine: undefined, tried: [] });
    forget(this.attempt, position).catch(() => {});
  }

  /** Send what waits, at once. Resolves when each has been tried. */
  flush(options = {}) {
    clearTimeout(this.retry);
    this.retry = null;
    return Promise.all([...this.questions.keys()].map((position) => this.send(position, options)));
  }

  send(position, options = {}) {
    const one = this.questions.get(position);
    clearTimeout(one.timer);
    one.timer = null;
    if (one.sending) return one.sending.then(() => this.send(position, options));
    if (one.mine === undefined || this.closed) return Promise.resolve();
    one.sending = this.sendAll(position, one, options).finally(() => (one.sending = null));
    return one.sending;
  }

  /** Until it is stored or has to wait: who hands in waits for all of it. */
  async sendAll(position, one, options) {
    let more = true;
    while (more && one.mine !== undefined && !this.closed) more = await this.put(position, one, options);
  }

  /** Resolves to true where there is at once something to send again. */
  async put(position, one, options) {
    const response = one.mine;
    const { sure } = one; // undefined is left out of the JSON: nothing is said about it
    const path = `attempts/${this.attempt}/responses/${position}`;
    one.tried.push(response);
    try {
      const answer = await api("PUT", path, { seq: one.seq + 1, response, sure }, options);
      return this.stored(position, one, answer, response);
    } catch (error) {
      if (error.slug === "conflict" && !handedIn(error)) return this.overtaken(position, one, error.body);
      this.failed(position, one, response, error);
      return false;
    }
  }

  /** True where she has gone on answering meanwhile. */
  stored(position, one, { seq, saved_at: at }, response) {
    one.seq = seq;
    one.tried = [];
    const more = one.mine !== response && one.mine !== undefined;
    if (one.mine === response) {
      one.mine = undefined;
      forget(this.attempt, position).catch(() => {});
    } else if (more) {
      keep(this.attempt, position, seq, one.mine, one.sure).catch(() => {});
    }
    this.retryAfter = 2000;
    this.trouble = null;
    this.hooks.saved(position, at);
    if (![...this.questions.keys()].some((other) => this.waiting(other))) {
      const time = new Date(at).toLocaleTimeString("en-GB");
      this.hooks.state("saved", `Saved ${time}`);
    }
    return more;
  }

  failed(position, one, response, error) {
    this.trouble = error;
    if (error.temporary) return this.later(error);
    if (error.slug === "deadline-passed") return this.hooks.over();
    if (handedIn(error)) return this.hooks.elsewhere();
    if (error.slug === "invalid") {
      one.mine = one.mine === response ? undefined : one.mine;
      forget(this.attempt, position).catch(() => {});
      return this.hooks.state("failed", `Not saved: ${error.errors[0]?.detail || error.message}`);
    }
    const lost = error.slug === "unauthenticated" || error.slug === "not-found";
    const why = lost ? "you are no longer logged in here" : error.message;
    return this.hooks.state("failed", `Kept on this device, not sent: ${why}`);
  }

  /** The server holds something newer; perhaps it is our own, whose acknowledgement was lost: then
   *  true, it goes out once more. */
  overtaken(position, one, stored) {
    const ours = stored.seq === one.seq + 1 && one.tried.some((sent) => same(sent, stored.response));
    one.seq = stored.seq;
    const mine = one.mine;
    if (same(stored.response, mine) && one.sure === undefined) {
      return this.stored(position, one, stored, mine);
    }
    if (ours || same(stored.response, mine)) { // once more, with how sure she is
      one.tried = [];
      return true;
    }
    this.accept(position, stored.seq);
    this.hooks.conflict(position, stored, mine);
    return false;
  }

  later(error) {
    const name = error.name === "OfflineError" ? "Offline" : "The server is busy";
    this.hooks.state("offline", `${name}: kept on this device`);
    this.retry ??= setTimeout(() => {
      this.retry = null;
      this.flush();
    }, Math.max(this.retryAfter, (error.retryAfter || 0) * 1000));
    this.retryAfter = Math.min(this.retryAfter * 2, SLOWEST_RETRY_MS);
  }

  /** What an earlier visit left unsent: [{position, base, response, sure}]. */
  leftovers() {
    return unsent(this.attempt).catch(() => []);
  }

  /** The attempt is over: nothing more is sent or kept. */
  close() {
    this.closed = true;
    clearTimeout(this.retry);
    for (const [position, one] of this.questions) {
      clearTimeout(one.timer);
      forget(this.attempt, position).catch(() => {});
    }
  }
}
