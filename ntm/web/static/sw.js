// Keeps the commune's pages and the files they need, so that a page opened once opens without a line.
// Pages are one person's: they are dropped whenever somebody signs in or out.
"use strict";
const FILES = "ntm-files-1", PAGES = "ntm-pages-1", PATIENCE = 10000;
const KEPT = /^\/(communes\/[^/]+(\/items\/[^/]+)?)?$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && /^\/sign-(in|out)$/.test(url.pathname)) {
    event.waitUntil(caches.delete(PAGES));
  } else if (request.method === "GET" && url.pathname.startsWith("/static/") && url.search) {
    event.respondWith(file(request, url));
  } else if (request.method === "GET" && request.mode === "navigate" && KEPT.test(url.pathname)) {
    event.respondWith(page(request));
  }
});

async function file(request, url) {
  const cache = await caches.open(FILES);
  const held = await cache.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) {
    // Older versions of the same file are no longer asked for.
    for (const old of await cache.keys()) if (new URL(old.url).pathname === url.pathname) await cache.delete(old);
    await cache.put(request, answer.clone());
  }
  return answer;
}

async function page(request) {
  const cache = await caches.open(PAGES);
  const held = await cache.match(request);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && answer.type === "basic" && !answer.redirected) await cache.put(request, answer.clone());
    return answer;
  });
  if (!held) return fresh;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, held));
  return Promise.race([fresh.catch(() => held), patience]);
}
