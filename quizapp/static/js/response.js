/* The answer of one question, to and from its form controls.
 *
 *   import { read, write, enhance, lock, reveal } from "./response.js";
 *   enhance(box);                 // once: move buttons for ordering, the limit of "choose 2"
 *   read(box)                     // {choice: "a1b2…"} … or null where nothing is filled in
 *   write(box, response)          // the inverse; null empties it
 *   lock(box); reveal(box, key)   // after the answer: no more changes, right and wrong shown
 *
 * `box` is an element with data-name, the prefix of its controls' names; the rest of each name says
 * how the answer is put together (web/shell/questions.py reads the same names):
 *
 *   text  one value     choices[]  a list     value?  true or false
 *   pairs.ID  an entry of an object           order#ID  the place of ID in a list
 *
 * Before every change by a control a "change" or "input" event is fired as usual; the buttons that
 * enhance() adds fire "change" on the control they move.
 */

import { enhanceOrdering, refreshOrdering } from "./items/ordering.js";

const KINDS = [
  [/^([^.#]+)\[\]$/, "list"],
  [/^([^.#]+)\?$/, "truth"],
  [/^([^.#]+)#(.+)$/, "place"],
  [/^([^.#]+)\.(.+)$/, "entry"],
  [/^(.+)$/, "value"],
];

/** The controls of a question as {control, kind, field, key}. */
function* controls(box) {
  const prefix = `${box.dataset.name}.`;
  for (const control of box.querySelectorAll("input, select, textarea")) {
    if (!control.name.startsWith(prefix)) continue;
    const rest = control.name.slice(prefix.length);
    for (const [pattern, kind] of KINDS) {
      const match = pattern.exec(rest);
      if (match) {
        yield { control, kind, field: match[1], key: match[2] };
        break;
      }
    }
  }
}

const choosable = (control) => control.type === "radio" || control.type === "checkbox";
const picked = (control) => !choosable(control) || control.checked;

/** What is filled in, in the contract's shape; null for nothing. */
export function read(box) {
  const found = {};
  const places = {};
  for (const { control, kind, field, key } of controls(box)) {
    const { value } = control;
    if (kind === "list") {
      found[field] ??= [];
      if (control.checked) found[field].push(value);
    } else if (kind === "truth") {
      if (control.checked) found[field] = value === "true";
    } else if (kind === "place") {
      (places[field] ??= []).push([Number(value), key]);
    } else if (kind === "entry") {
      found[field] ??= {};
      if (value.trim()) found[field][key] = value;
    } else if (picked(control)) {
      found[field] = value.trim() ? value : (found[field] ?? null);
    }
  }
  for (const [field, entries] of Object.entries(places)) {
    const placed = entries.filter(([place]) => place).sort((a, b) => a[0] - b[0]);
    found[field] = placed.map(([, key]) => key);
  }
  return Object.values(found).some(holdsSomething) ? found : null;
}

function holdsSomething(value) {
  if (value === null) return false;
  return typeof value === "object" ? Object.keys(value).length > 0 : true;
}

/** Why an answer cannot be saved yet, or "" when it can. */
export function unfinished(box) {
  const answer = read(box);
  if (!answer) return "";
  const kinds = [...controls(box)];
  const truth = kinds.find(({ kind }) => kind === "truth");
  if (truth && !(truth.field in answer)) return "Choose true or false as well.";
  const place = kinds.filter(({ kind }) => kind === "place");
  if (place.length && answer[place[0].field].length < place.length) return "Give every step its place.";
  return "";
}

/** Fill in a stored answer. */
export function write(box, response) {
  const given = response || {};
  for (const { control, kind, field, key } of controls(box)) {
    const part = given[field];
    if (kind === "list") control.checked = Boolean(part?.includes(control.value));
    else if (kind === "truth") control.checked = part !== undefined && String(part) === control.value;
    else if (kind === "place") control.value = part ? String(part.indexOf(key) + 1) : "";
    else if (kind === "entry") control.value = part?.[key] ?? "";
    else if (choosable(control)) control.checked = part === control.value;
    else if (control.type !== "hidden") control.value = part ?? "";
  }
  refreshOrdering(box);
}

/** Add what plain controls cannot do. `say` shows a short message, by default nowhere. */
export function enhance(box, say = () => {}) {
  enhanceOrdering(box);
  const limited = box.querySelector("[data-select]");
  limited?.addEventListener("change", (event) => {
    const limit = Number(limited.dataset.select);
    const checked = limited.querySelectorAll("input:checked").length;
    if (checked <= limit) return say("");
    event.target.checked = false;
    event.stopPropagation();
    say(`You can choose ${limit}. Untick one first.`);
  });
}

/** No more changes. */
export function lock(box) {
  for (const control of box.querySelectorAll("input, select, textarea, button")) control.disabled = true;
}

/** Show what was right; `key` has the shape of a response. Words stand beside the colours. */
export function reveal(box, key) {
  const right = key || {};
  for (const { control, kind, field, key: name } of controls(box)) {
    if (choosable(control)) {
      const is = kind === "list" ? right[field].includes(control.value) : String(right[field]) === control.value;
      const opt = control.closest(".opt");
      if (!opt) continue;
      opt.classList.add(is ? "right" : control.checked ? "picked-wrong" : "done");
      const word = is ? (control.checked ? "✓ Your answer is right" : "✓ The right answer") : "✗ Your answer";
      if (is || control.checked) note(opt.lastElementChild, word);
    } else if (kind === "place") {
      const at = right[field].indexOf(name) + 1;
      const fits = Number(control.value) === at;
      const row = control.closest("li");
      row.classList.add(fits ? "right" : "wrong");
      if (!fits) note(row.querySelector(".step"), `Its place: ${at}`);
    } else if (kind === "entry") {
      showEntry(control, right[field][name]);
    }
  }
}

function showEntry(control, wanted) {
  if (control.tagName !== "SELECT" || control.closest(".cloze-text")) return;
  const fits = control.value === wanted;
  control.closest("li").classList.add(fits ? "right" : "wrong");
  const text = [...control.options].find((option) => option.value === wanted)?.textContent;
  if (!fits) note(control.parentElement, `The right answer: ${text}`);
}

function note(parent, text) {
  const line = Object.assign(document.createElement("span"), { className: "why" });
  line.append(Object.assign(document.createElement("b"), { textContent: text }));
  parent.append(line);
}
