// Keeps the page that takes voices in, and what it is made of, and nothing that anybody wrote. `SHELL` is put in front by the server.
// A new edition is put beside the one before and is shown from the next opening on. No page pushes the worker itself
// aside: whoever asks a worker that is being stopped may wait for ever (docs/decisions/0025).
const NAME = "samspil-uden-net";
const EDITION = `${NAME}-${self.SHELL.version}`;
const NEWEST = "/nyeste";
const PLACE = new URL("./", self.location).pathname;
const PATIENCE = 60 * 1000;
const MADE_OF = ["style", "script", "font", "image"];
const editionOf = new Map();

// One worker at a time adds an edition or throws one away. Nothing is asked of the network meanwhile.
const alone = (deed) => navigator.locks.request(`${NAME}-udgaver`, deed);
const newest = async () => (await caches.match(NEWEST, { cacheName: NAME }))?.text();

// The whole answer, or an error when it does not come. Without cookies: the page is kept as anybody sees it.
const whole = async (address) => {
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(), PATIENCE);
  try {
    const answer = await fetch(address, { cache: "reload", credentials: "omit", redirect: "error", signal: own.signal });
    if (!answer.ok) throw new Error(address);
    return new Response(await answer.blob(), { headers: answer.headers });
  } finally {
    clearTimeout(timer);
  }
};

const add = async () => {
  const asked = [[PLACE, self.SHELL.page], ...self.SHELL.files.map((file) => [file, file])];
  const answers = await Promise.all(asked.map(async ([kept, address]) => [kept, await whole(address)]));
  await alone(async () => {
    const cache = await caches.open(EDITION);
    for (const [kept, answer] of answers) await cache.put(kept, answer);
    // From here on it is shown: all of it lies here.
    await (await caches.open(NAME)).put(NEWEST, new Response(EDITION));
  });
};

const throwAway = () =>
  alone(async () => {
    const stays = [EDITION, await newest()];
    const names = (await caches.keys()).filter((name) => name.startsWith(`${NAME}-`) && !stays.includes(name));
    await Promise.all(names.map((name) => caches.delete(name)));
  });

self.addEventListener("install", (event) => event.waitUntil(add()));
self.addEventListener("activate", (event) => event.waitUntil(throwAway().then(() => self.clients.claim())));

const kept = async (pathname, edition) =>
  (edition && (await caches.match(pathname, { cacheName: edition }))) || caches.match(pathname, { cacheName: EDITION });

// The page from the phone, whether there is a line or not, and its parts of the same edition.
const answered = async (event, pathname) => {
  const isOpening = event.request.mode === "navigate";
  const edition = (!isOpening && editionOf.get(event.clientId)) || (await newest());
  if (isOpening) editionOf.set(event.resultingClientId, edition);
  return (await kept(pathname, edition)) || fetch(event.request);
};

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const isPart = MADE_OF.includes(event.request.destination) && !address.pathname.startsWith(PLACE);
  if (isPart || address.pathname === PLACE) event.respondWith(answered(event, address.pathname));
});
