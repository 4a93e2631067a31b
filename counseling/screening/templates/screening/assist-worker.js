// Keeps the helper's page for days without a network. Nothing personal passes through here: lists and answers are never cached.
const STORE = "assist-1";
const PAGE = "/care/assist/app/";
const kept = (url) => url.pathname === PAGE || url.pathname.startsWith("{{ static }}");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const addresses = (event.data && event.data.keep) || [];
  const own = addresses.filter((a) => new URL(a, location.href).origin === location.origin && kept(new URL(a, location.href)));
  event.waitUntil(caches.open(STORE)
    .then((store) => Promise.all(own.map((a) => fetch(a).then((answer) => answer.ok && store.put(a, answer)).catch(() => false))))
    .then(() => event.source && event.source.postMessage({ ready: true })));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !kept(url)) return;
  event.respondWith(fetch(event.request).then((answer) => {
    if (answer.ok) {
      const copy = answer.clone();
      event.waitUntil(caches.open(STORE).then((store) => store.put(event.request, copy)));
    }
    return answer;
  }).catch(() => caches.match(event.request, { ignoreVary: true }).then((found) => found || Response.error())));
});
