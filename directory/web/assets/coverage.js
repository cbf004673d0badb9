"use strict";
// The hour under the slider in words, at once; the table when somebody lets go.
(() => {
  const hour = document.getElementById("hour");
  if (!hour) return;
  const days = hour.form.dataset.days.split("|");
  hour.addEventListener("input", () => {
    const text = `${days[Math.floor(hour.value / 24)]} ${hour.value % 24}:00`;
    document.getElementById("moment").textContent = text;
    hour.setAttribute("aria-valuetext", text);
  });
  // By pointer at once; who walks through the week by arrows presses Enter when they are there.
  let dragged = false;
  hour.addEventListener("pointerdown", () => { dragged = true; });
  hour.addEventListener("keydown", () => { dragged = false; });
  hour.addEventListener("change", () => {
    hour.form.elements.timed.checked = true;
    if (dragged) hour.form.requestSubmit();
  });
})();
