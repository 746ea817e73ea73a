/* One object store of IndexedDB, with strict durability: when a promise resolves, it is on the disk. */

/**
 * `run(mode, work)` for a store with the given key path and one index (named like its key path).
 * The database is opened on first use, and tried again after a failure.
 */
export function objectStore(database, name, keyPath, index) {
  let opened = null;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(database, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(name, { keyPath }).createIndex(index, index);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("the store is in use by an older page"));
    });
    opened.catch(() => (opened = null));
    return opened;
  }

  return async function run(mode, work) {
    const db = await open();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction(name, mode, { durability: "strict" });
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  };
}
