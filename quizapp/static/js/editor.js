/* The editor: rows that grow, keys, a preview that keeps up, drafts that survive the browser.
 *
 * Ctrl+Enter saves and goes on. Enter in a row goes to the next one, or makes it. Alt with an arrow
 * moves a row. What is typed is kept on the server a moment later, whole or half; the page says so.
 */

const PREVIEW_AFTER_MS = 500;
const DRAFT_AFTER_MS = 1200;

const form = document.getElementById("editor");
const state = document.getElementById("save-state");

function say(kind, words) {
  state.dataset.state = kind;
  state.textContent = words;
}

/* ---- rows ---- */

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-row]")];
}

/** Number the names and ids of the rows anew, so that they arrive in the order that is seen. */
function renumber(list) {
  const name = list.dataset.rows;
  rowsOf(list).forEach((row, place) => {
    for (const one of row.querySelectorAll("[name], [id], [for]")) {
      for (const attribute of ["name", "id", "for"]) {
        const value = one.getAttribute(attribute);
        if (value) one.setAttribute(attribute, value.replace(new RegExp(`^${name}-\\d+-`), `${name}-${place}-`));
      }
    }
  });
}

function addRow(list, after) {
  const rows = rowsOf(list);
  const made = (after || rows.at(-1))?.cloneNode(true);
  if (!made) return null;
  for (const one of made.querySelectorAll("input, textarea")) {
    if (one.type === "checkbox") one.checked = false;
    else one.value = "";
    one.removeAttribute("aria-invalid");
  }
  for (const error of made.querySelectorAll(".field-error")) error.remove();
  (after || rows.at(-1)).after(made);
  renumber(list);
  made.querySelector("input[type=text], input:not([type]), textarea")?.focus();
  changed();
  return made;
}

function wireRows() {
  for (const list of form.querySelectorAll("[data-rows]")) {
    list.querySelector("[data-add]")?.addEventListener("click", (event) => {
      if (!rowsOf(list).length) return; // the server makes the first one
      event.preventDefault();
      addRow(list);
    });
    list.addEventListener("keydown", (event) => onRowKey(list, event));
    if (list.dataset.one) {
      list.addEventListener("change", (event) => {
        if (event.target.type !== "checkbox" || !event.target.checked) return;
        for (const box of list.querySelectorAll("input[type=checkbox]")) {
          if (box !== event.target) box.checked = false;
        }
      });
    }
  }
}

function onRowKey(list, event) {
  const row = event.target.closest("[data-row]");
  if (!row || event.isComposing) return;
  const rows = rowsOf(list);
  const here = rows.indexOf(row);
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target.tagName === "INPUT") {
    event.preventDefault();
    const cell = [...row.querySelectorAll("input")].indexOf(event.target);
    if (rows[here + 1]) rows[here + 1].querySelectorAll("input")[cell].focus();
    else addRow(list, row);
  }
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.altKey && step && rows[here + step]) {
    event.preventDefault();
    if (step < 0) rows[here - 1].before(row);
    else rows[here + 1].after(row);
    renumber(list);
    event.target.focus();
    changed();
  }
}

/* ---- gaps ---- */

function wireGaps() {
  const button = form.querySelector("[data-gap]");
  if (!button) return;
  const stem = form.elements.stem;
  button.hidden = false;
  button.addEventListener("click", () => {
    const { selectionStart: from, selectionEnd: to, value } = stem;
    const words = value.slice(from, to).trim() || "answer";
    stem.setRangeText(`[[${words}]]`, from, to, "end");
    stem.focus();
    changed();
  });
}

/* ---- pictures ---- */

let last = null; // the text in which the cursor was

function wirePicture() {
  const picture = document.getElementById("picture");
  const say = picture.querySelector("[data-say]");
  last = form.querySelector("textarea");
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea, input[type=text], input:not([type])")) last = event.target;
  });
  picture.addEventListener("submit", async (event) => {
    event.preventDefault();
    say.hidden = true;
    try {
      const answer = await fetch(picture.action, {
        method: "POST",
        body: new FormData(picture),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      const { written, error } = await answer.json();
      if (!written) throw new Error(error);
      last.setRangeText(written, last.selectionEnd, last.selectionEnd, "end");
      picture.reset();
      last.focus();
      changed();
    } catch (error) {
      say.textContent = error.message || "The picture could not be stored. Try again.";
      say.hidden = false;
    }
  });
}

/* ---- preview and drafts ---- */

let previewTimer = null;
let draftTimer = null;
let asked = 0;
let seq = Number(form.dataset.seq);
let unsaved = false;
let leaving = false;

function changed() {
  unsaved = true;
  clearTimeout(previewTimer);
  clearTimeout(draftTimer);
  previewTimer = setTimeout(renewPreview, PREVIEW_AFTER_MS);
  draftTimer = setTimeout(keepDraft, DRAFT_AFTER_MS);
}

function sendTo(address, options = {}) {
  return fetch(address, { method: "POST", body: new FormData(form), credentials: "same-origin", ...options });
}

async function renewPreview() {
  const mine = (asked += 1);
  try {
    const answer = await sendTo(form.dataset.preview);
    if (!answer.ok || mine !== asked) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-look]");
    if (made) document.getElementById("look").replaceChildren(made);
  } catch {
    // without the server the last preview stays
  }
}

async function keepDraft({ keepalive = false } = {}) {
  if (!unsaved || leaving) return;
  unsaved = false;
  seq += 1;
  const joint = form.dataset.draft.includes("?") ? "&" : "?";
  try {
    const answer = await sendTo(`${form.dataset.draft}${joint}seq=${seq}`, { keepalive });
    if (!answer.ok) throw new Error(String(answer.status));
    say("saved", "Kept just now");
  } catch {
    unsaved = true;
    say("offline", "Not kept yet: no connection");
    draftTimer = setTimeout(keepDraft, 5000);
  }
}

/* ---- keys ---- */

function onKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-save]"));
}

if (form) {
  wireRows();
  wireGaps();
  wirePicture();
  form.addEventListener("input", changed);
  document.addEventListener("keydown", onKey);
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(draftTimer);
  });
  addEventListener("pagehide", () => keepDraft({ keepalive: true }));
  form.querySelector("textarea, input[type=text]")?.focus();
}
