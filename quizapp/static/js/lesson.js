/* The reading page: questions in place, how far it was read, where in the text the reader is. */

import { api, session } from "./api.js";
import { checkpoints } from "./checkpoint.js";
import { figures } from "./figures.js";

const article = document.querySelector("article[data-lesson]");
const line = document.querySelector(".read-line");
const headings = [...article.querySelectorAll("h2[id], h3[id]")].filter((one) => !one.closest(".evidence"));

/* ---- the margin --------------------------------------------------------------------------------- */

/** On a desk there is room: contents and dates stand open beside the text. */
function openMargin() {
  const wide = matchMedia("(min-width: 1020px)");
  const parts = document.querySelectorAll(".margin details[data-open-wide]");
  const set = () => {
    for (const part of parts) part.open = wide.matches;
  };
  wide.addEventListener("change", set);
  set();
  // On a phone the list is in the way once a place has been chosen.
  document.querySelector(".toc").addEventListener("click", (event) => {
    if (!wide.matches && event.target.closest("a")) event.target.closest("details").open = false;
  });
}

/* ---- where the reader is ------------------------------------------------------------------------ */

/** The share of the text above the lower edge of the window, and the last heading passed. */
function place() {
  const box = article.getBoundingClientRect();
  const seen = Math.min(1, Math.max(0, (innerHeight - box.top) / Math.max(1, box.height)));
  const passed = headings.filter((one) => one.getBoundingClientRect().top < innerHeight * 0.4).pop();
  return { anchor: passed?.id ?? "", fraction: Math.round(seen * 1000) / 1000 };
}

function followReading() {
  const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
  let waiting = false;
  let current = null;
  const show = () => {
    waiting = false;
    const { anchor, fraction } = place();
    line.value = fraction;
    const link = links.get(anchor) ?? null;
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "location");
    current = link;
  };
  const soon = () => {
    if (!waiting) requestAnimationFrame(show);
    waiting = true;
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  line.hidden = false;
  soon();
}

/* ---- keeping the place ---------------------------------------------------------------------------- */

const QUIET_MS = 1500; // after the last movement
const APART_MS = 8000; // between two savings
const SETTLED_MS = 30_000; // who reads this long further up has really gone back

function keepPlace() {
  const opened = performance.now();
  const before = Number(article.dataset.fraction ?? 0);
  let finished = "finished" in article.dataset;
  let saved = "";
  let savedAt = -APART_MS;
  let timer = 0;
  let moved = false;

  const save = async (options = {}) => {
    clearTimeout(timer);
    const spot = place();
    const said = JSON.stringify(spot);
    if (!moved || said === saved) return;
    // A glance at the beginning must not lose the place further down.
    if (spot.fraction < before && performance.now() - opened < SETTLED_MS) return;
    saved = said;
    savedAt = performance.now();
    try {
      await api("PUT", `lessons/${article.dataset.lesson}/position`, spot, options);
      if (spot.fraction >= 1 && !finished) finished = sayFinished();
    } catch {
      saved = ""; // the next movement tries again
    }
  };
  const plan = () => {
    if (!moved) session().catch(() => {}); // so that the last save, while leaving, need not ask first
    moved = true;
    clearTimeout(timer);
    const wait = place().fraction >= 1 && !finished ? 0 : APART_MS - (performance.now() - savedAt);
    timer = setTimeout(save, Math.max(QUIET_MS, wait));
  };
  addEventListener("scroll", plan, { passive: true });
  addEventListener("pagehide", () => save({ keepalive: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ keepalive: true });
  });
}

function sayFinished() {
  const form = document.querySelector("form[data-finish]");
  const done = Object.assign(document.createElement("span"), { className: "saved", textContent: "Read" });
  form?.replaceWith(done);
  return true;
}

checkpoints(document);
figures(document);
openMargin();
followReading();
if (document.documentElement.hasAttribute("data-learner")) keepPlace();
