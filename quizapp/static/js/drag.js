/* Dragging with a mouse, a pen or a finger. A finger drags by the grip only, so that it can scroll. */

const APART = 6; // px after which a press is a drag and no click

/** Let `item` be dragged onto elements that match `targets`; `drop(target)` when it is let go there. */
export function draggable(item, grip, targets, drop) {
  let over = null;
  let dragged = false;
  const mark = (target) => {
    over?.classList.remove("over");
    over = target;
    over?.classList.add("over");
  };
  const move = (from) => (event) => {
    const [x, y] = [event.clientX - from.clientX, event.clientY - from.clientY];
    if (!dragged && Math.hypot(x, y) < APART) return;
    dragged = true;
    item.classList.add("dragged");
    item.style.transform = `translate(${x}px, ${y}px)`;
    mark(document.elementFromPoint(event.clientX, event.clientY)?.closest(targets) ?? null);
  };
  const rest = () => {
    mark(null);
    item.classList.remove("dragged");
    item.style.transform = "";
  };
  item.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button !== 0 || (event.pointerType === "touch" && !grip.contains(event.target))) return;
    // A quick hand leaves the tile before its first movement is told: the whole page listens.
    const held = new AbortController();
    const { signal } = held;
    addEventListener("pointermove", move(event), { signal });
    addEventListener("pointerup", () => {
      const target = over;
      held.abort();
      rest();
      if (dragged && target) drop(target);
    }, { signal });
    addEventListener("pointercancel", () => {
      held.abort();
      rest();
    }, { signal });
  });
  // The press that ends a drag is no click on the tile. A click by keys has no detail.
  item.addEventListener("click", (event) => {
    if (dragged && event.detail > 0) event.stopPropagation();
    dragged = false;
  }, { capture: true });
}
