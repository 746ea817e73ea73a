/* What every page gains from JavaScript. Each part stands alone; the page works without any of them. */

import { api } from "./api.js";

const root = document.documentElement;

/* ---- the reader's time zone ------------------------------------------------------------------ */

function reportZone() {
  if (!root.hasAttribute("data-learner")) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === root.dataset.zone || sessionStorage.getItem("zone") === zone) return;
  // The learner may have chosen another zone on purpose: say it once a visit, the server decides.
  sessionStorage.setItem("zone", zone);
  api("PUT", "me/zone", { timezone: zone }).catch(() => sessionStorage.removeItem("zone"));
}

/** A guest made on this page starts with the right zone; the choice to follow the browser names it. */
function fillZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  for (const input of document.querySelectorAll("input[data-zone-field]")) input.value = zone;
  const follow = document.querySelector("[data-zone-choice] option[value='']");
  if (follow && zone) follow.textContent += ` (${zone})`;
}

/* ---- dates ----------------------------------------------------------------------------------- */

const UNITS = [["year", 31_536_000], ["month", 2_628_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];

/** "in 4 days", "20 minutes ago"; under a minute "now". */
export function relative(date, now = new Date()) {
  const seconds = (date - now) / 1000;
  const format = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto" });
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) || ["second", Infinity];
  return format.format(Math.round(seconds / size), unit);
}

/** Shows <time data-relative datetime="…"> as a distance and <time data-local> in local time. */
export function showDates(within = document) {
  for (const element of within.querySelectorAll("time[data-relative], time[data-local]")) {
    const date = new Date(element.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    const full = date.toLocaleString(root.lang || "en", { dateStyle: "medium", timeStyle: "short" });
    if ("relative" in element.dataset) element.title = full;
    element.textContent = "relative" in element.dataset ? relative(date) : full;
  }
}

/* ---- glossary notes -------------------------------------------------------------------------- */

const NARROW = matchMedia("(max-width: 639px)");

/** Puts an opened note under its term (or above it where there is more room); on a phone it stays at the foot. */
function place(note, term) {
  note.classList.toggle("placed", !NARROW.matches);
  if (NARROW.matches) {
    note.style.removeProperty("left");
    note.style.removeProperty("top");
    return;
  }
  const at = term.getClientRects()[0];
  const size = note.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left), innerWidth - size.width - 8);
  const below = at.bottom + 8;
  const top = below + size.height > innerHeight && at.top > size.height ? at.top - size.height - 8 : below;
  note.style.left = `${left}px`;
  note.style.top = `${top}px`;
}

function followNotes() {
  document.addEventListener("toggle", onNote, true);
  if (!("popover" in HTMLElement.prototype)) document.addEventListener("click", toggleByHand);
}

function onNote(event) {
  const note = event.target;
  if (!(note instanceof HTMLElement) || !note.hasAttribute("popover") || !note.id) return;
  const term = document.querySelector(`[popovertarget="${CSS.escape(note.id)}"]`);
  const open = event.newState === "open";
  if (!term) return;
  if (open) place(note, opener.get(note) || term);
  else opener.delete(note);
}

/* The same note may be opened from several places in a text: remember which one it was. */
const opener = new WeakMap();

document.addEventListener("click", (event) => {
  const term = event.target.closest?.("[popovertarget]");
  const note = term && document.getElementById(term.getAttribute("popovertarget"));
  if (note) opener.set(note, term);
}, true);

/** For browsers that do not know the popover attribute. */
function toggleByHand(event) {
  const term = event.target.closest("[popovertarget]");
  const note = term && document.getElementById(term.getAttribute("popovertarget"));
  for (const open of document.querySelectorAll("[popover].open")) if (open !== note) open.classList.remove("open");
  if (!note) return;
  note.classList.toggle("open");
  if (note.classList.contains("open")) place(note, term);
}

/* ---- asking before what cannot be undone ------------------------------------------------------ */

/** A native dialog; resolves to true when the reader goes ahead. */
export function ask(question, { yes = "Go ahead", no = "Cancel", title = "Are you sure?", danger = false } = {}) {
  const dialog = document.createElement("dialog");
  const heading = Object.assign(document.createElement("h2"), { textContent: title, id: "ask-title" });
  const text = Object.assign(document.createElement("p"), { textContent: question });
  const row = Object.assign(document.createElement("div"), { className: "row" });
  const cancel = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: no });
  const go = Object.assign(document.createElement("button"), {
    className: danger ? "btn danger" : "btn primary", type: "button", textContent: yes,
  });
  row.append(cancel, go);
  dialog.append(heading, text, row);
  dialog.setAttribute("aria-labelledby", "ask-title");
  document.body.append(dialog);
  return new Promise((resolve) => {
    cancel.addEventListener("click", () => dialog.close(""));
    go.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}

function confirmForms() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    const yes = button?.textContent.trim() || "Go ahead";
    const options = { yes, title: form.dataset.confirmTitle, danger: button?.classList.contains("danger") };
    if (!(await ask(form.dataset.confirm, options))) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(button || undefined);
    delete form.dataset.confirmed;
  }, true);
}

/* ---- forms: no second submission while the first is under way ----------------------------------- */

const BUSY_MS = 8000;

function holdForms() {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "dialog") return;
    const button = event.submitter;
    if (!button) return;
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-busy", "true");
    setTimeout(() => button.removeAttribute("aria-busy"), BUSY_MS); // a download leaves the page in place
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
  });
}

/* ---- menus, errors, offline, toasts -------------------------------------------------------------- */

const EDGE_PX = 8;

function closeMenus() {
  const open = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details[data-menu][open]")) keepOnScreen(event.target.querySelector(".sheet"));
  }, true);
  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest("details[data-menu][open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

/** A menu opens from the edge of its button; where that is too near an edge of the screen it is moved. */
function keepOnScreen(sheet) {
  sheet.style.removeProperty("translate");
  const { left, right } = sheet.getBoundingClientRect();
  const most = root.clientWidth - EDGE_PX;
  const shift = left < EDGE_PX ? EDGE_PX - left : Math.min(0, most - right);
  if (shift) sheet.style.translate = `${shift}px`;
}

function showOffline() {
  let note = null;
  const update = () => {
    if (navigator.onLine) {
      note?.remove();
      note = null;
    } else if (!note) {
      note = Object.assign(document.createElement("p"), {
        className: "offline-note",
        textContent: document.body.dataset.offline, // what is kept here differs from page to page
      });
      note.setAttribute("role", "status");
      document.querySelector(".bar")?.after(note);
    }
  };
  addEventListener("online", update);
  addEventListener("offline", update);
  update();
}

/** A short message at the foot of the page, or where the page has a place that covers no buttons;
 * `action` is {text, run}, `link`, which ends the text, {text, href}. */
export function toast(text, { action = null, link = null, ms = 6000 } = {}) {
  document.querySelector(".toast")?.remove();
  const box = Object.assign(document.createElement("div"), { className: "toast" });
  box.setAttribute("role", "status");
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (link) box.firstChild.append(" ", Object.assign(document.createElement("a"), { href: link.href, textContent: link.text }), ".");
  if (action) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: action.text });
    button.addEventListener("click", () => {
      box.remove();
      action.run();
    });
    box.append(button);
  }
  (document.querySelector("[data-toasts]") ?? document.body).append(box);
  setTimeout(() => box.remove(), ms);
  return box;
}

/** Writes the state of saving into a .saved element: idle, saving, saved, offline, failed. */
export function saveState(element, state, text) {
  element.dataset.state = state;
  element.textContent = text;
}

/** Answers to cards that an earlier page could not send go out now (the study page does it itself). */
function sendKept() {
  if (!document.documentElement.hasAttribute("data-learner") || document.getElementById("study")) return;
  import("./outbox.js").then(({ flush }) => flush()).catch(() => {});
}

/** "/" leads to the search, from wherever nothing is being written. */
function leadToSearch() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    const fields = [...document.querySelectorAll("[data-search]")].filter((one) => one.offsetParent);
    const field = document.querySelector("main [data-search]") ?? fields[0];
    if (field) field.select();
    else location.assign(document.querySelector(".bar-search").action);
  });
}

const PARTS = [sendKept, showDates, followNotes, confirmForms, holdForms, closeMenus, showOffline, fillZone, reportZone, leadToSearch];
for (const part of PARTS) {
  try {
    part();
  } catch (error) {
    console.warn(part.name, error); // a blocked storage, an old browser: the other parts still run
  }
}
document.querySelector(".error-summary")?.focus();
