/* Drawn figures: without this everything is visible, with it one thing at a time. */

import { layers } from "./figures/layers.js";
import { panels } from "./figures/panels.js";
import { sorter } from "./figures/sorter.js";
import { walk } from "./figures/walk.js";

/** Bring the figures of a page to life. */
export function figures(page) {
  for (const figure of page.querySelectorAll("figure[data-figure]")) {
    layers(figure);
    panels(figure);
    walk(figure);
    sorter(figure);
    for (const fold of figure.querySelectorAll("details[data-fold]")) fold.open = false;
  }
}
