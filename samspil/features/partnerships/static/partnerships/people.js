// Picking and ticking off people. Without script everything works too: whole groups are read by the server, and nothing is counted live.
(() => {
  const counted = (form) => {
    const ticked = [...form.querySelectorAll(".came-list > li")].filter((row) => row.querySelector("input").checked);
    form.querySelector("[data-count]").textContent = ticked.length;
    form.querySelectorAll("[data-side-count]").forEach((place) => {
      place.textContent = ticked.filter((row) => row.dataset.side === place.dataset.sideCount).length;
    });
  };

  document.querySelectorAll("[data-came]").forEach((form) => {
    if (!form.querySelector("[data-count]")) return;
    form.addEventListener("change", (event) => {
      const row = event.target.closest(".came-list > li");
      // A tick and an apology say two things of one person: what was said last counts.
      if (row && event.target.type === "checkbox" && event.target.checked) row.querySelector("select").value = "";
      if (row && event.target.tagName === "SELECT" && event.target.value) {
        row.querySelector("input").checked = event.target.value === "substitute";
      }
      counted(form);
    });

    const search = form.querySelector("[data-came-search]");
    search.hidden = false;
    const field = search.querySelector("input");
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      const rows = [...form.querySelectorAll(".came-list > li")];
      rows.forEach((row) => { row.hidden = !row.dataset.name.includes(wanted); });
      search.querySelector("[data-came-none]").hidden = rows.some((row) => !row.hidden);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      // Enter ticks the only one that is left, instead of saving half a list.
      event.preventDefault();
      const left = [...form.querySelectorAll(".came-list > li:not([hidden])")];
      if (left.length === 1 && field.value.trim()) {
        left[0].querySelector("input").click();
        field.value = "";
        field.dispatchEvent(new Event("input"));
      }
    });
  });

  document.querySelectorAll("[data-pick]").forEach((form) => {
    const boxes = (place) => [...place.querySelectorAll("input[name='who']")];
    form.addEventListener("change", (event) => {
      const box = event.target;
      if (box.matches("[data-pick-all]")) boxes(form).forEach((each) => { each.checked = box.checked; });
      if (box.matches("[data-pick-whole]")) {
        boxes(box.closest("[data-pick-group]")).forEach((each) => { each.checked = box.checked; });
      }
      // Who is taken out of a whole is taken out of what stands for it.
      if (!box.checked && box.name === "who") {
        const whole = box.closest("[data-pick-group]")?.querySelector("[data-pick-whole]");
        if (whole) whole.checked = false;
        const all = form.querySelector("[data-pick-all]");
        if (all) all.checked = false;
      }
    });
  });
})();
