/* Grading by keyboard: Ctrl+Enter saves and goes on, Alt with an arrow goes to the answer before or
 * after. The first empty box has the focus. Without it everything is links, boxes and buttons. */

import "./shell.js";

const form = document.getElementById("grade");
let touched = false;

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  }
  const to = { ArrowUp: "[data-before]", ArrowDown: "[data-after]" }[event.key];
  if (!event.altKey || !to) return;
  event.preventDefault();
  document.querySelector(to)?.click();
}

/** The points of a rubric together; a dash as long as one of them is not a number. */
function addUp() {
  const sum = form.querySelector("[data-sum]");
  if (!sum) return;
  const given = [...form.querySelectorAll(".rubric input")].map((box) => box.value.trim().replace(",", "."));
  const total = given.reduce((all, one) => all + (one === "" ? NaN : Number(one)), 0);
  sum.value = Number.isFinite(total) ? String(Math.round(total * 1e4) / 1e4) : "–";
}

if (form) {
  const boxes = [...form.querySelectorAll(".points-box input")];
  document.addEventListener("keydown", onKey);
  form.addEventListener("input", () => { touched = true; addUp(); });
  form.addEventListener("submit", () => { touched = false; });
  addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
  addUp();
  document.querySelector("[data-keys]").hidden = false;
  if (!document.querySelector(".error-summary")) {
    (boxes.find((box) => !box.value) ?? boxes[0])?.focus({ preventScroll: true });
  }
}
