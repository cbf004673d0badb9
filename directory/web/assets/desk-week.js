// The week as a grid to paint, by mouse and by keyboard. The lines of text stay what is sent: painting writes them, and
// typing in them is painted. A day that half hours cannot say (the first of the month, past midnight) is left alone.
"use strict";
(() => {
  const DAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"];
  const NAMES = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
  const SLOTS = 48;
  const TIMES = /^(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})$/;
  const clock = (slot) => `${String(slot >> 1).padStart(2, "0")}:${slot % 2 ? "30" : "00"}`;

  // Which half hours a line says; null for what does not fit.
  const read = (line) => {
    const open = new Array(SLOTS).fill(false);
    for (const part of line.split(/[,;]/).map((each) => each.trim()).filter(Boolean)) {
      const found = TIMES.exec(part);
      if (!found) return null;
      const [from, to] = [found[1] * 60 + +found[2], found[3] * 60 + +found[4]];
      if (from % 30 || to % 30 || to <= from || to > 1440) return null;
      open.fill(true, from / 30, to / 30);
    }
    return open;
  };
  const written = (open) => {
    const spans = [];
    for (let slot = 0; slot < SLOTS; slot++) {
      if (!open[slot]) continue;
      let end = slot;
      while (end < SLOTS && open[end]) end++;
      spans.push(`${clock(slot)}-${clock(end)}`);
      slot = end;
    }
    return spans.join(", ");
  };

  for (const week of document.querySelectorAll("[data-week]")) {
    const lines = DAYS.map((day) => week.querySelector(`[name="hours.${day}"]`));
    const known = (value) => week.querySelector(`[name="hours.known"][value="${value}"]`);
    const grid = document.createElement("div");
    grid.className = "painter";
    grid.setAttribute("role", "grid");
    grid.setAttribute("aria-label", "Week. Pijltjes om te lopen, spatie om te kleuren, Shift met pijltjes om door te kleuren.");
    const cells = DAYS.map((_, day) => row(grid, day));
    const box = document.createElement("div");
    box.className = "scroll";
    box.append(grid);
    week.querySelector(".days").before(box);
    // The day begins at seven for most; before that is one step to the left.
    box.scrollLeft = 14 * cells[0][0].offsetWidth;
    cells[0][18].tabIndex = 0;
    // What is painted while the pointer is down: open or shut.
    let brush = null;

    function row(grid, day) {
      const line = document.createElement("div");
      line.setAttribute("role", "row");
      const head = document.createElement("span");
      head.setAttribute("role", "rowheader");
      head.textContent = NAMES[day].slice(0, 2);
      head.title = NAMES[day];
      line.append(head);
      const found = [];
      for (let slot = 0; slot < SLOTS; slot++) {
        const cell = document.createElement("span");
        cell.setAttribute("role", "gridcell");
        cell.setAttribute("aria-selected", "false");
        cell.setAttribute("aria-label", `${NAMES[day]} ${clock(slot)}`);
        cell.tabIndex = -1;
        cell.dataset.day = day;
        cell.dataset.slot = slot;
        if (slot % 2 === 0) cell.textContent = String(slot / 2);
        line.append(cell);
        found.push(cell);
      }
      grid.append(line);
      return found;
    }

    const show = (day) => {
      const open = read(lines[day].value);
      cells[day].forEach((cell, slot) => {
        cell.setAttribute("aria-selected", String(Boolean(open && open[slot])));
        cell.setAttribute("aria-disabled", String(open === null));
      });
    };
    const paint = (cell, open) => {
      const day = +cell.dataset.day;
      const now = read(lines[day].value);
      if (now === null || now[+cell.dataset.slot] === open) return;
      now[+cell.dataset.slot] = open;
      lines[day].value = written(now);
      known("week").checked = true;
      show(day);
      lines[day].dispatchEvent(new Event("input", {bubbles: true}));
    };
    const isOpen = (cell) => cell.getAttribute("aria-selected") === "true";
    const go = (cell) => {
      for (const each of grid.querySelectorAll("[tabindex='0']")) each.tabIndex = -1;
      cell.tabIndex = 0;
      cell.focus();
    };

    grid.addEventListener("pointerdown", (event) => {
      const cell = event.target.closest("[role=gridcell]");
      if (!cell || event.button) return;
      event.preventDefault();
      // A finger would keep the first cell otherwise.
      if (cell.hasPointerCapture && cell.hasPointerCapture(event.pointerId)) cell.releasePointerCapture(event.pointerId);
      brush = !isOpen(cell);
      paint(cell, brush);
      go(cell);
    });
    grid.addEventListener("pointerover", (event) => {
      const cell = event.target.closest("[role=gridcell]");
      if (!cell || brush === null) return;
      paint(cell, brush);
      go(cell);
    });
    addEventListener("pointerup", () => { brush = null; });
    addEventListener("pointercancel", () => { brush = null; });
    grid.addEventListener("keydown", (event) => {
      const cell = event.target.closest("[role=gridcell]");
      if (!cell) return;
      const steps = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -SLOTS], End: [0, SLOTS]};
      if (event.key === " " || event.key === "Enter") {
        event.preventDefault();
        paint(cell, !isOpen(cell));
      } else if (steps[event.key]) {
        event.preventDefault();
        const [down, right] = steps[event.key];
        const day = Math.min(6, Math.max(0, +cell.dataset.day + down));
        const slot = Math.min(SLOTS - 1, Math.max(0, +cell.dataset.slot + right));
        if (event.shiftKey) paint(cells[day][slot], isOpen(cell));
        go(cells[day][slot]);
      }
    });
    lines.forEach((line, day) => { line.addEventListener("input", () => { if (line.value) known("week").checked = true; show(day); }); show(day); });
    for (const value of ["unknown", "always"]) known(value).addEventListener("change", () => {
      lines.forEach((line, day) => { line.value = ""; show(day); });
    });
  }
})();
