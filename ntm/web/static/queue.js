// Changes that wait in this browser (IndexedDB), each person's apart; in memory alone where there is no such store.
"use strict";
window.ntmQueue = (() => {
  const memory = new Map();
  let opened = null;

  function open() {
    opened ??= new Promise((resolve) => {
      let request;
      try { request = indexedDB.open("ntm", 1); } catch { resolve(null); return; }
      request.onupgradeneeded = () => request.result.createObjectStore("changes", { keyPath: "key" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => resolve(null);
    });
    return opened;
  }

  async function act(mode, work) {
    const database = await open();
    if (database === null) return work(null);
    return new Promise((resolve, reject) => {
      const transaction = database.transaction("changes", mode);
      const request = work(transaction.objectStore("changes"));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  return {
    // Keep a change {key, person, url, item, fields, base, at}; resolves when it is on the disk.
    put: (change) => act("readwrite", (store) => (store ? store.put(change) : void memory.set(change.key, change))),
    remove: (key) => act("readwrite", (store) => (store ? store.delete(key) : void memory.delete(key))),
    // The person's changes, in the order they were made.
    async of(person) {
      const all = (await act("readonly", (store) => store?.getAll())) ?? [...memory.values()];
      return all.filter((change) => change.person === person).sort((a, b) => a.at - b.at);
    },
  };
})();
