/* The page of a set: Alt with an arrow moves the question that has the focus. */

import "./shell.js";

document.querySelector("[data-order]")?.addEventListener("keydown", (event) => {
  const step = { ArrowUp: "[data-up]", ArrowDown: "[data-down]" }[event.key];
  if (!event.altKey || !step) return;
  const button = event.target.closest("li")?.querySelector(step);
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
});

// Whoever has taken a question away by keys is beside the way back.
document.querySelector("[data-undo] button")?.focus();

// After a move the page comes back with the question's name in its address.
if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.focus();
