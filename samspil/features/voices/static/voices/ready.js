// Puts this phone's token away and goes on: it stands on no other page, and in no history.
import { access, keepAccess } from "./queue.js";

const page = document.getElementById("klargjort");
if (page) {
  const told = page.dataset.access;
  page.removeAttribute("data-access");
  keepAccess(JSON.parse(told)).then(
    () => location.replace(page.dataset.onward),
    () => { document.getElementById("ikke-gemt").hidden = false; },
  );
}
// The entry that a phone has already is stopped when it is made ready anew.
const before = document.querySelector("form input[name=replaces]");
if (before) access().then((mine) => { if (mine) before.value = mine.phone; }, () => {});
