/* The same map at several dates: one at a time behind a slider, or all beside one another. */

import { make, slider } from "./slider.js";

/** Put a slider before the maps of a figure that has several. */
export function panels(figure) {
  const list = figure.querySelector("[data-panels]");
  const maps = [...(list?.children ?? [])];
  if (maps.length < 2) return;
  let at = 0;
  let all = false;
  const draw = () => {
    list.classList.toggle("single", !all);
    for (const [index, map] of maps.entries()) map.classList.toggle("hushed", !all && index !== at);
  };
  const names = maps.map((map) => map.querySelector(".panel-title").textContent.trim().replace(/\s+/g, " "));
  const { box, set } = slider("Date of the map", names, (index) => {
    at = index;
    draw();
  });
  const both = make("button", "link all", "Show all maps", { type: "button" });
  both.addEventListener("click", () => {
    all = !all;
    for (const control of box.querySelectorAll("input, .btn")) control.disabled = all;
    both.textContent = all ? "One map at a time" : "Show all maps";
    if (all) draw();
    else set(at);
  });
  box.append(both);
  list.before(box);
  set(0);
}
