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
