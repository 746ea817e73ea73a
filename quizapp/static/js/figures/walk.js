/* A figure whose marks are numbered like the rows of its table: one row at a time is told beside the
 * drawing. Where the marks are seats each has a button; else a slider goes through them in order. */

import { make, slider } from "./slider.js";

/** Let a reader walk through a figure with numbered rows. */
export function walk(figure) {
  const rows = [...figure.querySelectorAll("tr[data-row]")];
  if (!rows.length) return;
  const told = make("div", "told", "", { "aria-live": "polite" });
  const show = (index) => {
    const number = rows[index].dataset.row;
    for (const mark of figure.querySelectorAll("[data-mark]")) mark.classList.toggle("current", mark.dataset.mark === number);
    told.replaceChildren(...words(rows[index]));
  };
  const seats = figure.querySelector("[data-seats]");
  const set = seats ? seatButtons(seats, rows, show) : steps(figure, rows, show);
  (seats ?? figure.querySelector(".walk")).after(told);
  for (const mark of figure.querySelectorAll("[data-mark]")) {
    mark.addEventListener("click", () => set(rows.findIndex((row) => row.dataset.row === mark.dataset.mark)));
  }
  set(0);
}

const cell = (row, name) => row.querySelector(`[data-cell="${name}"]`);
const plain = (part) => [...part.childNodes].map((one) => one.textContent.trim()).filter(Boolean).join(", ");

/** A row as a heading and its text, with the sources. */
function words(row) {
  const head = make("p", "told-head");
  if (row.querySelector("td.n")) head.append(make("span", "n", row.dataset.row));
  head.append(plain(cell(row, "head")));
  const text = make("p", "");
  text.append(...[...cell(row, "text").childNodes].map((one) => one.cloneNode(true)));
  return [head, text];
}

function steps(figure, rows, show) {
  const { box, set } = slider("Event", rows.map((row) => plain(cell(row, "head"))), show);
  const drawing = figure.querySelector("svg[role=img]");
  const plot = drawing.closest(".panels") ?? drawing;
  (plot.nextElementSibling?.matches(".figure-key") ? plot.nextElementSibling : plot).after(box);
  return set;
}

function seatButtons(seats, rows, show) {
  const picks = make("div", "seat-picks");
  const buttons = rows.map((row) => make("button", "", "", { type: "button", "aria-label": plain(cell(row, "head")) }));
  const set = (index) => {
    for (const [at, button] of buttons.entries()) button.setAttribute("aria-pressed", String(at === index));
    show(index);
  };
  for (const [index, button] of buttons.entries()) button.addEventListener("click", () => set(index));
  picks.append(...buttons);
  seats.append(picks);
  return set;
}
