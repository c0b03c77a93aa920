// What sends a piece of a page is fetched where a page has something to send: most have not, and are lighter without. It
// starts itself on a page that is complete; put in before, it would wait for an event that may be past when it comes.
if (document.querySelector("[hx-get], [hx-post]")) {
  const script = document.createElement("script");
  script.src = document.currentScript.dataset.htmx;
  const fetched = () => document.head.append(script);
  if (document.readyState === "complete") fetched(); else window.addEventListener("load", fetched);
}

// The date picker sends nothing of a date that it cannot read. The server reads more of them, and says what is wrong with the
// rest, so it is sent what was typed.
const sendDates = (event) => {
  const form = event.target.closest?.("form");
  form?.querySelectorAll(".date-picker__internal-input").forEach((sent) => {
    const typed = sent.closest(".date-picker").querySelector(".date-picker__external-input");
    if (typed && !sent.value) sent.value = typed.value.trim();
  });
};
document.addEventListener("submit", sendDates, true);
document.addEventListener("click", (event) => { if (event.target.closest?.("[hx-post], [hx-get]")) sendDates(event); }, true);

// The design system starts once for the page. What htmx swaps in is started piece by piece: a second DKFDS.init() would
// let the date picker toggle twice (it never opens) and add another "Mere" to the menu.
document.addEventListener("DOMContentLoaded", () => {
  DKFDS.init();
  // A wide picture opens where the reader is, instead of at its left end.
  document.querySelectorAll(".picture").forEach((picture) => {
    const here = picture.querySelector("a[aria-current] rect");
    if (here) picture.scrollLeft = here.x.baseVal.value - (picture.clientWidth - here.width.baseVal.value) / 2;
  });
});

document.addEventListener("htmx:load", (event) => {
  const root = event.detail.elt;
  if (root === document.body) return;
  const start = (selector, Component) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches(selector)) found.unshift(root);
    found.forEach((element) => new Component(element).init());
  };
  start(".accordion", DKFDS.Accordion);
  start(".js-dropdown", DKFDS.Dropdown);
  start(".form-limit", DKFDS.CharacterLimit);
  start(".tooltip-wrapper", DKFDS.Tooltip);
  start(".fds-modal", DKFDS.Modal);
  start('[data-module="error-summary"]', DKFDS.ErrorSummary);
  DKFDS.datePicker.init(root);
});

// What is typed is not lost. While somebody types, the login is kept awake; whoever leaves a half-filled form is asked
// first; and five minutes before the login ends by rest, the page says so. Without script the server holds what was typed.
(() => {
  const PING = 4 * 60 * 1000;
  const WARNING = 5 * 60 * 1000;
  const rest = Number(document.body?.dataset.rest || 0) * 1000;
  const address = document.body?.dataset.stillHere;
  let unsaved = Boolean(document.querySelector("[data-unsaved], main form[method='post'] [data-module='error-summary']"));
  let pinged = Date.now();
  let timer = 0;

  const warning = () => document.getElementById("rest-warning");
  const wait = () => {
    if (!rest || !warning()) return;
    clearTimeout(timer);
    warning().hidden = true;
    timer = setTimeout(() => { warning().hidden = false; }, rest - WARNING);
  };
  const ping = () => {
    pinged = Date.now();
    fetch(address, { credentials: "same-origin", redirect: "manual" }).then((answer) => { if (answer.ok) wait(); });
  };

  const typing = (event) => {
    const form = event.target.closest?.("main form[method='post']");
    if (!form || form.querySelector("input[type='password']")) return;
    unsaved = true;
    if (address && Date.now() - pinged > PING) ping();
  };
  document.addEventListener("input", typing);
  document.addEventListener("change", typing);
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented || event.target.hasAttribute("hx-post")) unsaved = false; });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr?.status === 422) unsaved = true; });
  // One of several was saved by itself: what still differs from what the page came with is not.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig?.elt?.matches?.("[data-save]"))
      unsaved = [...document.querySelectorAll("main form[method='post'] textarea")].some((each) => each.value !== each.defaultValue);
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  document.addEventListener("DOMContentLoaded", () => {
    warning()?.querySelector("button").addEventListener("click", ping);
    wait();
  });
})();
