/* Pasting many questions: the list of what is read follows what is typed and chosen. */

const AFTER_MS = 400;
const form = document.getElementById("paste");
let timer = null;
let asked = 0;

async function renew() {
  const mine = (asked += 1);
  const sent = new FormData(form);
  sent.set("go", "look");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const made = page.querySelector("[data-parsed]");
    if (!made || mine !== asked) return;
    document.querySelector("[data-parsed]").replaceWith(made);
    const take = form.querySelector("[data-take]");
    take.hidden = !made.dataset.count;
    take.classList.toggle("primary", !take.hidden); // one of the two is what comes next
    form.querySelector("[data-look]").classList.toggle("primary", take.hidden);
    take.querySelector("[data-good]").textContent = made.dataset.count;
  } catch {
    // without the server the list stays as it is
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(renew, AFTER_MS);
});
