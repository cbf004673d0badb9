// One key per question. Keys work only while a question has the focus, and never while somebody types (WCAG 2.1.4).
"use strict";
const list = document.querySelector("[data-work]");
const tasks = [...list.querySelectorAll("article")];
const help = document.querySelector("[data-help]");
const typing = (target) => target.closest("input, textarea, select");

function show(task) {
  if (!task) return;
  for (const each of tasks) each.tabIndex = each === task ? 0 : -1;
  task.focus();
}

function confirm(task) {
  const needed = task.querySelector("[data-needed]");
  if (needed && !needed.value.trim()) needed.focus();
  else task.querySelector("[data-confirm]")?.click();
}

const deeds = {
  j: (task) => show(tasks[tasks.indexOf(task) + 1]),
  k: (task) => show(tasks[tasks.indexOf(task) - 1]),
  b: confirm,
  w: (task) => location.assign(task.dataset.edit),
  h: () => { help.open = !help.open; },
};
deeds.ArrowDown = deeds.j;
deeds.ArrowUp = deeds.k;

list.addEventListener("keydown", (event) => {
  const task = event.target.closest("article");
  const deed = deeds[event.key];
  if (!task || !deed || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  event.preventDefault();
  if (!event.repeat || deed === deeds.j || deed === deeds.k) deed(task);
});
