/* Answers to flashcards on their way to the server.
 *
 * Each answer is written to IndexedDB (with strict durability) before it is sent, and removed when
 * the server has said what became of it. What could not be sent survives a reload and goes out from
 * the next page that is opened. Entries carry the learner they belong to and are never sent as
 * anybody else.
 */

import { api, session } from "./api.js";

const NAME = "quizapp-outbox";
const STORE = "reviews";
const BATCH = 100;

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("learner", "learner");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode, { durability: "strict" });
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

/** Keep an answer: {id, learner, mode, card, rating, reviewed_at, duration_ms, answer}. */
export function keep(entry) {
  return run("readwrite", (store) => store.put(entry));
}

/** Forget answers; tells whether the first of them was still here. */
export async function drop(ids) {
  const there = await run("readonly", (store) => store.get(ids[0]));
  await run("readwrite", (store) => {
    for (const id of ids) store.delete(id);
    return null;
  });
  return there !== undefined;
}

/** The learner's answers that have not been sent, in order of time. */
export async function waiting(learner) {
  const entries = await run("readonly", (store) => store.index("learner").getAll(learner));
  return entries.sort((a, b) => a.reviewed_at.localeCompare(b.reviewed_at));
}

/**
 * Send everything that waits for this browser's learner, one tab at a time.
 * Gives {counts, sent, rejected: [{id, reason}]}; throws what api() throws when it cannot be sent.
 */
export function flush({ keepalive = false } = {}) {
  const work = () => send(keepalive);
  return navigator.locks ? navigator.locks.request(NAME, work) : work();
}

async function send(keepalive) {
  const done = { counts: null, sent: 0, rejected: [] };
  const { learner } = await session();
  if (!learner) return done;
  const entries = await waiting(learner.id);
  for (const mode of ["", "cram"]) {
    const group = entries.filter((entry) => (entry.mode || "") === mode);
    for (let start = 0; start < group.length; start += BATCH) {
      await sendBatch(group.slice(start, start + BATCH), mode, keepalive, done);
    }
  }
  return done;
}

async function sendBatch(entries, mode, keepalive, done) {
  const reviews = entries.map(({ learner: _learner, mode: _mode, ...review }) => review);
  const path = `study/reviews${mode ? `?mode=${mode}` : ""}`;
  let answer;
  try {
    answer = await api("POST", path, { sent_at: new Date().toISOString(), reviews }, { keepalive });
  } catch (error) {
    if (!["invalid", "malformed", "too-large"].includes(error.slug)) throw error;
    await oneByOne(entries, mode, keepalive, done, error);
    return;
  }
  done.counts = answer.counts;
  done.sent += answer.results.length;
  done.rejected.push(...answer.results.filter((result) => result.status === "rejected"));
  await drop(answer.results.map((result) => result.id));
}

/** One answer that the server cannot read must not hold up the others for ever. */
async function oneByOne(entries, mode, keepalive, done, error) {
  if (entries.length === 1) {
    done.rejected.push({ id: entries[0].id, reason: error.message });
    await drop([entries[0].id]);
    return;
  }
  for (const entry of entries) await sendBatch([entry], mode, keepalive, done);
}
