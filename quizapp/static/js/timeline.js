/* The strip of periods by keyboard: arrows, Home and End go along it, Enter looks closer (a link
 * does that by itself), Escape looks from further away. */

const STRIP = "[data-strip]";

function along(strip, key) {
  const links = [...strip.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (at < 0) return null;
  const goal = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: links.length - 1 }[key];
  return goal === undefined ? null : links[Math.min(links.length - 1, Math.max(0, goal))];
}

document.addEventListener("keydown", (event) => {
  const strip = event.target.closest?.(STRIP);
  if (!strip || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "Escape") {
    // The nearest way out is the last one of the path.
    [...document.querySelectorAll("[data-zoom-out]")].pop()?.click();
    return;
  }
  const next = along(strip, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
});

/* After a step in or out, the keys go on where they were: in the strip. */
document.addEventListener("swapped", (event) => {
  const key = event.detail ?? "";
  const strip = document.querySelector(STRIP);
  if (!strip || !/^(period|zoom)-/.test(key) || strip.contains(document.activeElement)) return;
  (strip.querySelector("[aria-current]") ?? strip.querySelector("a"))?.focus({ preventScroll: true });
});
