// The shortcuts that the page carries (web/keys.py): single letters never inside a field, none with Alt, Ctrl or Cmd but the one
// that says so. Without script, or switched off, nothing here runs and every deed has its button or link.
(() => {
  const shortcuts = JSON.parse(document.body?.dataset.keys || "{}");
  if (!Object.keys(shortcuts).length) return;
  const WAIT = 1500;
  let first = "";
  let timer = 0;
  let at = -1;

  const isField = (target) => Boolean(target.closest?.("input, textarea, select, [contenteditable]"));
  const stops = () => [...document.querySelectorAll("[data-key-stop], .agenda-item > h2")];
  const here = () => {
    const focused = stops().findIndex((stop) => stop.parentElement.contains(document.activeElement));
    return focused >= 0 ? focused : at;
  };
  const go = (step) => {
    const all = stops();
    if (!all.length) return false;
    at = Math.min(Math.max(here() + step, 0), all.length - 1);
    all[at].tabIndex = -1;
    all[at].focus();
    all[at].scrollIntoView({ block: "start" });
    return true;
  };
  const WRITE = "[data-key='write'], a[href$='/ny-beslutning/'], [data-key-write] textarea";
  const write = () => {
    const near = stops()[Math.max(here(), 0)]?.parentElement || document;
    const there = near.querySelector(WRITE);
    if (there?.matches("textarea")) there.focus();
    else there?.click();
    return Boolean(there);
  };
  const SEARCH = "[data-key='search'], input[type='search']";
  const search = () => {
    const fields = [...document.querySelectorAll(SEARCH)];
    const field = fields.find((each) => each.offsetParent !== null);
    // Where a small screen folds the field away, its page is opened instead.
    if (field) field.focus();
    else if (fields[0]?.form) location.assign(fields[0].form.action);
    return fields.length > 0;
  };
  const save = (event) => {
    const form = event.target.closest?.("form");
    if (!form) return false;
    form.requestSubmit(form.querySelector("button:not([type='button'])") || undefined);
    return true;
  };
  const help = () => {
    const address = document.body.dataset.keysPage;
    fetch(address, { headers: { "X-Part": "list" }, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((words) => {
        let dialog = document.getElementById("keys-dialog");
        if (!dialog) {
          dialog = document.createElement("dialog");
          dialog.id = "keys-dialog";
          dialog.className = "keys-dialog";
          document.body.append(dialog);
        }
        dialog.innerHTML = words;
        // The list is of this page: what has nothing to press here is not promised.
        for (const row of dialog.querySelectorAll("[data-presses]")) row.hidden = !works[row.dataset.presses]();
        dialog.setAttribute("aria-labelledby", "keys-heading");
        dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
        dialog.showModal();
      })
      .catch(() => location.assign(address));
    return true;
  };
  const works = {
    "#search": () => Boolean(document.querySelector(SEARCH)),
    "#next": () => stops().length > 0,
    "#previous": () => stops().length > 0,
    "#write": () => Boolean(document.querySelector(WRITE)),
    "#save": () => Boolean(document.querySelector("main form")),
    "#help": () => true,
  };
  const presses = { "#search": search, "#next": () => go(1), "#previous": () => go(-1), "#write": write, "#save": save, "#help": help };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && shortcuts["Ctrl+Enter"]) {
      if (save(event)) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
    if (isField(event.target) || document.querySelector("dialog[open], .fds-modal[aria-hidden='false']")) return;
    const keys = first ? `${first} ${event.key}` : event.key;
    clearTimeout(timer);
    first = "";
    const does = shortcuts[keys];
    if (does?.startsWith("#")) {
      if (presses[does](event)) event.preventDefault();
    } else if (does) {
      event.preventDefault();
      location.assign(does);
    } else if (Object.keys(shortcuts).some((each) => each.startsWith(`${event.key} `))) {
      first = event.key;
      timer = setTimeout(() => { first = ""; }, WAIT);
    }
  });
})();
