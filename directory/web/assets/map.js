"use strict";
// The map is a second way to the buttons of the table: a click on a shape presses its button, and both light up together.
(() => {
  const map = document.querySelector("svg.map");
  if (!map) return;
  map.classList.add("live");
  map.querySelectorAll("[data-town]").forEach((shape) => {
    const button = document.querySelector(`button[value="${shape.dataset.town}"]`);
    if (!button) return;
    const row = button.closest("tr");
    const light = (on) => {
      shape.classList.toggle("lit", on);
      row.classList.toggle("lit", on);
    };
    shape.addEventListener("click", () => button.click());
    for (const [target, on, off] of [[shape, "pointerenter", "pointerleave"], [row, "pointerenter", "pointerleave"], [button, "focus", "blur"]]) {
      target.addEventListener(on, () => light(true));
      target.addEventListener(off, () => light(false));
    }
  });
})();
