"use strict";
// The answer while somebody chooses: the same form, asked again after each change; only the answer is replaced.
(() => {
  const form = document.querySelector("form[data-live]");
  if (!form) return;
  const said = document.querySelector("[data-said]");
  let wait;
  let asked = 0;
  // What is chosen stands in the folded row.
  const name = (details) => {
    const shown = details.querySelector("summary b");
    const own = details.querySelector("input[type=text]");
    const chosen = [...details.querySelectorAll("input:checked")].map((each) => (own?.value && each.value === "own" ? own.value : each.closest("label").querySelector(".term").textContent));
    shown.textContent = chosen.join(", ") || shown.dataset.none;
  };
  const ask = async () => {
    const mine = ++asked;
    const old = document.getElementById("uitkomst");
    old.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action.split("#")[0], { method: "POST", body: new URLSearchParams(new FormData(form)), cache: "no-store", referrerPolicy: "no-referrer" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const made = page.getElementById("uitkomst");
      if (mine !== asked || !made) return;
      const told = page.querySelector(answer.ok ? ".verdict b" : ".faults li") ?? made.querySelector("p");
      if (answer.ok) {
        const held = old.contains(document.activeElement) ? document.activeElement : null;
        old.replaceWith(made);
        if (held) ([...made.querySelectorAll("input, button")].find((each) => each.name === held.name && each.value === held.value) ?? made).focus();
      }
      said.textContent = told?.textContent ?? "";
    } catch { /* The button still works. */ }
    document.getElementById("uitkomst").removeAttribute("aria-busy");
  };
  const change = (event) => {
    if (event.target.form !== form) return;
    const details = event.target.closest("details.slot");
    if (details) name(details);
    clearTimeout(wait);
    wait = setTimeout(ask, 400);
  };
  document.addEventListener("change", change);
  document.addEventListener("input", (event) => { if (event.target.type === "text") change(event); });
})();
