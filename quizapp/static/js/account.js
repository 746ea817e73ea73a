/* Passwords that can be shown, codes that can be copied and printed. Without it the pages work too. */

import { toast } from "./shell.js";

function addReveal() {
  for (const box of document.querySelectorAll("[data-reveal]")) {
    const input = box.querySelector("input");
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "link reveal", textContent: "Show",
    });
    button.setAttribute("aria-label", "Show the password");
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-controls", input.id);
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.textContent = shown ? "Hide" : "Show";
      button.setAttribute("aria-pressed", String(shown));
      input.focus();
    });
    // A password must not end up in the browser's memory of plain text fields.
    input.form.addEventListener("submit", () => { input.type = "password"; });
    const row = Object.assign(document.createElement("div"), { className: "reveal-row" });
    input.replaceWith(row);
    row.append(input, button);
  }
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

function addCopy() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        toast("Copied.");
      } catch { // plain http on a school network has no clipboard
        select(source);
        toast("The code is selected: press Ctrl+C, or hold it to copy.");
      }
    });
  }
}

function addPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

/* A code is shown once. Reloading would send the form again: lead to the account page instead. */
if (document.getElementById("recovery-code")) history.replaceState(null, "", "/account");

addReveal();
addCopy();
addPrint();
