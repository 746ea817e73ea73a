/* A slider between two buttons: one of several things at a time, in order. */

/** An element of a class, with attributes and text. */
export function make(name, className, text = "", attributes = {}) {
  const made = Object.assign(document.createElement(name), { className, textContent: text });
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** A slider over `names`, called `label`; `show(index)` follows it. Gives {box, set}. */
export function slider(label, names, show) {
  const box = make("div", "walk");
  const range = make("input", "", "", { type: "range", min: "1", max: String(names.length), "aria-label": label });
  const back = make("button", "btn", "←", { type: "button", "aria-label": "Earlier" });
  const on = make("button", "btn", "→", { type: "button", "aria-label": "Later" });
  const set = (index) => {
    range.value = String(index + 1);
    range.setAttribute("aria-valuetext", names[index]);
    back.disabled = index === 0;
    on.disabled = index === names.length - 1;
    show(index);
  };
  const step = (by) => () => {
    const next = Number(range.value) - 1 + by;
    // The button goes grey at the end and would drop the focus.
    if (next === 0 || next === names.length - 1) range.focus({ preventScroll: true });
    set(next);
  };
  range.addEventListener("input", () => set(Number(range.value) - 1));
  back.addEventListener("click", step(-1));
  on.addEventListener("click", step(1));
  box.append(back, range, on);
  return { box, set };
}
