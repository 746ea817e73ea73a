/* Answers that are not on the server yet, kept on this device.
 *
 * One record a question: {key, attempt, position, base, response, sure}; `base` is the sequence
 * number that the server was known to hold, `sure` what the learner said of it, if anything.
 */

import { objectStore } from "../store.js";

const run = objectStore("quizapp-attempts", "answers", "key", "attempt");
const key = (attempt, position) => `${attempt}/${position}`;

/** Keep one answer, in place of an older one to the same question. */
export function keep(attempt, position, base, response, sure) {
  return run("readwrite", (store) =>
    store.put({ key: key(attempt, position), attempt, position, base, response, sure }));
}

/** The server has it. */
export function forget(attempt, position) {
  return run("readwrite", (store) => store.delete(key(attempt, position)));
}

/** What an earlier visit could not send. */
export function unsent(attempt) {
  return run("readonly", (store) => store.index("attempt").getAll(attempt));
}
