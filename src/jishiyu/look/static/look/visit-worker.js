// Keeps the page on which visits are written down, so that it opens out of signal. It serves that one page and the files
// the page itself put into the cache (drafts.js does), and nothing else: other pages are never kept.
"use strict";
const KEPT = "jishiyu-visit-note";
const PAGE = new URL(self.registration.scope).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const page = address.pathname === PAGE && request.mode === "navigate";
  if (!page && !address.pathname.startsWith("/static/")) return;
  event.respondWith(fetch(request).catch(async (trouble) => {
    const kept = await caches.open(KEPT);
    const found = await kept.match(page ? PAGE : request, { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
    throw trouble;
  }));
});
