/* Lines that are drawn over a map: each can be taken off and put back. */

import { make } from "./slider.js";

/** Put a check box before the map for each line over it. */
export function layers(figure) {
  const named = [...figure.querySelectorAll("[data-layer][data-name]")];
  if (!named.length) return;
  const box = make("div", "layers");
  for (const layer of named) {
    const tick = make("input", "", "", { type: "checkbox" });
    tick.checked = true;
    tick.addEventListener("change", () => {
      const parts = layer.closest("svg").querySelectorAll(`[data-layer="${layer.dataset.layer}"]`);
      for (const part of parts) part.classList.toggle("hushed", !tick.checked);
    });
    const label = make("label", "");
    label.append(tick, `Show: ${layer.dataset.name}`);
    box.append(label);
  }
  figure.prepend(box);
}
