/* The gradebook by keyboard: arrows go from cell to cell, ? tells the keys. Without it every cell is
 * a link like any other. */

const table = document.querySelector("[data-gradebook]");
const dialog = document.getElementById("keys");

/** The links by row: the name first, then the assignments; null where there is none. */
const rows = [...(table?.tBodies[0].rows ?? [])].map((row) =>
  [...row.cells].map((cell) => cell.querySelector("[data-cell]")));

function placeOf(link) {
  const row = rows.findIndex((cells) => cells.includes(link));
  return row < 0 ? null : { row, column: rows[row].indexOf(link) };
}

/** Walk from a place in one direction until there is a cell that can be opened. */
function next({ row, column }, down, right) {
  for (let r = row + down, c = column + right; rows[r]?.[c] !== undefined; r += down, c += right) {
    if (rows[r][c]) return rows[r][c];
  }
  return null;
}

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function target(key, place) {
  if (key in MOVES) return next(place, ...MOVES[key]);
  const links = rows[place.row].filter(Boolean);
  if (key === "Home") return links[0];
  return key === "End" ? links.at(-1) : null;
}

/** Where nothing has the focus yet, or the table as a whole, an arrow goes to the cell that Tab would. */
function entrance({ key, target: here }) {
  const outside = here === document.body || here === table.parentElement;
  return outside && key in MOVES ? rows.flat().find((one) => one?.tabIndex === 0) : null;
}

/** One stop for the Tab key: the cell where the reader was. */
function stopAt(link) {
  for (const one of rows.flat()) if (one) one.tabIndex = one === link ? 0 : -1;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  const place = placeOf(event.target);
  const to = place ? target(event.key, place) : entrance(event);
  if (!to) return;
  event.preventDefault();
  stopAt(to);
  to.focus();
  to.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function onHelp(event) {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "?" && !typing && !dialog.open) dialog.showModal();
}

if (table) {
  stopAt(rows.flat().find(Boolean));
  document.addEventListener("keydown", onKey);
  table.addEventListener("focusin", (event) => { if (placeOf(event.target)) stopAt(event.target); });
  document.addEventListener("keydown", onHelp);
  const help = document.querySelector("[data-help]");
  help.hidden = false;
  help.addEventListener("click", () => dialog.showModal());
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}
