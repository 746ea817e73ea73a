/* The last look before an attempt is handed in: what is unanswered, what is flagged. */

/** Open the dialog; `total` questions, positions that are `empty` or `flagged`, `go(position)`. */
export function showCheck(dialog, { total, empty, flagged, number, go }) {
  const summary = dialog.querySelector("[data-summary]");
  const links = (text, positions) => {
    const list = Object.assign(document.createElement("ul"), { className: "jumps" });
    list.setAttribute("aria-label", text);
    for (const position of positions) {
      const entry = document.createElement("li");
      entry.append(link(dialog, position, number(position), go));
      list.append(entry);
    }
    return [line(`${text}:`), list];
  };
  const count = line(`${total - empty.length} of ${total} answered.`);
  count.id = "check-count";
  dialog.setAttribute("aria-describedby", count.id);
  summary.replaceChildren(count);
  if (empty.length) summary.append(...links("Not answered", empty));
  if (flagged.length) summary.append(...links("Flagged", flagged));
  dialog.showModal();
  // Else the browser takes the first number, and handing in would be as many steps away as there
  // are numbers; this button also does no harm when Enter is pressed once too often.
  dialog.querySelector("[data-close]").focus();
}

function line(text) {
  return Object.assign(document.createElement("p"), { textContent: text });
}

function link(dialog, position, number, go) {
  const button = Object.assign(document.createElement("button"), {
    className: "btn small num", type: "button", textContent: number,
  });
  button.setAttribute("aria-label", `Question ${number}`);
  button.addEventListener("click", () => {
    dialog.close();
    go(position);
  });
  return button;
}
