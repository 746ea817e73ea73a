/* A sitting: turns pages without loading, saves within a second, counts the time down.
 *
 * The page works without this as a plain form; here the same form is driven by hand.
 */

import { api } from "./api.js";
import { saveState, toast } from "./shell.js";
import { enhance, read, unfinished, write } from "./response.js";
import { showCheck } from "./attempt/check.js";
import { Handing } from "./attempt/handing.js";
import { Saver, handedIn, same } from "./attempt/saver.js";
import { Timer, serverTime } from "./attempt/timer.js";

const form = document.getElementById("sitting");
const dialog = document.getElementById("check");
const boxes = [...form.querySelectorAll(".question")];
const palette = [...document.querySelectorAll(".palette li button")];
const state = document.getElementById("save-state");
const attempt = form.dataset.attempt;
const paged = form.dataset.layout === "page";
const PLACE_MS = 600;

let place = Number(form.dataset.place);
let placeTimer = null;
let placeSent = true;
let timer = null;
let left = false;

const boxAt = (position) => boxes[position - 1];
const at = (box) => Number(box.dataset.position);
const answerable = (box) => box.dataset.type !== "text";
const sureBox = (box) => box.querySelector("[name=sure]");
const flagged = (box) => Boolean(box.querySelector("[name=flag]:checked"));

/* ---- answers ----------------------------------------------------------------------------------- */

const saver = new Saver(attempt, {
  state: (name, text) => saveState(state, name, text),
  saved: (_position, moment) => {
    timer?.heard(moment);
    if (!placeSent) rememberPlace();
  },
  conflict: (position, stored, mine) => {
    if (handing.wanted && !handing.over) decideFirst(position);
    showConflict(position, stored, mine);
  },
  over: timeIsOver,
  elsewhere: () => leave({ elsewhere: true }),
});

const handing = new Handing(form, document.getElementById("handing"), saver, {
  state: (name, text) => saveState(state, name, text),
  lock: lockAll,
  unsent: () => boxes.some((box) => saver.waiting(at(box))),
  clear: () => dialog.close(),
  done: (answer) => leave({ elsewhere: Boolean(answer.already_submitted) && !handing.over }),
});

/** Which of two answers counts has to be said before anything is handed in. */
function decideFirst(position) {
  handing.stop();
  dialog.close();
  lockAll(false);
  show(position);
}

function say(box, text) {
  const line = box.querySelector("[data-say]");
  line.textContent = text;
  line.hidden = !text;
}

function changed(box, typing) {
  const why = unfinished(box);
  say(box, typing ? "" : why);
  if (!why) saver.change(at(box), read(box), { typing, sure: sureSaid(box) });
  paint(box);
}

function paint(box) {
  const button = palette[at(box) - 1];
  const done = answerable(box) && read(box) !== null && !unfinished(box);
  button.classList.toggle("answered", done);
  button.classList.toggle("flagged", flagged(box));
  const words = [box.dataset.heading, answerable(box) ? (done ? "answered" : "not answered") : "to read"];
  if (flagged(box)) words.push("flagged");
  button.setAttribute("aria-label", words.join(", "));
}

/** Whether the learner says that she is sure; undefined as long as she says nothing about it. */
function sureSaid(box) {
  const control = sureBox(box);
  return control && (control.checked || control.defaultChecked || control.dataset.touched)
    ? control.checked
    : undefined;
}

/** Said of an answer that is there it is sent with it; before, it goes along with the first one. */
function sureChanged(box) {
  sureBox(box).dataset.touched = "1";
  if (read(box) !== null) changed(box, false);
}

/** The other tab's answer is shown; the learner may put hers back. */
function showConflict(position, stored, mine) {
  const box = boxAt(position);
  const notice = box.querySelector("[data-conflict]");
  write(box, stored.response);
  paint(box);
  notice.hidden = false;
  saveState(state, "failed", "A newer answer was saved in another tab");
  if (paged && position !== place) show(position);
  notice.onclick = (event) => {
    const choice = event.target.dataset.take;
    if (!choice) return;
    notice.hidden = true;
    if (choice === "mine") {
      write(box, mine);
      changed(box, false);
    } else {
      saveState(state, "saved", "The newer answer stays");
    }
    box.focus();
  };
}

/** What could not be sent on an earlier visit; unless something newer came from elsewhere. */
async function resend() {
  for (const { position, base, response, sure } of await saver.leftovers()) {
    const box = boxAt(position);
    if (!box) continue;
    const control = sureBox(box);
    const news = control && sure !== undefined && sure !== control.checked;
    const shown = read(box);
    if (news && base >= saver.seq(position)) {
      control.checked = sure;
      control.dataset.touched = "1";
      write(box, response);
      changed(box, false);
    } else if (same(shown, response)) {
      saver.accept(position, saver.seq(position));
    } else if (base >= saver.seq(position)) {
      write(box, response);
      changed(box, false);
    } else {
      saver.accept(position, saver.seq(position));
      showConflict(position, { response: shown }, response);
    }
  }
}

/** Coming back to this tab: see what other tabs and devices have done meanwhile. */
async function refresh() {
  timer?.heard(await serverTime());
  let now;
  try {
    now = await api("GET", `attempts/${attempt}`);
  } catch {
    return; // offline: the saver says so when there is something to send
  }
  if (now.state === "submitted") return handing.wanted ? handing.again() : leave({ elsewhere: !timer?.over });
  for (const [position, stored] of Object.entries(now.responses)) {
    const box = boxAt(Number(position));
    const busy = box.contains(document.activeElement) && document.activeElement.matches("input[type=text]");
    if (stored.seq <= saver.seq(at(box)) || saver.waiting(at(box)) || busy) continue;
    write(box, stored.response);
    saver.accept(at(box), stored.seq);
    paint(box);
  }
}

/* ---- places ------------------------------------------------------------------------------------ */

function show(position, { push = true, focus = true } = {}) {
  place = Math.min(Math.max(position, 1), boxes.length);
  const box = boxAt(place);
  if (paged) {
    for (const other of boxes) {
      other.hidden = other !== box;
      other.disabled = other !== box;
    }
    form.querySelector("[value=prev]").disabled = place === 1;
    form.querySelector("[value=next]:not(.vh)").hidden = place === boxes.length;
    form.querySelector("[data-last]").hidden = place !== boxes.length;
    for (const [index, button] of palette.entries()) {
      if (index + 1 === place) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
  }
  if (push) history.pushState({ place }, "", address(place));
  if (focus) {
    box.focus({ preventScroll: paged });
    if (paged) scrollTo(0, 0);
  }
  rememberPlace();
}

function address(position) {
  const url = new URL(location.href);
  url.searchParams.set("q", position);
  return url;
}

function rememberPlace() {
  clearTimeout(placeTimer);
  placeTimer = setTimeout(sendPlace, PLACE_MS);
}

function sendPlace(options = {}) {
  clearTimeout(placeTimer);
  placeTimer = null;
  const body = { position: place, flagged: boxes.filter(flagged).map(at) };
  // A convenience for other devices: if it does not arrive, the next saved answer brings it along.
  placeSent = true;
  return api("PUT", `attempts/${attempt}/place`, body, options).catch((error) => {
    placeSent = false;
    if (handedIn(error)) leave({ elsewhere: true });
  });
}

/** Nobody comes back to a question that is handed in. */
function forgetPlace() {
  clearTimeout(placeTimer);
  placeTimer = null;
  placeSent = true;
}

/* ---- handing in -------------------------------------------------------------------------------- */

function openCheck() {
  const asked = boxes.filter(answerable);
  const empty = asked.filter((box) => read(box) === null || unfinished(box));
  showCheck(dialog, {
    total: asked.length,
    empty: empty.map(at),
    flagged: boxes.filter(flagged).map(at),
    number: (position) => boxAt(position).dataset.number,
    go: show,
  });
}

/** The dialog stays, and its button is busy, until the result comes or another dialog says why not. */
async function handIn() {
  const button = dialog.querySelector("[data-submit]");
  forgetPlace();
  button.setAttribute("aria-busy", "true");
  await handing.ask();
  button.removeAttribute("aria-busy");
}

function timeIsOver() {
  forgetPlace();
  dialog.close();
  return handing.timeOver();
}

function lockAll(locked) {
  for (const box of boxes) box.disabled = locked || (paged && at(box) !== place);
  for (const button of [...form.querySelectorAll(".steps button"), ...palette]) button.disabled = locked;
  if (!locked && paged) form.querySelector("[value=prev]").disabled = place === 1;
}

/** To the result, once; `elsewhere`: it says that another tab or device has handed in. */
function leave({ elsewhere = false } = {}) {
  if (left) return;
  left = true;
  handing.stop();
  lockAll(true);
  saver.close();
  location.replace(elsewhere ? form.dataset.elsewhere : form.dataset.result);
}

/* ---- wiring ------------------------------------------------------------------------------------ */

function startTimer() {
  const clock = document.getElementById("timer");
  if (!clock) return;
  const left = clock.querySelector(".left");
  const announce = document.getElementById("announce");
  timer = new Timer(form.dataset.deadline, form.dataset.now, {
    onTick: (text, seconds, low) => {
      left.textContent = `${text} left`;
      clock.classList.toggle("low", low);
      if (seconds === 2) saver.flush();
    },
    onOver: () => {
      toast("The time is over. Your answers are being handed in.");
      timeIsOver();
    },
    announce: (text) => (announce.textContent = text),
  });
}

function onSubmit(event) {
  event.preventDefault();
  const go = event.submitter?.value || "next";
  if (go === "check") openCheck();
  else if (go === "next") show(place + 1);
  else if (go === "prev") show(place - 1);
  else if (go !== "stay") show(Number(go));
}

for (const box of boxes) {
  saver.watch(at(box), Number(box.dataset.seq));
  enhance(box, (text) => say(box, text));
  box.addEventListener("input", (event) => {
    if (event.target.name === "flag" || !event.target.matches("input[type=text], textarea")) return;
    changed(box, true);
  });
  box.addEventListener("change", (event) => {
    if (event.target.name === "flag") {
      paint(box);
      rememberPlace();
    } else if (event.target.name === "sure") {
      sureChanged(box);
    } else if (!event.target.matches("input[type=text], textarea")) {
      changed(box, false);
    }
  });
}
for (const plain of form.querySelectorAll("[data-plain]")) plain.hidden = true;
for (const next of form.querySelectorAll("[value=next]:not(.vh)")) next.textContent = "Next";
form.addEventListener("submit", onSubmit);
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog.querySelector("[data-submit]").addEventListener("click", handIn);
addEventListener("popstate", (event) => show(event.state?.place || place, { push: false }));
addEventListener("pagehide", () => {
  saver.flush({ keepalive: true });
  if (placeTimer) sendPlace({ keepalive: true });
});
addEventListener("beforeunload", (event) => {
  if (!left && (saver.atRisk || handing.wanted)) event.preventDefault();
});
addEventListener("pageshow", (event) => event.persisted && refresh());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
history.replaceState({ place }, "");
startTimer();
resend();
if (new URL(location.href).searchParams.has("q")) rememberPlace();
