/* The time that is left, by the server's clock.
 *
 * The device's clock may be years off, so only differences of it count: every moment that the
 * server names (in the page, in an answer) says that its clock was at least there then.
 */

const ANNOUNCED = [600, 300, 60];
const LOW_SECONDS = 60;

export class Timer {
  /** `deadline` and `serverNow` as ISO texts; `onTick(text, seconds)` each second; `onOver` once. */
  constructor(deadline, serverNow, { onTick, onOver, announce }) {
    this.deadline = Date.parse(deadline);
    this.ahead = -Infinity;
    this.handlers = { onTick, onOver, announce };
    this.said = new Set();
    this.over = false;
    this.heard(serverNow, 0);
    // What has already gone by is not announced.
    for (const mark of ANNOUNCED) if (this.left <= mark) this.said.add(mark);
    this.tick();
    this.interval = setInterval(() => this.tick(), 500);
  }

  /** The server's clock was at `moment` (at `at` ms of this page's life, by default now). */
  heard(moment, at = performance.now()) {
    const time = Date.parse(moment);
    if (!Number.isNaN(time)) this.ahead = Math.max(this.ahead, time - at);
  }

  /** Seconds that are left. */
  get left() {
    return (this.deadline - this.ahead - performance.now()) / 1000;
  }

  tick() {
    const seconds = Math.max(0, Math.ceil(this.left));
    this.handlers.onTick(words(seconds), seconds, seconds <= LOW_SECONDS);
    const mark = ANNOUNCED.find((one) => seconds <= one && !this.said.has(one));
    if (mark && seconds > 0) {
      for (const one of ANNOUNCED) if (one >= mark) this.said.add(one);
      this.handlers.announce(`${Math.round(mark / 60)} minute${mark === 60 ? "" : "s"} left`);
    }
    if (this.left <= 0 && !this.over) {
      this.over = true;
      clearInterval(this.interval);
      this.handlers.onOver();
    }
  }
}

/** `3 days`, `1:05:09`, `12:04`, `0:42`. */
function words(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Ask the server for its time; null where it cannot be reached. The header counts whole seconds. */
export async function serverTime() {
  try {
    const response = await fetch("/healthz", { cache: "no-store" });
    return response.headers.get("Date");
  } catch {
    return null;
  }
}
