/* Answers to flashcards, and what takes them back, on their way to the server.
 *
 * Each entry is written to IndexedDB (with strict durability) before it is sent, and removed when
 * the server has said what became of it. What could not be sent survives a reload and goes out from
 * the next page that is opened. Entries carry the learner they belong to and are never sent as
 * anybody else. Where there is no storage (some private windows) they are kept in memory.
 */

import { api, session } from "./api.js";
import { objectStore } from "./store.js";

const NAME = "quizapp-outbox";
const BATCH = 100;
const UNREADABLE = ["invalid", "malformed", "too-large"];

const memory = new Map();
const run = objectStore(NAME, "reviews", "id", "learner");

/**
 * Keep an answer {id, learner, mode, card, rating, reviewed_at, duration_ms, answer} or an undo
 * {id, learner, undo, reviewed_at}. Resolves to false where it could only be kept in memory.
 */
export async function keep(entry) {
  try {
    await run("readwrite", (store) => store.put(entry));
    return true;
  } catch {
    memory.set(entry.id, entry);
    return false;
  }
}

/** Take an answer back, whether it has been sent or not: an entry of its own, sent after it. */
export function keepUndo(learner, review) {
  return keep({ id: `undo ${review}`, learner, undo: review, reviewed_at: new Date().toISOString() });
}

async function drop(ids) {
  for (const id of ids) memory.delete(id);
  const forget = (store) => {
    for (const id of ids) store.delete(id);
    return null;
  };
  await run("readwrite", forget).catch(() => {});
}

/** The learner's entries that the server has not answered, in order of time. */
export async function waiting(learner) {
  const stored = await run("readonly", (store) => store.index("learner").getAll(learner)).catch(() => []);
  const others = [...memory.values()].filter((entry) => entry.learner === learner);
  return [...stored, ...others].sort((a, b) => Date.parse(a.reviewed_at) - Date.parse(b.reviewed_at));
}

/**
 * Send everything that waits for this browser's learner, one tab at a time.
 * Gives {sent, rejected: [{id, reason}]}; throws what api() throws when it cannot be sent.
 */
export function flush({ keepalive = false } = {}) {
  const work = () => send(keepalive);
  return navigator.locks ? navigator.locks.request(NAME, work) : work();
}

async function send(keepalive) {
  const done = { sent: 0, rejected: [] };
  const { learner } = await session();
  if (!learner) return done;
  const entries = await waiting(learner.id);
  const options = { keepalive, learner: learner.id };
  for (const mode of ["", "cram"]) {
    const group = entries.filter((entry) => !entry.undo && (entry.mode || "") === mode);
    for (let start = 0; start < group.length; start += BATCH) {
      await sendBatch(group.slice(start, start + BATCH), mode, options, done);
    }
  }
  for (const entry of entries.filter((one) => one.undo)) await sendUndo(entry, options, done);
  return done;
}

async function sendBatch(entries, mode, options, done) {
  const reviews = entries.map(({ learner: _learner, mode: _mode, ...review }) => review);
  const path = `study/reviews${mode ? `?mode=${mode}` : ""}`;
  let answer;
  try {
    answer = await api("POST", path, { sent_at: new Date().toISOString(), reviews }, options);
  } catch (error) {
    if (!UNREADABLE.includes(error.slug)) throw error;
    await oneByOne(entries, mode, options, done, error);
    return;
  }
  done.sent += answer.results.length;
  done.rejected.push(...answer.results.filter((result) => result.status === "rejected"));
  await drop(answer.results.map((result) => result.id));
}

/** One answer that the server cannot read must not hold up the others for ever. */
async function oneByOne(entries, mode, options, done, error) {
  if (entries.length === 1) {
    done.rejected.push({ id: entries[0].id, reason: error.message });
    await drop([entries[0].id]);
    return;
  }
  for (const entry of entries) await sendBatch([entry], mode, options, done);
}

/** Undoing again is harmless; what the server does not know (it was rejected) needs no undo. */
async function sendUndo(entry, options, done) {
  try {
    await api("POST", `study/reviews/${entry.undo}/undo`, {}, options);
  } catch (error) {
    if (error.slug !== "not-found") throw error;
  }
  done.sent += 1;
  await drop([entry.id]);
}
