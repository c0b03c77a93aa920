// The page that takes voices in: typed, looked through, sealed, and sent when there is somebody to send to. Until "Gem" what is typed
// lies in the fields alone; after it, nowhere.
import { bare, digestOf, seal } from "./sealing.js";
import * as queue from "./queue.js";

const page = document.getElementById("uden-net");
const words = document.getElementById("ord").dataset;
const told = page.dataset;
const form = document.getElementById("bidrag");
const by = (id) => document.getElementById(id);
const say = (key, values = {}) => (words[key] || "").replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
const HALF_A_MINUTE = 30 * 1000;
const DAY = 24 * 60 * 60 * 1000;
const WARN_AFTER = 3 * DAY;
const CPR = /(?<!\d)(?:[0-2]\d|3[01]|[6-8]\d|9[01])[ .-]?(?:0[1-9]|1[0-2])[ .-]?\d\d[ .-]?\d{4}(?!\d)/;
const ALARM = new RegExp(told.alarm, "giu");
const purposes = JSON.parse(told.purposes);
let photos = [];
let saving = false;
const elsewhere = new BroadcastChannel("samspil-uden-net");

const value = (name) => form.elements[name]?.value?.trim() ?? "";
const when = (iso) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));
const numberOf = (id) => id.replaceAll("-", "").slice(0, 8).toUpperCase();
const tidy = (text) => text.split(/\s+/).filter(Boolean).join(" ");
const alarms = (text) => [...new Set(tidy(text).match(ALARM) || [])];

// The form

const fieldFaults = () => {
  const faults = [];
  const need = (name, sentence) => faults.push([name, sentence]);
  if (!value("words")) need("words", say("needWords"));
  if (value("words").length > Number(told.longest)) need("words", say("tooLong"));
  for (const name of ["words", "role_label", "place", "through", "contact"])
    if (CPR.test(value(name))) need(name, say("cpr"));
  if (!value("danger")) need("danger", say("needDanger"));
  if (value("danger") === "no" && alarms(value("words")).length && !form.elements.considered.checked)
    need("considered", say("considered", { words: alarms(value("words")).slice(0, 3).join("«, »") }));
  if (!value("role_label")) need("role_label", say("needRole"));
  if (!value("method")) need("method", say("needMethod"));
  for (const key of purposes) if (!value(`purpose-${key}`)) need(`purpose-${key}`, say("needPurpose"));
  if (purposes.every((key) => value(`purpose-${key}`) === "no")) need(`purpose-${purposes[0]}`, say("needOneYes"));
  if (value("purpose-publish") === "yes" && value("purpose-quote") !== "yes") need("purpose-publish", say("quoteToo"));
  if (photos.length && value("purpose-photo") !== "yes") need("purpose-photo", say("photoYes"));
  if (!value("consent_form")) need("consent_form", say("needForm"));
  if (!value("channel")) need("channel", say("needChannel"));
  return faults;
};

const controlOf = (name) => {
  const found = form.elements[name];
  return found instanceof RadioNodeList ? found[0] : found;
};

const showFaults = (faults) => {
  const box = by("fejl");
  const list = box.querySelector("ul");
  list.replaceChildren(
    ...faults.map(([name, sentence]) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${controlOf(name).id}`;
      link.textContent = sentence;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        controlOf(name).focus();
      });
      line.append(link);
      return line;
    }),
  );
  document.querySelectorAll("#bidrag [aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
  faults.forEach(([name]) => controlOf(name).setAttribute("aria-invalid", "true"));
  box.hidden = !faults.length;
  if (faults.length) box.focus();
};

// Who to call is on the screen the moment the answer is yes, and stays until the next voice is begun.
const showDanger = () => {
  by("hjaelp").hidden = value("danger") !== "yes";
  by("overvej").hidden = !(value("danger") === "no" && alarms(value("words")).length);
};

const isBegun = () => Boolean(value("words") || value("contact") || photos.length);

const empty = () => {
  form.reset();
  form.querySelectorAll("input[type=text], textarea").forEach((each) => { each.value = each.defaultValue; });
  photos = [];
  by("gennemsyn").querySelector("dl").replaceChildren();
  drawPhotos();
  showFaults([]);
};

const drawPhotos = () => {
  by("billeder-valgt").textContent = photos.length ? say("photos", { count: photos.length }) : "";
};

const take = async (picked) => {
  for (const file of picked) {
    if (photos.length >= Number(told.mostPhotos)) {
      by("billeder-valgt").textContent = say("mostPhotos");
      break;
    }
    try {
      photos.push(await bare(file));
      drawPhotos();
    } catch {
      by("billeder-valgt").textContent = say("noPhoto");
    }
  }
  form.elements.photos.value = "";
};

const labelOf = (name) => {
  const control = controlOf(name);
  const chosen = form.querySelector(`[name="${name}"]:checked`);
  if (chosen) return form.querySelector(`label[for="${chosen.id}"]`).textContent.trim();
  return control.selectedOptions ? control.selectedOptions[0].textContent.trim() : control.value.trim();
};

const headOf = (name) => {
  const control = controlOf(name);
  const head = control.type === "radio" ? control.closest("fieldset").querySelector("legend") : form.querySelector(`label[for="${control.id}"]`);
  return head.firstChild.textContent.trim();
};

const look = () => {
  const faults = fieldFaults();
  showFaults(faults);
  if (faults.length) return;
  const names = ["words", "danger", "role_label", "place", "method", "through", "channel", "contact", "consent_form"];
  const shown = [...names, ...purposes.map((key) => `purpose-${key}`)];
  by("gennemsyn").querySelector("dl").replaceChildren(
    ...shown.filter((name) => value(name)).flatMap((name) => {
      const [head, body] = [document.createElement("dt"), document.createElement("dd")];
      [head.textContent, body.textContent] = [headOf(name), labelOf(name)];
      return [head, body];
    }),
  );
  step("gennemsyn");
};

const step = (id) => {
  for (const each of ["skriv", "gennemsyn", "gemt"]) by(each).hidden = each !== id;
  const head = by(id).querySelector("h2");
  head.tabIndex = -1;
  head.focus();
};

const factsOf = (mine, saved_at) => ({
  form: Number(told.form),
  phone: mine.phone,
  saved_at,
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  words: value("words"),
  method: value("method"),
  place: value("place"),
  role_label: value("role_label"),
  through: value("through"),
  channel: value("channel"),
  contact: value("contact"),
  consent: {
    version: Number(told.consent),
    form: value("consent_form"),
    answers: Object.fromEntries(purposes.map((key) => [key, value(`purpose-${key}`) === "yes"])),
  },
  danger: value("danger"),
  considered: form.elements.considered.checked,
});

const save = async () => {
  const mine = await queue.access();
  if (saving || !mine) return;
  saving = true;
  by("gem").disabled = true;
  const isDanger = value("danger") === "yes";
  try {
    const [id, saved_at] = [crypto.randomUUID(), new Date().toISOString()];
    const envelope = await seal(factsOf(mine, saved_at), photos, id, mine.key);
    if (envelope.length > Number(told.largest)) throw new Error(say("tooLarge"));
    const pieces = await queue.cut(envelope, Number(told.piece));
    await queue.keep({ id, saved_at, size: envelope.length, digest: await digestOf(envelope), pieces }, envelope);
    empty();
    by("gemt").querySelector("[data-nummer]").textContent = numberOf(id);
    by("gemt-fare").hidden = !isDanger;
    step("gemt");
    by("gem-fejl").hidden = true;
  } catch (error) {
    by("gem-fejl").hidden = false;
    by("gem-fejl").querySelector("p").textContent = say("notSaved", { why: error.message });
  } finally {
    saving = false;
    by("gem").disabled = false;
  }
  elsewhere.postMessage("changed");
  await draw();
  await send();
};

// What lies here, and sending it

const draw = async () => {
  const [mine, waiting] = [await queue.access(), await queue.voices()];
  by("klar-ikke").hidden = Boolean(mine);
  by("klar").hidden = !mine;
  if (mine) {
    by("telefonen").textContent = say("ready", { label: mine.label, place: mine.for, day: when(mine.expires) });
    // A phone made ready before there were lines has none.
    document.querySelectorAll("[data-linjer]").forEach((each) => {
      each.replaceChildren(
        ...(mine.lines || []).map(({ name, phone, hours }) => {
          const line = document.createElement("li");
          const link = document.createElement("a");
          link.href = `tel:${phone.replaceAll(" ", "")}`;
          link.textContent = phone;
          line.append(`${name}, `, link, hours ? ` (${hours})` : "");
          return line;
        }),
      );
    });
    document.querySelectorAll("[data-hvem]").forEach((each) => {
      each.textContent = mine.call ? say("call", { name: mine.follows_up, phone: mine.call }) : say("callNobody", { name: mine.follows_up });
    });
  }
  const oldest = waiting.length ? Date.now() - Date.parse(waiting[0].saved_at) : 0;
  by("antal").textContent = waiting.length === 1 ? say("one") : say(waiting.length ? "many" : "none", { count: waiting.length });
  by("gamle").hidden = oldest < WARN_AFTER;
  by("send").hidden = by("fil").hidden = !waiting.length;
  by("liste").replaceChildren(
    ...waiting.map((voice) => {
      const line = document.createElement("li");
      const text = document.createElement("span");
      text.textContent = say("line", { number: numberOf(voice.id), at: when(voice.saved_at) });
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-tertiary";
      button.textContent = say("regret", { number: numberOf(voice.id) });
      button.addEventListener("click", () => regret(voice.id));
      line.append(text, " ", button);
      return line;
    }),
  );
  page.dataset.waiting = waiting.length;
};

const regret = async (id) => {
  if (!window.confirm(say("regretSure", { number: numberOf(id) }))) return;
  await queue.regret(id);
  elsewhere.postMessage("changed");
  await draw();
  await send();
};

// Counted on a clock that nobody sets: the phone's own may be put back by years.
let turn = null;
let pause = 0;
let notBefore = 0;
const send = (isAsked = false) => {
  if (!isAsked && performance.now() < notBefore) return turn;
  turn ??= turnOf().finally(() => { turn = null; });
  return turn;
};

const turnOf = async () => {
  if (!(await queue.access())) return;
  const done = await queue.sendAll(told.deposit, Number(told.piece), draw);
  if (!done) return;
  const { sent, stopped } = done;
  pause = stopped ? Math.min(Math.max(pause * 2, 5 * 1000), 10 * 60 * 1000) : 0;
  notBefore = performance.now() + pause;
  const at = when(new Date().toISOString());
  const lines = sent.length ? [say(sent.length === 1 ? "sentOne" : "sentMany", { count: sent.length })] : [];
  if (sent.some((receipt) => receipt.state === "held")) lines.push(say("held"));
  if (stopped) lines.push(stopped.word === "network" ? say("noNet", { at }) : stopped.word === "broken" ? say("broken") : stopped.sentence);
  by("lukket").hidden = stopped?.word !== "shut";
  if (lines.length) by("besked").textContent = lines.join(" ");
  if (sent.length) elsewhere.postMessage("changed");
  await draw();
};

const saveFile = async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await queue.asFile());
  link.download = `bidrag-${new Date().toISOString().slice(0, 10)}.samspil`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), HALF_A_MINUTE);
  by("besked").textContent = say("fileSaved");
};

// The worker keeps the page. A new edition of it is shown at the next opening, never in the place of an open form.
const install = async () => {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(told.worker, { scope: told.scope, updateViaCache: "none" });
  await navigator.serviceWorker.ready;
  page.dataset.kept = "yes";
  by("gemmes").textContent = say((await navigator.storage?.persist?.()) ? "kept" : "keptPerhaps");
};

const begin = async () => {
  by("uden-script").hidden = true;
  if (!window.isSecureContext || !crypto.subtle || !navigator.locks || !window.indexedDB) {
    by("kan-ikke").hidden = false;
    return;
  }
  by("app").hidden = false;
  empty();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", showDanger);
  form.addEventListener("change", showDanger);
  form.elements.photos.multiple = true;
  form.elements.photos.addEventListener("change", (event) => take([...event.target.files]));
  by("se").addEventListener("click", look);
  by("ret").addEventListener("click", () => step("skriv"));
  by("gem").addEventListener("click", save);
  by("naeste").addEventListener("click", () => { showDanger(); step("skriv"); });
  by("send").addEventListener("click", () => send(true));
  by("fil").addEventListener("click", saveFile);
  window.addEventListener("beforeunload", (event) => { if (isBegun()) event.preventDefault(); });
  // A page that is laid away and taken out again would show what was typed.
  window.addEventListener("pagehide", (event) => { if (event.persisted) empty(); });
  elsewhere.addEventListener("message", draw);
  window.addEventListener("online", () => send(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  window.setInterval(() => send(), HALF_A_MINUTE);
  await draw();
  showDanger();
  page.dataset.begun = "yes";
  install().catch(() => { by("gemmes").textContent = say("notKept"); });
  await send();
};

begin();
