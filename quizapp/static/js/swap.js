/* Filters without a new page: a link or a form of <… data-swap id="…"> that leads to the same
 * page is fetched, and the element with that id is replaced. The address follows, back and forward
 * work, the focus stays where it was, and what was found is said aloud ([data-said]).
 * Whatever goes wrong, the browser goes to the address itself. */

const PLACE = "[data-swap]";
const voice = document.createElement("p");
voice.className = "vh";
voice.setAttribute("role", "status");
document.body.append(voice);
let last = 0;

/** The address that a click asks for, when it leads to another view of this page. */
function wanted(event) {
  const link = event.target.closest?.(`${PLACE} a[href]`);
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const url = new URL(link.href);
  const same = url.origin === location.origin && url.pathname === location.pathname;
  return same && !url.hash && url.href !== location.href ? { url, key: link.dataset.key } : null;
}

/** Rows of filters that scroll sideways begin with what is chosen in view. */
function reveal() {
  for (const row of document.querySelectorAll(`${PLACE} :is(.filters, .strip)`)) {
    const chosen = row.querySelector("[aria-current]");
    if (chosen && row.scrollWidth > row.clientWidth) {
      row.scrollLeft = chosen.getBoundingClientRect().left - row.getBoundingClientRect().left - 40;
    }
  }
}

async function show(url, key) {
  const turn = (last += 1);
  const old = document.querySelector(PLACE);
  old.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(old.id);
    if (turn !== last) return; // a later choice is under way
    if (!answer.ok || !fresh) throw new Error(`no ${old.id} in the answer`);
    old.replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    if (key) fresh.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
    reveal();
    voice.textContent = fresh.querySelector("[data-said]")?.textContent ?? "";
    document.dispatchEvent(new CustomEvent("swapped", { detail: key }));
  } catch {
    if (turn === last) location.assign(url);
  }
}

document.addEventListener("click", (event) => {
  const choice = wanted(event);
  if (!choice) return;
  event.preventDefault();
  history.pushState(null, "", choice.url);
  show(choice.url, choice.key);
});

let path = location.pathname + location.search;
addEventListener("popstate", () => {
  const now = location.pathname + location.search;
  if (now !== path || document.querySelector(PLACE)?.getAttribute("aria-busy")) show(new URL(location.href), null);
  path = now;
});
document.addEventListener("swapped", () => {
  path = location.pathname + location.search;
});
reveal();
