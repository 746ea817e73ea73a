/* Questions inside a lesson: answered in place, explained at once.
 *
 *   import { checkpoints } from "./checkpoint.js";
 *   checkpoints(document);
 *
 * The answer goes to the API under an id made here; then the question is drawn anew by the server,
 * as it would be on the next visit. Without JavaScript the same forms are sent as pages.
 */

import { api, uuid } from "./api.js";
import { enhance, lock, read, reveal, unfinished } from "./response.js";

/** Wire every question in `root`. */
export function checkpoints(root) {
  for (const form of root.querySelectorAll("form[data-checkpoint]")) prepare(form);
  for (const link of root.querySelectorAll("a[data-again]")) link.addEventListener("click", again);
  for (const form of root.querySelectorAll("form[data-card]")) form.addEventListener("submit", makeCard);
}

function prepare(form) {
  const box = form.querySelector("[data-name]");
  enhance(box, (text) => complain(form, text));
  form.addEventListener("change", () => complain(form, ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // before the shell marks the button as busy
    const problem = read(box) ? unfinished(box) : "Choose or write an answer first.";
    complain(form, problem);
    if (!problem) send(form, box);
  });
}

function complain(form, text) {
  const line = form.querySelector("[data-complaint]");
  line.textContent = text;
  line.hidden = !text;
}

async function send(form, box) {
  const button = form.querySelector("button[type=submit]");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const response = read(box);
  try {
    const path = `checkpoints/${encodeURIComponent(form.dataset.checkpoint)}`;
    const result = await api("POST", path, { id: idOf(form, response), response });
    await showResult(form, box, result);
  } catch (error) {
    await explain(form, error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** One id for one answer: sent again after a lost connection it is the same answer. */
function idOf(form, response) {
  const said = JSON.stringify(response);
  if (form.dataset.said !== said) {
    form.dataset.said = said;
    form.dataset.id = uuid();
  }
  return form.dataset.id;
}

async function showResult(form, box, result) {
  const section = form.closest(".check");
  try {
    const drawn = await redraw(section, section.dataset.check);
    drawn.querySelector(".verdict")?.focus({ preventScroll: true });
  } catch {
    bareResult(form, box, result); // answered, but the page could not be fetched: show what came
  }
}

/** What the API's answer alone can tell. */
function bareResult(form, box, result) {
  lock(box);
  reveal(box, result.key);
  const full = result.score >= result.max;
  const verdict = Object.assign(document.createElement("p"), {
    className: full ? "verdict ok" : result.score > 0 ? "verdict part" : "verdict no",
    textContent: full ? "✓ Right" : result.score > 0 ? "≈ Partly right" : "✗ Not this time",
    tabIndex: -1,
  });
  const after = Object.assign(document.createElement("div"), { className: "after" });
  after.innerHTML = result.feedback_html + result.explanation_html; // made safe by the server
  form.querySelector(".actions").replaceWith(verdict, after);
  verdict.focus({ preventScroll: true });
}

async function explain(form, error) {
  const section = form.closest(".check");
  if (error.slug === "conflict" && error.body.attempt) {
    // It is in an open quiz: the server's own words, with the way there.
    const drawn = await redraw(section, section.dataset.check).catch(() => null);
    if (drawn) return drawn.focus({ preventScroll: true });
  }
  const words = {
    unauthenticated: "Start learning or log in first, then answer again.",
    invalid: "This question has changed since the page was opened. Reload the page to answer it.",
    "not-found": "This question is no longer in the lesson. Reload the page to see it as it is now.",
  };
  const lost = "This could not be sent. Your answer is still here: press the button again in a moment.";
  complain(form, words[error.slug] || (error.temporary ? lost : error.message));
}

/** Draw a question as the server has it now; gives the new element. */
async function redraw(section, address) {
  const answer = await fetch(address, {
    headers: { "X-Part": "checkpoint" }, credentials: "same-origin", cache: "no-store",
  });
  if (!answer.ok || answer.redirected) throw new Error(`The server answered ${answer.status}.`);
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  const drawn = template.content.querySelector(".check");
  section.replaceWith(drawn);
  checkpoints(drawn);
  return drawn;
}

async function again(event) {
  const link = event.currentTarget;
  const section = link.closest(".check");
  event.preventDefault();
  try {
    const code = new URL(link.href).searchParams.get("again");
    const drawn = await redraw(section, `${section.dataset.check}?again=${encodeURIComponent(code)}`);
    drawn.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
  } catch {
    location.assign(link.href);
  }
}

async function makeCard(event) {
  const form = event.currentTarget;
  event.preventDefault();
  try {
    await api("POST", `study/cards/${encodeURIComponent(form.dataset.card)}/add`, { on: true });
    const done = Object.assign(document.createElement("span"), { className: "saved", textContent: "Among your cards", tabIndex: -1 });
    done.setAttribute("role", "status");
    form.replaceWith(done);
    done.focus({ preventScroll: true });
  } catch {
    form.submit(); // the plain form says what is wrong
  }
}
