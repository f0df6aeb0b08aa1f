// What one wrote and the server has not stored yet, kept on this device: nothing else, and no
// longer than that. A closed tab, a dead battery or a lost network costs no word; and once all
// is saved, no text of a draft lies in the browser. Every update is a row of its own, so
// several tabs of one person share the store without disturbing each other.

import { applyUpdate, mergeUpdates } from "../../vendor/editor.min.js";

const ROWS = "updates";
const MOST_BYTES = 256 * 1024; // in one message to the server, which takes 1 MiB

export class Store extends EventTarget {
  #database = null;
  #keys = []; // of rows that the server may have by now
  #waiting = []; // written here, not in the store yet
  #writing = 0;
  #failed = false;

  // Whether everything that was handed in is in the store.
  get isKept() {
    return Boolean(this.#database) && !this.#failed && !this.#writing && !this.#waiting.length;
  }

  // Whether it can keep anything: a private window may not let us.
  get isAble() {
    return !this.#failed;
  }

  async open(name) {
    try {
      this.#database = await openDatabase(name);
    } catch {
      this.#failed = true;
      this.#tell();
      return;
    }
    // Another tab of a newer kind of page, or the person clearing the browser's data.
    this.#database.addEventListener("versionchange", () => this.#lose());
    this.#database.addEventListener("close", () => this.#lose());
    const waiting = this.#waiting.splice(0);
    waiting.forEach((update) => this.keep(update));
  }

  keep(update) {
    if (!this.#database) {
      this.#waiting.push(update);
      return;
    }
    this.#writing += 1;
    this.#write((rows) => rows.add(update))
      .then((key) => this.#keys.push(key))
      .catch(() => (this.#failed = true))
      .finally(() => {
        this.#writing -= 1;
        this.#tell();
      });
  }

  // Puts what an earlier page left into the document. The document must hold what the server
  // has, so that only what the server lacks is news. Whether there was any.
  async takeBack(doc) {
    const left = await this.#read();
    let isNews = false;
    const notice = (update, origin) => (isNews ||= origin === this);
    doc.on("update", notice);
    for (const part of parts(left.map(([, update]) => update))) applyUpdate(doc, part, this);
    doc.off("update", notice);
    this.#keys.push(...left.map(([key]) => key));
    this.#tell();
    return isNews;
  }

  // The server has everything that was written here until now.
  forget() {
    if (!this.#database) this.#waiting.length = 0;
    const keys = this.#keys.splice(0);
    if (keys.length && this.#database) {
      this.#write((rows) => keys.map((key) => rows.delete(key)).at(-1)).catch(() => {});
    }
  }

  // Everything, of every tab: the person said so.
  async discard() {
    this.#keys.length = 0;
    this.#waiting.length = 0;
    if (this.#database) await this.#write((rows) => rows.clear()).catch(() => {});
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }

  #lose() {
    this.#database?.close();
    this.#database = null;
    this.#failed = true;
    this.#tell();
  }

  // Ends when it is on the disk: a transaction may still fail after its requests succeeded.
  #write(change) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(ROWS, "readwrite");
      const request = change(transaction.objectStore(ROWS));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }

  #read() {
    return new Promise((resolve) => {
      if (!this.#database) {
        resolve([]);
        return;
      }
      const rows = this.#database.transaction(ROWS).objectStore(ROWS);
      const keys = rows.getAllKeys();
      const values = rows.getAll();
      values.onsuccess = () => resolve(keys.result.map((key, place) => [key, values.result[place]]));
      values.onerror = () => resolve([]);
    });
  }
}

function openDatabase(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(ROWS, { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

// Few messages, none of them too long.
function* parts(updates) {
  let some = [];
  let size = 0;
  for (const update of updates) {
    if (some.length && size + update.length > MOST_BYTES) {
      yield mergeUpdates(some);
      some = [];
      size = 0;
    }
    some.push(update);
    size += update.length;
  }
  if (some.length) yield mergeUpdates(some);
}
