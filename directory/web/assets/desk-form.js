// What the form of a record does more when scripts run: it keeps what is typed as a draft, tells what that changes and
// whether it is there already, and makes long lists of terms easy to search.
"use strict";
(() => {
  const form = document.querySelector("[data-form]");
  if (!form) return;

  const later = (deed, wait) => {
    let timer = 0;
    return () => { clearTimeout(timer); timer = setTimeout(deed, wait); };
  };

  // One question at a time to each address; only the answer to the last one is shown.
  const asker = (address, more, show) => {
    let asked = 0;
    return async () => {
      const mine = ++asked;
      const body = new URLSearchParams(new FormData(form));
      for (const [name, value] of Object.entries(more)) body.set(name, value);
      try {
        const answer = await fetch(address, {method: "POST", body, credentials: "same-origin"});
        const text = await answer.text();
        if (mine === asked) show(answer, text);
      } catch {
        if (mine === asked) show(null, "");
      }
    };
  };

  // Keeping.
  const kept = form.querySelector("[data-kept]");
  const said = (answer, text) => {
    if (answer && answer.ok && !answer.redirected) {
      try { kept.textContent = `Bewaard als concept om ${JSON.parse(text).at}.`; return; } catch { /* a page: not in any more */ }
    }
    let fault = answer && [401, 403].includes(answer.status) ? "U bent niet meer ingelogd. Sla op: dan vragen wij uw wachtzin, en alles blijft staan." : "";
    try { fault = JSON.parse(text).fault || fault; } catch { /* a page */ }
    kept.textContent = `Nog niet bewaard. ${fault}`;
  };
  const keep = "keep" in form.dataset ? later(asker(form.action, {deed: "bewaar", vanzelf: "1"}, said), 1500) : () => {};

  // What it changes.
  const changes = form.querySelector("[data-changes]");
  const tell = later(asker(`${form.action}/verandert`, {}, (answer, text) => {
    if (!answer || !answer.ok) return;
    for (const old of form.querySelectorAll("[name=gezien]")) old.remove();
    changes.hidden = false;
    changes.lastElementChild.innerHTML = text;
  }), 900);

  // Whether it is there already.
  const LIKE = new Set(["name", "phone.number", "website", "url", "email"]);
  const alike = form.querySelector("[data-alike]");
  const compare = later(asker("/beheer/gegevens/lijkt-op", {soort: form.dataset.kind, nummer: form.dataset.id},
    (answer, text) => { if (answer && answer.ok) alike.innerHTML = text; }), 400);

  form.addEventListener("input", (event) => {
    if (event.target.closest("[data-only-here]")) return;
    // What was looked at is not what will be saved any more.
    const look = form.querySelector("[data-look]");
    if (look) look.remove();
    keep();
    tell();
    if (LIKE.has(event.target.name)) compare();
  });

  // Terms: not known is one answer, terms are another.
  for (const picker of form.querySelectorAll("[data-picker]")) {
    const unknown = picker.querySelector("[data-unknown]");
    const terms = [...picker.querySelectorAll(".terms input")];
    const chosen = picker.querySelector("[data-chosen]");
    picker.addEventListener("change", (event) => {
      const ticked = terms.filter((each) => each.checked).map((each) => each.closest("label").querySelector(".term").textContent);
      if (terms.includes(event.target)) chosen.textContent = ticked.join(", ") || (unknown ? "niet bekend" : "niets gekozen");
      else if (event.target === unknown) chosen.textContent = "niet bekend";
      if (!unknown) return;
      if (event.target === unknown && unknown.checked) for (const each of terms) each.checked = false;
      else if (terms.includes(event.target)) unknown.checked = !terms.some((each) => each.checked);
    });
    if (terms.length > 12) picker.querySelector(".terms").before(filter(picker, terms));
  }

  function filter(picker, terms) {
    const line = document.createElement("label");
    line.className = "sift";
    line.dataset.onlyHere = "";
    line.textContent = "Zoek in deze lijst ";
    const words = Object.assign(document.createElement("input"), {type: "search", autocomplete: "off"});
    words.addEventListener("input", () => {
      const wanted = words.value.trim().toLowerCase();
      for (const each of terms) {
        const label = each.closest("label");
        label.hidden = Boolean(wanted) && !each.checked && !label.textContent.toLowerCase().includes(wanted);
      }
    });
    words.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    line.append(words);
    return line;
  }

  const look = form.querySelector("[data-look]");
  if (look) look.focus();
})();
