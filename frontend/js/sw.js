// What is there without a line: a page that says so, with what its reader chose to keep on this device.
const SHELL = "mc-shell";
const MINE = "mc-mine";
const OFFLINE = "/khong-mang/";
const TONGUES = ["vi", "en"];
const CHOSEN = "/mc-tongue";
const inTongue = (tongue) => `${OFFLINE}?tieng=${tongue}`;

async function prepare() {
  const shell = await caches.open(SHELL);
  // How the portal speaks to this reader; what is kept is the same for everybody.
  await remember(await fetch(OFFLINE, { cache: "reload" }));
  for (const tongue of TONGUES) {
    const answer = await fetch(inTongue(tongue), { credentials: "omit", cache: "reload" });
    const parts = [...(await answer.clone().text()).matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg))"/g)].map((found) => found[1]);
    await Promise.all(parts.map(async (part) => shell.put(part, await fetch(part))));
    await shell.put(inTongue(tongue), answer);
  }
}

async function chosen() {
  const kept = await caches.match(CHOSEN, { cacheName: SHELL });
  return kept ? kept.text() : TONGUES[0];
}

async function remember(answer) {
  const tongue = answer.headers.get("content-language");
  if (!TONGUES.includes(tongue) || tongue === (await chosen())) return;
  await (await caches.open(SHELL)).put(CHOSEN, new Response(tongue));
}

async function page(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    event.waitUntil(remember(answer));
    return answer;
  } catch {
    const kept = await caches.match(new URL(request.url).pathname, { cacheName: MINE, ignoreSearch: true, ignoreVary: true });
    return kept || caches.match(inTongue(await chosen()), { cacheName: SHELL, ignoreVary: true });
  }
}

async function part(request) {
  const kept = await caches.match(request, { cacheName: SHELL });
  return kept || fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(prepare().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (/\.(css|js|svg|woff2)$/.test(new URL(request.url).pathname)) event.respondWith(part(request));
});

// What a push service hands on: words of ours, sealed for this browser.
function shown(data) {
  const { title, body, tag, icon, url } = data.json();
  return self.registration.showNotification(title, { body, tag, icon, data: { url } });
}

async function opened(address) {
  const url = new URL(address, self.location.origin);
  // Only pages of ours, whatever a message says.
  const href = url.origin === self.location.origin ? url.href : "/";
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const here = pages.find((one) => one.url === href);
  return here ? here.focus() : self.clients.openWindow(href);
}

self.addEventListener("push", (event) => event.data && event.waitUntil(shown(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened(event.notification.data.url));
});
