/* Claims to sort into trays by kind: dragged, tapped, or by keys. What is shown then comes from the
 * table of the figure. Practice only: nothing is stored. */

import { draggable } from "../drag.js";
import { handful } from "./handful.js";
import { make } from "./slider.js";

const WORDS = { fact: "a fact claim", opinion: "an opinion", forecast: "a forecast", reported: "a report" };

/** Put tiles and trays before the table of a figure that has claims. */
export function sorter(figure) {
  const table = figure.querySelector("table[data-claims]");
  if (table) new Sorter(figure, table).deal();
}

class Sorter {
  constructor(figure, table) {
    this.rows = [...table.querySelectorAll("tr[data-claim]")];
    this.size = Number(table.dataset.handful);
    this.seen = new Set();
    this.picked = null;
    this.tiles = make("ul", "tiles");
    this.trays = make("div", "trays", "", { role: "group", "aria-label": "Trays" });
    for (const [index, head] of [...table.querySelectorAll("[data-kind]")].entries()) this.trays.append(this.tray(head, index + 1));
    this.status = make("p", "vh", "", { role: "status" });
    this.end = make("div", "sorter-end");
    this.latest = make("div", "latest");
    this.sorted = make("ul", "tiles sorted", "", { "aria-label": "Sorted" });
    const how = make("p", "muted", "What kind of claim is it? Drag it into a tray, or choose it and then the tray. On a keyboard: 1 to 4.");
    const box = make("div", "sorting", "", { role: "group", "aria-label": "Claim sorter" });
    box.append(how, this.latest, this.tiles, this.trays, this.status, this.end, this.sorted);
    this.trays.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.picked?.querySelector("button").focus();
    });
    figure.prepend(box);
  }

  /** A tray with its label, its number and how many claims are in it. */
  tray(head, number) {
    const tray = make("button", "tray", "", { type: "button", "data-tray": head.dataset.kind });
    tray.append(make("kbd", "", String(number)), head.querySelector(".tag").cloneNode(true), make("span", "count num", "0"));
    tray.addEventListener("click", () => {
      if (this.picked) this.place(this.picked, tray);
      else this.status.textContent = "Choose a claim first.";
    });
    return tray;
  }

  /** Lay out the next handful, and begin again when all have been seen. */
  deal() {
    if (this.seen.size === this.rows.length) this.seen.clear();
    const rows = handful(this.rows.filter((row) => !this.seen.has(row)), this.size, (row) => kinds(row)[0]);
    for (const row of rows) this.seen.add(row);
    this.right = 0;
    for (const part of [this.end, this.latest, this.sorted]) part.replaceChildren();
    for (const count of this.trays.querySelectorAll(".count")) count.textContent = "0";
    this.trays.hidden = false;
    this.tiles.replaceChildren(...rows.map((row) => this.tile(row)));
  }

  tile(row) {
    const tile = make("li", "tile", "", { "data-tile": row.dataset.claim });
    const button = make("button", "", row.querySelector('[data-cell="claim"]').textContent, { type: "button", "aria-pressed": "false" });
    button.addEventListener("click", (event) => this.pick(tile, event.detail === 0));
    button.addEventListener("keydown", (event) => {
      const tray = this.trays.children[Number(event.key) - 1];
      if (tray && !event.ctrlKey && !event.altKey && !event.metaKey) this.place(tile, tray);
    });
    const grip = make("span", "grip", "⠿", { "aria-hidden": "true" });
    tile.append(grip, button);
    draggable(tile, grip, "[data-tray]", (tray) => this.place(tile, tray));
    return tile;
  }

  /** Take a claim up, or put it down again; by keys the trays come next. */
  pick(tile, byKeys) {
    const same = this.picked === tile;
    this.picked?.querySelector("button")?.setAttribute("aria-pressed", "false");
    this.picked = same ? null : tile;
    tile.querySelector("button").setAttribute("aria-pressed", String(!same));
    if (!same && byKeys) this.trays.firstElementChild.focus();
  }

  /** Let a claim fall into a tray: say whether it belongs there, its verdict and its sources. */
  place(tile, tray) {
    const row = this.rows.find((one) => one.dataset.claim === tile.dataset.tile);
    const [first, ...others] = kinds(row);
    const chosen = tray.dataset.tray;
    const right = chosen === first || others.includes(chosen);
    this.picked = null;
    this.right += right ? 1 : 0;
    const count = tray.querySelector(".count");
    count.textContent = String(Number(count.textContent) + 1);
    const said = right ? `✓ Right: ${WORDS[chosen]}.` : `✗ Not this time: this is ${WORDS[first]}.`;
    const alike = right && chosen !== first ? ` It is mostly called ${WORDS[first]}, but this can be defended.` : "";
    const verdict = row.querySelector('[data-cell="verdict"]');
    const why = make("div", "why");
    why.append(...[...verdict.childNodes].map((one) => one.cloneNode(true)));
    const card = make("div", `tile settled ${right ? "right" : "missed"}`, "", { "data-settled": row.dataset.claim });
    card.append(make("p", "claim-text", row.querySelector('[data-cell="claim"]').textContent), make("p", "said", said + alike), why);
    this.status.textContent = `${said}${alike} Verdict: ${verdict.querySelector(".tag").lastChild.textContent.trim()}.`;
    this.keep(card);
    const after = tile.nextElementSibling ?? tile.previousElementSibling;
    tile.remove();
    if (after) after.querySelector("button").focus({ preventScroll: true });
    else this.finish();
    card.scrollIntoView({ block: "nearest" });
  }

  /** The newest card stands on top, the others below the trays. */
  keep(card) {
    if (this.latest.firstChild) {
      const entry = make("li", "");
      entry.append(this.latest.firstChild);
      this.sorted.prepend(entry);
    }
    this.latest.append(card);
  }

  /** All are sorted: the count, and the way to more. */
  finish() {
    this.trays.hidden = true;
    const more = make("button", "btn", "More claims", { type: "button" });
    more.addEventListener("click", () => {
      this.deal();
      this.tiles.querySelector("button").focus();
    });
    const total = this.sorted.children.length + 1;
    this.end.append(make("p", "", `${this.right} of ${total} in a tray where they belong. This is practice: nothing is stored.`), more);
    more.focus({ preventScroll: true });
  }
}

const kinds = (row) => row.dataset.kinds.split(" ");
