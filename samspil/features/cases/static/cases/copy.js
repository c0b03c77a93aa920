// Gives each field its copy buttons. Without this script the fields are selected and copied by hand.
(function () {
  "use strict";

  function button(words, deed, place, status) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "button button-secondary";
    made.textContent = words;
    made.addEventListener("click", function () {
      deed().then(
        function () { status.textContent = place.dataset.copied; },
        function () { status.textContent = place.dataset.failed; }
      );
    });
    place.appendChild(made);
  }

  function text(field) {
    field.select();
    if (navigator.clipboard && navigator.clipboard.writeText) {
      return navigator.clipboard.writeText(field.value);
    }
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  function rich(details) {
    details.open = true;
    var range = document.createRange();
    range.selectNodeContents(details.querySelector(".copy-rich"));
    var chosen = window.getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  document.querySelectorAll(".copy-field").forEach(function (section) {
    var place = section.querySelector(".copy-buttons");
    var details = section.querySelector("details");
    var status = document.createElement("span");
    status.setAttribute("role", "status");
    button(place.dataset.copyText, function () { return text(section.querySelector("textarea")); }, place, status);
    if (place.dataset.copyRich && details) {
      button(place.dataset.copyRich, function () { return rich(details); }, place, status);
    }
    place.appendChild(status);
  });
})();
