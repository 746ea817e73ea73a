/* The study page: turns the plain page with one card into a sitting.
 *
 * Space or Enter shows the answer and then means "Knew it"; 1 to 4 grade; U undoes; ? lists the keys.
 */

import { session } from "./api.js";
import { flush } from "./outbox.js";
import { toast } from "./shell.js";
import { Drill } from "./study/drill.js";

const $ = (id) => document.getElementById(id);

function onKey(drill, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target.matches("input, textarea, select")) return; // Enter there is the form's own
  const key = event.key.toLowerCase();
  if (key === " " || key === "enter") {
    // A link or a button that has the focus is meant itself.
    if (event.target.closest("a, summary, button")) return;
    event.preventDefault();
    if (drill.revealed) drill.grade(drill.suggested);
    else drill.reveal();
    return;
  }
  const rating = drill.four ? { 1: 1, 2: 2, 3: 3, 4: 4 }[key] : { 1: 1, 2: 3 }[key];
  const actions = {
    u: () => undo(drill),
    s: () => drill.source(),
    b: () => drill.mark("bury"),
    f: () => drill.mark("flag"),
    n: () => drill.mark("suspend"),
    "?": showKeys,
  };
  if (rating && drill.revealed) drill.grade(rating);
  else if (actions[key]) actions[key]();
  else return;
  event.preventDefault();
}

/** A key that comes before the cards do is kept for the first of them. */
function hasten(drill, event) {
  if (![" ", "Enter"].includes(event.key) || event.target.closest("a, button, summary, input")) return;
  event.preventDefault();
  drill.hasty = true;
}

/** Back through this page's answers, then through those that the server has of today. */
async function undo(drill) {
  if (await drill.undo()) return;
  const form = $("undo-form");
  if (!form.elements.review.value) return;
  // With nothing to send it is not known whether a form would lead to the server or to nowhere.
  if ((await drill.send()) && (await session(true).catch(() => null))) form.submit();
  else toast("That needs a connection. Nothing was changed.");
}

function wire(drill) {
  document.addEventListener("keydown", (event) => onKey(drill, event));
  $("typed").addEventListener("submit", (event) => {
    event.preventDefault();
    drill.reveal();
  });
  $("undo-form").addEventListener("submit", (event) => {
    event.preventDefault();
    undo(drill);
  });
  for (const one of document.querySelectorAll("[data-mark]")) {
    one.addEventListener("click", (event) => {
      event.preventDefault();
      closeMenu(one);
      drill.mark(one.dataset.mark);
    });
  }
  offer("[data-source]", () => drill.source());
  offer("[data-keys]", showKeys);
  $("keys").querySelector("[data-close]").addEventListener("click", () => $("keys").close());
  addEventListener("online", () => drill.send());
  addEventListener("pagehide", () => flush({ keepalive: true }).catch(() => {}));
}

/** Show a button that works only with JavaScript. */
function offer(selector, action) {
  const made = document.querySelector(selector);
  made.hidden = false;
  made.addEventListener("click", () => {
    closeMenu(made);
    action();
  });
}

function closeMenu(element) {
  element.closest("details").open = false;
}

/** From their beginning: the focus, on the button below, would show their end. */
function showKeys() {
  $("keys").showModal();
  $("keys").scrollTop = 0;
}

/** Without a connection a link to another page would leave for the browser's own error page. */
function stayOffline(event) {
  const link = event.target.closest("[data-aside], .toast a");
  if (!link || navigator.onLine) return;
  event.preventDefault();
  const menu = link.closest("details");
  if (menu) menu.open = false;
  toast("The cards set aside need a connection.");
}

/** The end page: when the next card is due, it appears by itself. */
function watchEnd(end) {
  const wait = Date.parse(end.dataset.next) - Date.now();
  if (wait > 0 && wait < 3_600_000) setTimeout(() => location.reload(), wait + 1000);
}

document.addEventListener("click", stayOffline);
const root = $("study");
if (root) {
  const drill = new Drill(root.dataset);
  const early = (event) => hasten(drill, event);
  document.addEventListener("keydown", early);
  drill
    .begin()
    .then(() => wire(drill))
    .catch(() => {}) // without the server the plain forms of the page stay
    .finally(() => document.removeEventListener("keydown", early));
} else if ($("end")) {
  flush()
    .then((done) => done.sent && location.reload())
    .catch(() => {});
  watchEnd($("end"));
}
