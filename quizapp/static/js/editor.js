/* The editor: rows that grow, keys, a preview that keeps up, drafts that survive the browser.
 *
 * Ctrl+Enter saves and goes on. Enter in a row goes to the next one, or makes it. Alt with an arrow
 * moves a row. What is typed is kept on the server a moment later, whole or half; the page says so.
 */

const PREVIEW_AFTER_MS = 500;
const DRAFT_AFTER_MS = 1200;
const AGAIN_AFTER_MS = 5000;

const form = document.getElementById("editor");
const state = document.getElementById("save-state");

function say(kind, words) {
  state.dataset.state = kind;
  state.textContent = words;
}

let shape = 0; // how often rows were numbered anew: answers about the old numbers are dropped

/* ---- rows ---- */

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-row]")];
}

/** Number the names, ids and labels of the rows anew, so that they arrive in the order seen. */
function renumber(list) {
  const name = list.dataset.rows;
  shape += 1;
  rowsOf(list).forEach((row, place) => {
    for (const one of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        const value = one.getAttribute(attribute);
        if (value) one.setAttribute(attribute, value.replace(new RegExp(`^${name}-\\d+-`), `${name}-${place}-`));
      }
    }
    for (const label of row.querySelectorAll("label .vh, label.vh")) {
      label.textContent = label.textContent.replace(/\d+$/, place + 1);
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
  for (const said of made.querySelectorAll("[data-said]")) said.replaceChildren();
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

/* ---- groups ---- */

/** The groups typed so far are offered where an entry is sorted. */
function wireGroups() {
  const offered = form.querySelector("[data-known-groups]");
  if (!offered) return;
  form.addEventListener("input", () => {
    const chosen = [...form.querySelectorAll(`[list="${offered.id}"]`)]
      .filter((one) => one !== document.activeElement).map((one) => one.value);
    const typed = [...form.elements.groups.value.split("\n"), ...chosen].map((one) => one.trim());
    const groups = [...new Set(typed.filter(Boolean))];
    offered.replaceChildren(...groups.map((value) => Object.assign(document.createElement("option"), { value })));
  });
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
let placed = false; // whether somebody has put it there

const MISSING = /!?\[(?:[^\[\]\\]|\\.)*\]\(\/media\/missing\)/;

/** Into the place of a picture that is missing, else where the cursor was or at the end. */
function putIn(written) {
  const texts = [...form.querySelectorAll("textarea, input[type=text], input:not([type])")];
  const waiting = texts.find((text) => MISSING.test(text.value));
  if (waiting) {
    const { index, 0: mark } = MISSING.exec(waiting.value);
    waiting.setRangeText(written, index, index + mark.length, "end");
    last = waiting;
  } else {
    const at = placed ? last.selectionEnd : last.value.length;
    const gap = /\S$/.test(last.value.slice(0, at)) ? " " : "";
    const rest = /^\S/.test(last.value.slice(at)) ? " " : "";
    last.setRangeText(`${gap}${written}${rest}`, at, at, "end");
  }
}

function wirePicture() {
  const picture = document.getElementById("picture");
  const say = picture.querySelector("[data-say]");
  last = form.querySelector("textarea");
  for (const words of document.querySelectorAll("[data-scripted]")) words.hidden = false;
  form.addEventListener("focusin", (event) => {
    if (!event.target.matches("textarea, input[type=text], input:not([type])")) return;
    [last, placed] = [event.target, true];
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
      putIn(written);
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
let cut = false; // the last draft met no server
let sure = false; // a draft got through, so the form may go out

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
  const then = shape;
  try {
    const answer = await sendTo(form.dataset.preview);
    const came = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || mine !== asked || then !== shape) return;
    const made = came.querySelector("[data-look]");
    if (made) document.getElementById("look").replaceChildren(made);
    showRemarks(came.getElementById("remarks"));
  } catch {
    // without the server the last preview stays
  }
}

/* ---- remarks ---- */

let heldBack = false; // what is wrong in a field that is still being written is said when it is left

/** Put each remark under its field, and all of them into the list; the focus stays where it is. */
function showRemarks(came) {
  if (!came) return;
  const list = document.getElementById("remarks");
  came.open = list.open;
  heldBack = false;
  for (const slot of form.querySelectorAll("[data-said]")) {
    const id = slot.id.slice(0, -"-remarks".length);
    renewSlot(slot, [...came.querySelectorAll(`[data-for="${id}"]`)], document.getElementById(id));
  }
  shortenSummary(came);
  if (list.innerHTML !== came.innerHTML) renewList(list, came);
}

/** What is mended goes from the summary of a form that was refused, and then the summary itself.
 * What is about no field, such as an edit of somebody else, stays: it is not looked at again here. */
function shortenSummary(came) {
  const summary = document.querySelector(".error-summary");
  const words = (one) => one.textContent.replace(/\s+/g, " ").trim();
  const wrong = [...came.querySelectorAll('[data-kind="error"]')].map(words);
  for (const link of summary?.querySelectorAll("li > a") ?? []) {
    if (!wrong.some((one) => one.endsWith(words(link)))) link.parentElement.remove();
  }
  if (summary && !summary.querySelector("li")) summary.remove();
}

/** Whoever is in the list stays in it: at the same link, or at its summary if that is gone. */
function renewList(list, came) {
  const here = list.contains(document.activeElement) ? document.activeElement : null;
  const summary = list.querySelector("summary");
  summary.replaceChildren(...came.querySelector("summary").childNodes);
  while (summary.nextSibling) summary.nextSibling.remove();
  came.querySelector("summary").remove();
  list.append(...came.childNodes);
  if (!here || here === document.activeElement) return;
  const link = [...list.querySelectorAll("a")].find((one) => one.hash === here.hash);
  (link || summary).focus();
}

function renewSlot(slot, remarks, field) {
  const wrong = remarks.some((one) => one.dataset.kind === "error");
  const isHere = field && (field === document.activeElement || field.contains(document.activeElement));
  if (wrong && isHere && !slot.querySelector(".error")) {
    heldBack = true;
    return;
  }
  if (field?.matches("input, textarea")) {
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  const lines = remarks.map((one) => {
    const line = one.querySelector("[data-line]").content.firstElementChild;
    return document.importNode(line, true);
  });
  if (lines.map((one) => one.textContent).join() === [...slot.children].map((one) => one.textContent).join()) return;
  slot.replaceChildren(...lines);
}

async function keepDraft({ keepalive = false } = {}) {
  if (!unsaved || leaving) return;
  unsaved = false;
  seq += 1;
  const joint = form.dataset.draft.includes("?") ? "&" : "?";
  try {
    const answer = await sendTo(`${form.dataset.draft}${joint}seq=${seq}`, { keepalive });
    cut = false;
    if (answer.ok && !answer.redirected) say("saved", "Saved just now, as a draft");
    else notSaved("Not saved yet. Leave this page open; it tries again. If it stays so, copy your text and reload.");
  } catch {
    cut = true;
    notSaved("Not saved yet: no connection. Leave this page open; it tries again by itself.");
  }
}

function notSaved(words) {
  unsaved = true;
  say("offline", words);
  clearTimeout(draftTimer);
  draftTimer = setTimeout(keepDraft, AGAIN_AFTER_MS);
}

/** A form that goes out without a connection is answered by the browser's own page, and the typing
 * may be gone: so a draft has to get through first. */
async function onSubmit(event) {
  clearTimeout(draftTimer);
  if (sure || (!cut && navigator.onLine)) {
    leaving = true;
    return;
  }
  event.preventDefault();
  unsaved = true;
  await keepDraft();
  if (cut) return;
  sure = true;
  form.requestSubmit(event.submitter);
}

function onLeaving(event) {
  if (cut && unsaved && !leaving) event.preventDefault();
}

/* ---- keys ---- */

function onKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-save]"));
}

if (form) {
  wireRows();
  wireGroups();
  wireGaps();
  wirePicture();
  form.addEventListener("input", changed);
  form.addEventListener("focusout", () => {
    if (!heldBack) return;
    clearTimeout(previewTimer);
    previewTimer = setTimeout(renewPreview); // as soon as the focus has arrived elsewhere
  });
  document.addEventListener("keydown", onKey);
  form.addEventListener("submit", onSubmit);
  addEventListener("beforeunload", onLeaving);
  addEventListener("online", () => keepDraft());
  addEventListener("pagehide", () => keepDraft({ keepalive: true }));
  // What was refused is read first: the list of it has the focus then.
  if (!document.querySelector(".error-summary")) form.querySelector("textarea, input[type=text]")?.focus();
}
