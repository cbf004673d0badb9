"use strict";
// The directory inside another site: no cookie, no storage, no tracker. The link before this script stays until the
// frame has spoken: where frames are blocked, people still get there.
(() => {
  const script = document.currentScript;
  const link = script.previousElementSibling;
  const spoken = ["en", "tr", "ar", "pl", "uk", "de"].find((each) => each === script.dataset.language);
  const frame = document.createElement("iframe");
  Object.assign(frame, { title: script.dataset.title || "Wegwijzer", loading: "lazy", referrerPolicy: "no-referrer" });
  // Without allow-same-origin the frame can neither keep nor read anything, here or there.
  frame.setAttribute("sandbox", "allow-forms allow-scripts allow-top-navigation-by-user-activation");
  Object.assign(frame.style, { display: "block", width: "100%", height: "30rem", border: "1px solid" });
  let heard = false;
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== "null" || !Number.isFinite(data?.wegwijzer)) return;
    heard = true;
    // No higher than a screen: the way out, at the top of the frame, must stay in view.
    frame.style.height = `${Math.min(Math.max(data.wegwijzer + 2, 240), 640)}px`;
    if (link?.matches("a")) link.hidden = true;
  });
  frame.addEventListener("load", () => setTimeout(() => heard || frame.remove(), 3000));
  frame.src = new URL(`../${spoken ? `${spoken}/` : ""}widget`, script.src);
  script.after(frame);
})();
