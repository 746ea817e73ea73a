/* Handing in: first the answers that wait, then the attempt.
 *
 * What the server could not be told is tried again, by itself and when the connection is back, until
 * it has arrived or the learner takes her wish back. Until then a dialog says that nothing is handed in:
 * whoever has pressed the button looks nowhere else. The id in the page makes a second arrival harmless.
 * `hooks` are  state(name, text) · lock(locked) · unsent() · done(answer) · clear() (another dialog
 * gives way)
 */

import { api } from "../api.js";

const AGAIN_MS = 5000;
const OVER = "The time is over. What was saved in time is handed in, and the result comes, when the server can be reached.";
const RUNS_ON = " The time runs on: what arrives after it does not count.";

export class Handing {
  constructor(form, dialog, saver, hooks) {
    Object.assign(this, { form, dialog, saver, hooks });
    this.wanted = false;
    this.over = false; // the time of the attempt
    this.trying = null;
    this.wish = 0; // how often a wish has ended
    this.shown = false; // that it is not handed in
    addEventListener("online", () => this.wanted && this.again());
    dialog.addEventListener("close", () => this.shown && this.takeBack());
    dialog.addEventListener("cancel", (event) => this.over && event.preventDefault());
    dialog.querySelector("[data-back]").addEventListener("click", () => dialog.close());
    dialog.querySelector("[data-again]").addEventListener("click", () => this.ask());
  }

  /** The learner wishes it. Resolves when it has been tried. */
  ask() {
    this.wanted = true;
    return this.again();
  }

  /** Nothing can be answered any more: it is handed in, wished or not. */
  timeOver() {
    this.over = true;
    return this.ask();
  }

  /** Somebody else has done it, or there is something to be decided first. */
  stop() {
    this.wanted = false;
    this.wish += 1;
    this.trying = null; // what is still under way belongs to the old wish: a new one locks and sends anew
    this.shown = false;
    clearTimeout(this.timer);
    this.dialog.close();
  }

  again() {
    clearTimeout(this.timer);
    if (this.trying) return this.trying;
    const trying = this.once(this.wish).finally(() => {
      if (this.trying === trying) this.trying = null;
    });
    this.trying = trying;
    return trying;
  }

  async once(wish) {
    this.hooks.lock(true);
    this.hooks.state("saving", "Handing in");
    await this.saver.flush();
    if (wish !== this.wish) return;
    const { trouble } = this.saver;
    if (this.hooks.unsent() && !this.over) {
      this.failed(trouble);
      return;
    }
    try {
      const { attempt, submit: id } = this.form.dataset;
      this.hooks.done(await api("POST", `attempts/${attempt}/submit`, { id }));
    } catch (error) {
      if (wish === this.wish) this.failed(error);
    }
  }

  failed(error) {
    const temporary = !error || error.temporary;
    const why = temporary ? this.waitingFor(error) : error.message;
    this.hooks.state(temporary ? "offline" : "failed", `Not handed in${temporary ? " yet" : ""}`);
    this.wanted = temporary;
    if (temporary) this.timer = setTimeout(() => this.again(), AGAIN_MS);
    this.show(temporary ? "Not handed in yet" : "Not handed in", why);
  }

  waitingFor(error) {
    if (this.over) return OVER;
    const offline = error?.name === "OfflineError";
    const what = offline ? "There is no connection." : "The server cannot take it at the moment.";
    const when = offline ? "the connection is back" : "it can";
    const runs = this.form.dataset.deadline ? RUNS_ON : "";
    return `${what} Your answers are kept on this device, and the quiz is handed in by itself as soon as ${when}. Please keep this page open until then.${runs}`;
  }

  show(title, why) {
    this.dialog.querySelector("h2").textContent = title;
    const text = this.dialog.querySelector("p");
    if (text.textContent !== why) text.textContent = why; // else it would be read out every time
    this.dialog.querySelector("[data-back]").hidden = this.over;
    this.shown = true;
    if (this.dialog.open) return;
    this.hooks.clear();
    this.dialog.showModal();
  }

  takeBack() {
    if (this.over) return;
    this.stop();
    this.hooks.lock(false);
    this.hooks.state("failed", "Not handed in");
  }
}
