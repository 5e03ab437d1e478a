// Keeps one page on the kiosk: shown when no page comes from the server, so that nobody stands before a browser's error.
const PAGE = "{{ page|escapejs }}";
const FILES = [PAGE{% for file in files %}, "{{ file|escapejs }}"{% endfor %}];
const CACHE = "kiosk-{{ mark|escapejs }}-" + FILES.join("|");
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("kiosk-") && name !== CACHE).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") {
    event.respondWith(
      fetch(event.request).then((answer) => (answer.status >= 502 && answer.status <= 504 ? caches.match(PAGE) : answer)).catch(() => caches.match(PAGE)),
    );
  } else if (event.request.method === "GET") {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request, { ignoreSearch: true }).then((kept) => kept ?? Response.error())));
  }
});
