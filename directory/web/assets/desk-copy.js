// What is shown once can be copied with one press, where the browser lets a page do that.
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      done.textContent = "Gekopieerd.";
    } catch {
      done.textContent = "Kopiëren lukte niet. Kies de tekst zelf.";
    }
  });
}
