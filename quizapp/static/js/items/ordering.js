/* Ordering: by buttons (up, down) and by dragging; each step shows the number that it has now.
 *
 * The place menus of the plain form stay and hold the answer; the rest sets them all. A list that
 * nobody has touched is no answer: "This order is right" takes it as it stands.
 */

import { draggable } from "../drag.js";

/** Put move buttons beside the steps of an ordering question in `box`, if it has one. */
export function enhanceOrdering(box) {
  const list = box.querySelector("[data-ordering]");
  if (!list || list.dataset.enhanced) return;
  list.dataset.enhanced = "yes";
  const hint = list.previousElementSibling;
  if (hint?.classList.contains("instruct")) hint.textContent = "Move the steps into order, the first on top.";
  for (const step of list.children) {
    menu(step).hidden = true;
    step.querySelector(".moves").append(button(step, -1, "↑", "up"), button(step, 1, "↓", "down"));
    draggable(step, step.querySelector(".place"), "[data-ordering] > li", (onto) => drop(step, onto));
  }
  const keep = Object.assign(document.createElement("button"), {
    className: "link", type: "button", textContent: "This order is right",
  });
  keep.addEventListener("click", () => settle(list, list.firstElementChild));
  list.after(keep, live());
  list.addEventListener("change", () => refreshOrdering(box));
  refreshOrdering(box);
}

/** Show the steps in the order that the place menus say. */
export function refreshOrdering(box) {
  const list = box.querySelector("[data-ordering][data-enhanced]");
  if (!list) return;
  const steps = [...list.children];
  const placed = steps.every((step) => menu(step).value);
  const wanted = placed ? [...steps].sort((a, b) => menu(a).value - menu(b).value) : steps;
  if (wanted.some((step, index) => step !== steps[index])) list.append(...wanted);
  for (const [index, step] of wanted.entries()) {
    step.querySelector(".place").textContent = placed ? index + 1 : "–";
    const [up, down] = step.querySelectorAll(".move");
    up.disabled = index === 0;
    down.disabled = index === wanted.length - 1;
  }
  const keep = list.nextElementSibling;
  if (keep) keep.hidden = placed;
}

const menu = (step) => step.querySelector("select");
const words = (step) => step.querySelector(".step").textContent.trim();

function live() {
  const place = Object.assign(document.createElement("span"), { className: "vh" });
  place.setAttribute("role", "status");
  return place;
}

function button(step, by, sign, word) {
  const made = Object.assign(document.createElement("button"), {
    className: "move", type: "button", textContent: sign,
  });
  made.setAttribute("aria-label", `Move ${word}: ${words(step)}`);
  made.addEventListener("click", () => move(step, by, made));
  return made;
}

function move(step, by, pressed) {
  const other = by < 0 ? step.previousElementSibling : step.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(step);
  else other.after(step);
  moved(step);
  // At either end the pressed button goes grey: the other one takes the focus.
  const next = pressed.disabled ? [...step.querySelectorAll(".move")].find((one) => !one.disabled) : pressed;
  next?.focus();
}

/** Let go over another step: take its place, and it moves on towards the gap. */
function drop(step, onto) {
  if (onto === step || onto.parentElement !== step.parentElement) return;
  if (step.compareDocumentPosition(onto) & Node.DOCUMENT_POSITION_FOLLOWING) onto.after(step);
  else onto.before(step);
  moved(step);
}

/** Show, write and say that a step stands somewhere else now. */
function moved(step) {
  const list = step.parentElement;
  settle(list, step);
  for (const marked of list.querySelectorAll(".moved")) marked.classList.remove("moved");
  step.classList.add("moved");
  const place = [...list.children].indexOf(step) + 1;
  const status = list.parentElement.querySelector("[role=status]");
  if (status) status.textContent = `${words(step)}: place ${place} of ${list.children.length}`;
}

/** Write the places as they stand, and say that the answer has changed. */
function settle(list, step) {
  for (const [index, entry] of [...list.children].entries()) menu(entry).value = String(index + 1);
  menu(step).dispatchEvent(new Event("change", { bubbles: true }));
}
