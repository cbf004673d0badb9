"use strict";
// The shortlist: ids behind the # of an address, and nowhere else. And a button that prints.
(() => {
  const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  const read = () => [...new Set(location.hash.slice(1).split(".").filter((each) => ID.test(each)))];

  const printing = () => document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.onclick = () => print();
  });

  // On the page of a door: who comes from a list takes it along.
  document.querySelectorAll("[data-list]").forEach((link) => {
    const base = link.getAttribute("href").split("#")[0];
    link.href = `${base}#${[...new Set([...read(), link.dataset.list])].join(".")}`;
  });

  const here = () => document.getElementById("lijstje");
  const keep = (ids) => history.replaceState(null, "", ids.length ? `#${ids.join(".")}` : location.pathname);
  let asked = 0;
  const show = async (body, focus) => {
    const mine = ++asked;
    const answer = await fetch(location.pathname, { method: "POST", body, cache: "no-store", referrerPolicy: "no-referrer" });
    if (mine !== asked || !(answer.ok || answer.status === 400)) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.getElementById("lijstje");
    if (mine !== asked || !list) return false;
    here().replaceWith(document.adoptNode(list));
    ready();
    if (focus) document.getElementById("inhoud").focus();
    return true;
  };
  const ready = () => {
    const list = here();
    const ids = list.dataset.ids ? list.dataset.ids.split(".") : [];
    keep(ids);
    printing();
    list.querySelectorAll(".card h2 a").forEach((link) => { link.href += `#${ids.join(".")}`; });
    document.querySelectorAll(".tongues a").forEach((link) => { link.href = `${link.href.split("#")[0]}${location.hash}`; });
    list.querySelector("form").addEventListener("submit", (event) => {
      const form = event.target;
      // Another language is another page.
      if (event.submitter?.hasAttribute("formaction")) return;
      const body = new URLSearchParams(new FormData(form));
      if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
      event.preventDefault();
      // Without an answer the form goes as it would have gone without script.
      show(body, true).catch(() => false).then((done) => {
        if (done) return;
        const drop = Object.assign(document.createElement("input"), { type: "hidden", name: "drop", value: body.get("drop") ?? "" });
        form.append(drop);
        form.submit();
      });
    });
  };
  const begin = () => {
    if (!here()) return printing();
    const ids = read();
    // A form that was answered without script is shown as it is.
    if (ids.length) show(new URLSearchParams({ ids: ids.join(".") }), false).catch(() => false);
    else ready();
  };
  addEventListener("hashchange", () => { if (here()) begin(); });
  begin();
})();
