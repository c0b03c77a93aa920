// Keeps the page that takes voices in, and what it is made of, and nothing that anybody wrote. `SHELL` is put in front by the server.
const SHELL_NAME = `samspil-uden-net-${self.SHELL.version}`;
const PLACE = new URL("./", self.location).pathname;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(SHELL_NAME).then((cache) =>
      Promise.all(
        [self.SHELL.page, ...self.SHELL.files].map(async (address) => {
          // Without cookies: the page is kept as anybody sees it.
          const answer = await fetch(address, { cache: "reload", credentials: "omit", redirect: "error" });
          if (!answer.ok) throw new Error(address);
          await cache.put(address, answer);
        }),
      ),
    ),
  );
});

self.addEventListener("activate", (event) => {
  const older = (name) => name.startsWith("samspil-uden-net-") && name !== SHELL_NAME;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(older).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The page says when nobody is typing in it: a new edition never takes the place of an open form.
self.addEventListener("message", (event) => {
  if (event.data === "activate") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const kept = address.pathname === PLACE ? self.SHELL.page : address.pathname;
  if (kept !== self.SHELL.page && !self.SHELL.files.includes(kept)) return;
  event.respondWith(
    caches
      .open(SHELL_NAME)
      .then((cache) => cache.match(kept))
      .then((found) => found || fetch(event.request)),
  );
});
