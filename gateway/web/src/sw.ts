/// <reference lib="webworker" />
// The service worker: keeps the shell (the page, its script and style) so that the app opens without a connection, and
// shows what the gateway pushes while the page is closed. It never touches the API: everything that is not a navigation
// or a hashed asset passes by.
import { noteOf, targetOf } from "./push";

declare const __SHELL__: string[];

const scope = self as unknown as ServiceWorkerGlobalScope;
const SHELL = __SHELL__;
const CACHE = `shell-${fingerprint(SHELL.join("\n"))}`;
/** The answer to one of our own files is the same whatever the browser says it accepts. */
const AS_KEPT = { ignoreVary: true };

scope.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(SHELL))
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => scope.clients.claim()),
  );
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.location.origin) {
    return;
  }
  if (request.mode === "navigate" && url.pathname === "/") {
    event.respondWith(fetch(request).catch(() => kept("/")));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request, AS_KEPT).then((hit) => hit ?? fetch(request)));
  }
});

// A browser takes the right away when a message shows nothing, so even one that cannot be read says that it came.
scope.addEventListener("push", (event) => {
  const { title, ...options } = noteOf(event.data?.text() ?? "");
  event.waitUntil(scope.registration.showNotification(title, options));
});

scope.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(targetOf(event.notification.data)));
});

/** In the page that is open already, else in a new one. */
async function show(target: string): Promise<void> {
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((client) => client.focused) ?? pages[0];
  if (page === undefined) {
    await scope.clients.openWindow(target);
    return;
  }
  page.postMessage({ type: "open", target });
  await page.focus();
}

async function kept(path: string): Promise<Response> {
  return (await caches.match(path, AS_KEPT)) ?? Response.error();
}

/** FNV-1a: names the cache after its contents; nothing secret hangs on it. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
