/* What the study page shows. It knows elements, not schedules. */

import { compared } from "../diff.js";
import { saveState } from "../shell.js";
import { detailHtml } from "./detail.js";

const $ = (id) => document.getElementById(id);
const TWO = [[1, "Forgot", "1"], [3, "Knew it", "2"]];
const FOUR = [[1, "Forgot", "1"], [2, "Hard", "2"], [3, "Good", "3"], [4, "Easy", "4"]];
const KICKERS = { new: "New card", learning: "Once more", relearning: "Once more" };
const BREATH_PX = 16;
const TAGS = { same: "span", missing: "ins", extra: "del" };

/** The page of the cards set aside, as the menu names it. */
export function setAside() {
  const { href, textContent: text } = document.querySelector("[data-aside]");
  return { href, text };
}

/** A card's front; the answer stays out of the page until it is asked for. */
export function showFront(card, flagged, onShow) {
  $("front").innerHTML = card.front_html; // made safe by the server
  for (const id of ["back", "source"]) $(id).replaceChildren();
  for (const id of ["diff", "answer"]) $(id).hidden = true;
  hideMarks(false);
  $("typed").hidden = !card.typed;
  $("given").value = "";
  showKicker(card, flagged);
  scrollTo(0, 0); // to see the last answer the page may have been scrolled
  const show = button("Show the answer", card.typed ? "" : "Space", "");
  show.classList.add("primary", "block");
  show.addEventListener("click", onShow);
  $("grades").classList.remove("four");
  $("grades").replaceChildren(show);
  if (card.typed) $("given").focus();
  else $("card").focus({ preventScroll: true });
}

/** Where a card stands, and whether it is flagged. */
export function showKicker(card, flagged) {
  $("kicker").textContent = [KICKERS[card.state] ?? "Review", flagged ? "⚑ flagged" : ""].filter(Boolean).join(" · ");
}

/** The back of the card, and what was typed for it. */
export function showBack(card) {
  $("back").innerHTML = card.back_html;
  $("answer").hidden = false;
  // A hidden field keeps the keyboard until the next frame: a quick "2" would go into it.
  if (document.activeElement === $("given")) $("card").focus({ preventScroll: true });
  $("typed").hidden = true;
  return $("given").value.trim();
}

/** Scroll only if the answer is not in view above the buttons, which lie over a long card. */
export function leadToAnswer() {
  const covered = document.querySelector(".desk").offsetHeight + BREATH_PX;
  for (const id of ["diff", "back"]) { // of what does not fit together, the back
    $(id).style.scrollMarginBottom = `${covered}px`;
    $(id).scrollIntoView({ block: "nearest" });
  }
}

/** The text of the back's first paragraph: what is expected where nothing else is known. */
export function expected() {
  return ($("back").firstElementChild ?? $("back")).textContent.trim();
}

/** What was typed and what was expected, one below the other, with the letters marked that differ. */
export function showDiff(wanted, given) {
  const { typed, expected: right } = compared(wanted, given);
  $("diff").replaceChildren(line("You typed", typed), line("Expected", right));
  $("diff").hidden = false;
}

function line(name, segments) {
  const made = document.createElement("div");
  const text = document.createElement("dd");
  for (const [kind, letters] of segments) {
    text.append(Object.assign(document.createElement(TAGS[kind]), { textContent: letters }));
  }
  made.append(Object.assign(document.createElement("dt"), { textContent: name }), text);
  return made;
}

/** Sources, claims and lesson of a card, once they are known. */
export function showDetail(known) {
  $("source").innerHTML = detailHtml(known);
}

/** The buttons below an answer. `words` renames some; `focus` moves to the suggested one. */
export function showGrades({ four, intervals, suggest = 3, words = {}, focus = false, onGrade }) {
  const grades = (four ? FOUR : TWO).map(([rating, name, key]) => {
    const wait = intervals ? `again in ${intervals[rating]}` : "";
    const one = button(words[rating] ?? name, rating === suggest ? "Space" : key, wait);
    one.classList.toggle("primary", rating === suggest);
    one.dataset.rating = rating;
    one.addEventListener("click", () => onGrade(rating));
    return one;
  });
  $("grades").classList.toggle("four", four);
  $("grades").replaceChildren(...grades);
  if (focus) $("grades").querySelector(".primary")?.focus({ preventScroll: true });
}

function button(text, key, small) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn" });
  const line = document.createElement("small");
  if (small) line.append(small);
  if (key) {
    const hint = Object.assign(document.createElement("kbd"), { className: "hide-s", textContent: key });
    hint.setAttribute("aria-hidden", "true");
    line.append(small ? " " : "", hint);
  }
  made.append(text);
  if (line.childNodes.length) made.append(line);
  return made;
}

/** How far today's work has come. */
export function showProgress(answered, left, unmet, seconds) {
  const today = $("study").dataset.mode ? "" : " today";
  $("place").textContent = `${left} left${today}${unmet && unmet < left ? `, ${unmet} new` : ""}`;
  $("bar").max = Math.max(1, answered + left);
  $("bar").value = answered;
  $("minutes").textContent = left ? `about ${Math.max(1, Math.ceil((left * seconds) / 60))} min` : "";
}

/** Whether answers have reached the server. */
export function showSaving(state, text) {
  saveState($("save-state"), state, text);
}

/** Whose answers these are has changed; with a way to log in where nobody is. */
export function showSignedOut(text, mayLogIn) {
  showSaving("failed", text);
  if (!mayLogIn) return;
  const href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
  $("save-state").append(" ", Object.assign(document.createElement("a"), { href, textContent: "Log in" }));
}

/** Whether there is something to take back: here, or what the server has of today. */
export function showUndo(here) {
  const form = $("undo-form");
  form.hidden = !here && !form.elements.review.value;
}

/** An answer that the page could not know of when it was made comes before what it knows. */
export function undoFrom(review) {
  if (!review) return;
  $("undo-form").elements.review.value = review;
  showUndo(false);
}

/** Without a card there is nothing to flag, to bury or to suspend. */
function hideMarks(hidden) {
  document.querySelector(".desk .menu").toggleAttribute("data-no-card", hidden);
}

/** Nothing is left here and there is no connection to get more. */
export function showStranded() {
  $("kicker").textContent = "No card left here";
  hideMarks(true);
  $("front").textContent = "All cards that were here are answered. The answers are kept on this device and go out when there is a connection.";
  for (const id of ["answer", "typed"]) $(id).hidden = true;
  $("grades").replaceChildren();
}

/** Lead the eye to the sources. */
export function leadToSource() {
  $("source").scrollIntoView({ block: "nearest" });
  $("source").querySelector("a")?.focus();
}
