/* Answers that are not on the server yet, kept on this device.
 *
 * One record a question: {key, attempt, position, base, response}; `base` is the sequence number
 * that the server was known to hold. Strict durability: when a promise resolves, it is on the disk.
 */

const STORE = "answers";
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("quizapp-attempts", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: "key" }).createIndex("attempt", "attempt");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("the store is in use by an older page"));
  });
  opened.catch(() => (opened = null));
  return opened;
}

async function run(mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode, { durability: "strict" });
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

const key = (attempt, position) => `${attempt}/${position}`;

/** Keep one answer, in place of an older one to the same question. */
export function keep(attempt, position, base, response) {
  return run("readwrite", (store) =>
    store.put({ key: key(attempt, position), attempt, position, base, response }));
}

/** The server has it. */
export function forget(attempt, position) {
  return run("readwrite", (store) => store.delete(key(attempt, position)));
}

/** What an earlier visit could not send. */
export function unsent(attempt) {
  return run("readonly", (store) => store.index("attempt").getAll(attempt));
}
