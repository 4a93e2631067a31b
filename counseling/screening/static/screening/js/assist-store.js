// What lies on the device: the pack (names and questions) and a row of sealed entries. An answer is encrypted to the device's
// public key the moment it is given; the private key never leaves the server, so nobody can read it here, not even we.
const NAME = "xinqiao-assist";

function database() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("pack");
      asked.result.createObjectStore("out", { keyPath: "n", autoIncrement: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

function work(store, mode, act) {
  return database().then((base) => new Promise((done, fail) => {
    const turn = base.transaction(store, mode);
    const asked = act(turn.objectStore(store));
    turn.oncomplete = () => { base.close(); done(asked && asked.result); };
    turn.onerror = turn.onabort = () => { base.close(); fail(turn.error); };
  }));
}

export const keepPack = (pack) => work("pack", "readwrite", (s) => s.put(pack, "now"));
export const pack = () => work("pack", "readonly", (s) => s.get("now"));
export const forgetPack = () => work("pack", "readwrite", (s) => s.clear());
export const waiting = () => work("out", "readonly", (s) => s.getAll());
export const forget = (numbers) => work("out", "readwrite", (s) => { numbers.forEach((n) => s.delete(n)); });

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** Encrypt one entry under its own id and put it at the end of the row. Resolves when it is on the disk. */
export async function put(key, entry) {
  const id = crypto.randomUUID();
  const wrap = await crypto.subtle.importKey("spki", bytes(key), { name: "RSA-OAEP", hash: "SHA-256" }, false, ["encrypt"]);
  const secret = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const words = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(id) }, secret,
    new TextEncoder().encode(JSON.stringify(entry)));
  const wrapped = await crypto.subtle.encrypt({ name: "RSA-OAEP" }, wrap, await crypto.subtle.exportKey("raw", secret));
  const sealed = btoa(JSON.stringify({ k: base64(wrapped), n: base64(nonce), c: base64(words) }));
  await work("out", "readwrite", (s) => s.add({ id, sealed }));
}
