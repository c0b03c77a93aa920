// A page opened by a pass leaves nothing behind: one press or some minutes of rest close it, and Back shows nothing.
document.addEventListener("DOMContentLoaded", () => {
  const bar = document.querySelector("[data-rest]");
  if (!bar) return;
  const rest = Number(bar.dataset.rest) * 1000;
  const warning = Number(bar.dataset.warning) * 1000;
  const notice = document.querySelector("[data-rest-notice]");
  const other = new BroadcastChannel("samspil-rest");
  let last = Date.now();

  const leave = () => {
    other.postMessage("left");
    document.querySelector("main").hidden = true;
    location.replace(bar.dataset.closed);
  };
  const stir = () => {
    if (Date.now() - last > 1000) other.postMessage("here");
    last = Date.now();
    notice.hidden = true;
  };
  const look = () => {
    const idle = Date.now() - last;
    if (idle >= rest) leave();
    else notice.hidden = idle < rest - warning;
  };

  // The same person in another tab is still there, or has left.
  other.onmessage = (message) => {
    if (message.data === "left") location.replace(bar.dataset.closed);
    else last = Date.now();
  };
  document.querySelectorAll("form[data-leave]").forEach((form) =>
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave();
    }),
  );
  ["keydown", "pointerdown", "pointermove", "scroll", "input"].forEach((kind) =>
    document.addEventListener(kind, stir, { passive: true, capture: true }),
  );
  document.addEventListener("visibilitychange", look);
  window.setInterval(look, 1000);
});
// A page kept alive behind Back is asked for again, and the server answers as for anybody.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
