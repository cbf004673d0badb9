"use strict";
// Enhancement only: every page does all it has to do without this. Nothing is stored, and nothing leaves the origin.

// The quick way out. Blank at once, for slow connections; then replace, so that Back does not return here.
(() => {
  const exit = document.querySelector("[data-exit]");
  if (!exit) return;
  const status = document.querySelector("[data-exit-status]");
  const leave = () => {
    document.documentElement.replaceChildren(document.createElement("head"), document.createElement("body"));
    document.title = "…";
    // In a frame of another site the whole page must go. Where that is refused, at least the frame goes.
    try { top.location.replace(exit.href); } catch { location.replace(exit.href); }
    if (top !== self) setTimeout(() => location.replace(exit.href), 1000);
  };
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  // Shift three times within five seconds; any other key begins anew. Escape is for browsers and dialogs.
  let times = [];
  const forget = () => {
    times = [];
    if (status) status.textContent = "";
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") return forget();
    if (event.repeat) return;
    const now = event.timeStamp;
    times = [...times.filter((each) => now - each < 5000), now];
    if (times.length >= 3) return leave();
    if (status) status.textContent = exit.dataset.count.replace("{}", String(3 - times.length));
    setTimeout(() => { if (event.timeStamp === times[times.length - 1]) forget(); }, 5000);
  });
  // No frozen copy of a page that somebody left.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();

// Suggestions while typing: the combobox pattern of WAI-ARIA. Words go in the body of a request, never in an address.
(() => {
  const base = document.documentElement.lang === "nl" ? "" : `/${document.documentElement.lang}`;
  document.querySelectorAll("[data-complete]").forEach((input) => {
    const list = document.createElement("ul");
    list.id = `${input.id}-list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.firstChild.textContent.trim() ?? "");
    list.hidden = true;
    const around = document.createElement("div");
    around.className = "combo";
    input.before(around);
    around.append(input, list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
    let chosen = -1;
    let asked = 0;
    let wait;
    const options = () => [...list.children];
    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (at) => {
      const all = options();
      chosen = (at + all.length) % all.length;
      all.forEach((each, number) => each.setAttribute("aria-selected", String(number === chosen)));
      input.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    };
    const take = (option) => {
      input.value = option.textContent;
      close();
      input.focus();
    };
    const show = (items) => {
      list.replaceChildren(...items.map((text, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = text;
        option.addEventListener("pointerdown", (event) => { event.preventDefault(); take(option); });
        return option;
      }));
      list.hidden = items.length === 0;
      chosen = -1;
      input.setAttribute("aria-expanded", String(items.length > 0));
      input.removeAttribute("aria-activedescendant");
    };
    const ask = async () => {
      const mine = ++asked;
      if (input.value.trim().length < 2) return close();
      const body = new URLSearchParams({ field: input.dataset.complete, text: input.value });
      try {
        const answer = await fetch(`${base}/aanvullen`, { method: "POST", body, cache: "no-store", referrerPolicy: "no-referrer" });
        if (mine === asked && answer.ok && document.activeElement === input) show((await answer.json()).items);
      } catch { close(); }
    };
    input.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 120); });
    input.addEventListener("blur", () => { asked++; close(); });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); mark(chosen + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark(chosen < 0 ? options().length - 1 : chosen - 1); }
      else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(options()[chosen]); }
      else if (event.key === "Escape") { event.preventDefault(); close(); }
      else if (event.key === "Tab") close();
    });
  });
})();
