// Decisions item after item: Ctrl+Enter saves the item and goes on to the next that is not decided. Without script, one button saves all.
(() => {
  let saving = "";
  const words = (item) => item.querySelector("textarea");
  // What stands already is written on from its end.
  document.addEventListener("focusin", (event) => {
    const field = event.target;
    if (field.matches?.(".decide-item textarea") && !field.selectionEnd) field.setSelectionRange(field.value.length, field.value.length);
  });

  // Whoever comes to write can write: at the item they came for, else at the first that is not decided. What is wrong is told first.
  const begin = () => {
    if (document.querySelector(".decide-wrong")) return;
    const asked = document.getElementById(location.hash.slice(1));
    const first = asked?.matches(".decide-item") ? asked : document.querySelector(".decide-item[data-undecided]");
    if (first) {
      words(first).focus({ preventScroll: true });
      first.scrollIntoView({ block: "start" });
    }
  };
  // A browser that goes to a place in the page lets go of what has focus: it has done so when the page is loaded and drawn.
  const afterDrawing = () => requestAnimationFrame(() => setTimeout(begin));
  if (document.readyState === "complete") afterDrawing();
  else addEventListener("load", afterDrawing);

  document.addEventListener("keydown", (event) => {
    const item = event.target.closest?.(".decide-item");
    if (!item || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    item.querySelector("[data-save]")?.click();
  }, true);

  document.addEventListener("htmx:beforeRequest", (event) => {
    const button = event.target.closest?.("[data-save]");
    if (button) saving = button.closest(".decide-item").id;
  });

  document.addEventListener("htmx:afterSettle", () => {
    const item = saving && document.getElementById(saving);
    saving = "";
    if (!item) return;
    const wrong = item.querySelector(".form-error input, .form-error textarea, .form-error select");
    let next = item.nextElementSibling;
    while (next && !next.matches(".decide-item")) next = next.nextElementSibling;
    (wrong || (next ? words(next) : document.querySelector(".decide-foot button")))?.focus();
  });
})();
