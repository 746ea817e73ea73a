/* The study page: cards wait in the browser, an answer shows at once, reviews go out in batches.
 *
 * Space or Enter shows the answer and then means "Knew it"; 1 to 4 grade; U undoes.
 */

import { api, session, uuid } from "./api.js";
import { drop, flush, keep, waiting } from "./outbox.js";
import { diff } from "./diff.js";
import { judge } from "./study/judge.js";
import { detailHtml } from "./study/detail.js";
import { saveState, toast } from "./shell.js";

const AHEAD = 10; // cards that should be waiting here
const FETCH = 30;
const SEND_AFTER_MS = 4000;
const SEND_AT = 10; // answers

const $ = (id) => document.getElementById(id);
const root = $("study");

class Study {
  constructor() {
    const data = root.dataset;
    this.set = data.set;
    this.mode = data.mode;
    this.extra = Number(data.extra);
    this.all = data.all === "1";
    this.four = data.buttons === "4";
    this.learner = data.learner;
    this.seconds = Number(data.seconds);
    this.goal = Number(data.goal) || Infinity;
    this.answeredBefore = Number(data.answered);
    this.cards = [];
    this.details = new Map();
    this.past = []; // what can be undone, oldest first
    this.current = null;
    this.revealed = false;
    this.started = 0;
    this.left = 0;
    this.complete = false;
    this.sending = null;
  }

  get path() {
    const query = new URLSearchParams({ limit: FETCH });
    if (this.set) query.set("set", this.set);
    if (this.mode) query.set("mode", this.mode);
    if (this.extra) query.set("extra", this.extra);
    if (this.all) query.set("all", "true");
    return `study/queue?${query}`;
  }

  async begin() {
    await this.send();
    await this.refill();
    if (!this.cards.length) return;
    this.next();
  }

  /** Get more cards; those that are here, or were answered and not yet sent, are left out. */
  async refill() {
    const queue = await api("GET", this.path);
    const unsent = new Set((await waiting(this.learner)).map((entry) => entry.card));
    const here = new Set(this.cards.map((card) => card.id));
    if (this.current) here.add(this.current.id);
    const cramDone = this.mode === "cram" ? new Set(this.past.map((entry) => entry.card.id)) : here;
    const fresh = queue.cards.filter(
      (card) => !unsent.has(card.id) && !here.has(card.id) && !cramDone.has(card.id),
    );
    this.cards.push(...fresh);
    this.complete = queue.cards.length < FETCH || !fresh.length;
    this.count(queue.counts);
  }

  count(counts) {
    const { new: fresh, learning, review } = counts;
    const here = this.cards.length + (this.current ? 1 : 0);
    this.left = this.mode === "cram" ? here : Math.max(here, fresh + learning + review);
    this.showProgress();
  }

  showProgress() {
    const answered = this.answeredBefore + this.past.length;
    $("place").textContent = `${this.left} left`;
    $("bar").max = answered + this.left;
    $("bar").value = answered;
    $("minutes").textContent = `about ${Math.max(1, Math.ceil((this.left * this.seconds) / 60))} min`;
  }

  next() {
    this.current = this.cards.shift() ?? null;
    if (!this.current) return void this.finish();
    this.show();
    if (this.cards.length < AHEAD && !this.complete) this.more();
    for (const card of this.cards.slice(0, 3)) this.detail(card);
  }

  show() {
    const card = this.current;
    this.revealed = false;
    this.started = performance.now();
    $("front").innerHTML = card.front_html; // made safe by the server
    $("back").innerHTML = "";
    $("source").innerHTML = "";
    $("diff").hidden = true;
    $("answer").hidden = true;
    $("typed").hidden = !card.typed;
    $("given").value = "";
    $("kicker").textContent = { new: "New card", relearning: "Once more", learning: "Once more" }[card.state] ?? "";
    this.buttons();
    this.showProgress();
    if (card.typed) $("given").focus();
    else $("card").focus({ preventScroll: true });
    this.detail(card);
    performance.mark("card-shown");
  }

  buttons(suggest = 3, words = {}) {
    const grades = $("grades");
    grades.classList.toggle("four", this.four && this.revealed);
    if (!this.revealed) {
      const show = button("Show the answer", "", true);
      show.classList.add("block");
      show.addEventListener("click", () => this.reveal());
      grades.replaceChildren(show);
      return;
    }
    const names = this.four
      ? [[1, "Forgot"], [2, "Hard"], [3, "Good"], [4, "Easy"]]
      : [[1, "Forgot"], [3, "Knew it"]];
    grades.replaceChildren(
      ...names.map(([rating, name]) => {
        const wait = this.mode === "cram" ? "" : `again in ${this.current.intervals[rating]}`;
        const one = button(words[rating] ?? name, wait, rating === suggest);
        one.dataset.rating = rating;
        one.addEventListener("click", () => this.grade(rating));
        return one;
      }),
    );
  }

  reveal() {
    if (!this.current || this.revealed) return;
    this.revealed = true;
    this.thought = performance.now() - this.started;
    $("back").innerHTML = this.current.back_html;
    $("answer").hidden = false;
    $("typed").hidden = true;
    const given = $("given").value.trim();
    this.given = this.current.typed && given ? given : null;
    if (this.given) this.compare();
    else this.buttons();
    this.showDetail();
    if (this.given) $("grades").querySelector(".primary")?.focus();
    performance.mark("answer-shown");
  }

  compare() {
    const known = this.details.get(this.current.id);
    const accept = known?.accept?.length ? known.accept : [$("back").textContent.trim()];
    const right = judge(accept, known?.reject ?? [], this.given);
    $("diff").replaceChildren(
      ...diff(accept[0], this.given).map(([kind, text]) => {
        const part = document.createElement({ same: "span", missing: "ins", extra: "del" }[kind]);
        if (kind === "same") part.className = "ok";
        part.textContent = text;
        return part;
      }),
    );
    $("diff").hidden = false;
    this.buttons(right ? 3 : 1, right ? {} : { 3: "I was right" });
  }

  /** Fetch what stands behind a card, so that it is here when the answer is shown. */
  async detail(card) {
    if (this.details.has(card.id)) return;
    this.details.set(card.id, null);
    try {
      this.details.set(card.id, await api("GET", `study/cards/${card.id}`));
    } catch {
      this.details.delete(card.id); // the card itself works without its sources
    }
    if (this.current === card && this.revealed) this.showDetail();
  }

  showDetail() {
    const known = this.details.get(this.current.id);
    if (known) $("source").innerHTML = detailHtml(known);
  }

  async grade(rating) {
    if (!this.current || !this.revealed) return;
    const card = this.current;
    const entry = {
      id: uuid(),
      learner: this.learner,
      mode: this.mode,
      card: card.id,
      rating,
      reviewed_at: new Date().toISOString(),
      duration_ms: Math.round(performance.now() - this.started),
      answer: this.given ?? null,
    };
    this.past.push({ card, entry });
    this.given = null;
    this.left = Math.max(0, this.left - 1);
    $("undo-form").hidden = false;
    const kept = this.keep(entry);
    if (this.past.length >= this.goal) this.current = null;
    else this.next();
    await kept;
    if (!this.current) return void this.finish();
    if (this.past.length % SEND_AT === 0) this.send();
    else this.sendSoon();
  }

  async keep(entry) {
    saveState($("save-state"), "saving", "Saving…");
    try {
      await keep(entry);
    } catch {
      // Private windows without storage: send it at once instead.
      await this.direct(entry);
    }
  }

  async direct(entry) {
    const { learner: _learner, mode, ...review } = entry;
    const path = `study/reviews${mode ? "?mode=cram" : ""}`;
    await api("POST", path, { sent_at: new Date().toISOString(), reviews: [review] });
  }

  sendSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), SEND_AFTER_MS);
  }

  /** Send what waits; a failure leaves it on this device and says so. */
  send() {
    clearTimeout(this.timer);
    this.sending = (this.sending ?? Promise.resolve()).then(() => this.sendNow());
    return this.sending;
  }

  async sendNow() {
    try {
      const { learner } = await session();
      if (learner?.id !== this.learner) return this.somebodyElse();
      const done = await flush();
      for (const one of done.rejected) toast(one.reason ?? "One answer could not be recorded.");
      if (done.counts && this.mode !== "cram") this.count(done.counts);
      const unsent = (await waiting(this.learner)).length;
      if (!unsent) saveState($("save-state"), "saved", done.sent || this.past.length ? "All answers saved" : "");
      return true;
    } catch (error) {
      if (error.slug === "unauthenticated") return this.somebodyElse();
      const unsent = (await waiting(this.learner).catch(() => [])).length;
      const answers = unsent === 1 ? "1 answer is" : `${unsent} answers are`;
      saveState($("save-state"), "offline", unsent ? `Offline: ${answers} kept on this device` : "Offline");
      this.timer = setTimeout(() => this.send(), 3 * SEND_AFTER_MS);
      return false;
    }
  }

  somebodyElse() {
    saveState($("save-state"), "failed", "You are signed in as somebody else now. Your answers are kept on this device.");
    return false;
  }

  async more() {
    if (this.fetching) return;
    this.fetching = true;
    try {
      if (await this.send()) await this.refill();
    } catch {
      // offline: the cards that are here go on
    } finally {
      this.fetching = false;
    }
  }

  /** All cards that were here are answered: send, look for more, else show what comes when. */
  async finish() {
    $("grades").replaceChildren();
    if (!(await this.send())) return this.waitOffline();
    if (this.past.length < this.goal && this.mode !== "cram") {
      await this.refill();
      if (this.cards.length) return void this.next();
    }
    if (this.mode === "cram") location.assign(location.pathname);
    else location.reload();
  }

  waitOffline() {
    $("front").textContent = "All cards that were here are answered. They are kept on this device and go out when there is a connection.";
    $("answer").hidden = true;
    $("typed").hidden = true;
    addEventListener("online", () => this.finish(), { once: true });
  }

  async undo() {
    const last = this.past.pop();
    if (!last) return void this.undoEarlier();
    if (this.sending) await this.sending;
    try {
      const unsent = await drop([last.entry.id]).catch(() => false);
      if (!unsent && this.mode !== "cram") await api("POST", `study/reviews/${last.entry.id}/undo`, {});
    } catch {
      this.past.push(last);
      toast("This answer has been sent and can be taken back when there is a connection again.");
      return;
    }
    if (this.current) this.cards.unshift(this.current);
    this.current = last.card;
    this.left += 1;
    this.show();
    toast("Taken back.");
  }

  /** Answers from before this page was opened: the server knows the last one. */
  undoEarlier() {
    const form = $("undo-form");
    if (form.elements.review.value) form.submit();
  }

  async mark(kind) {
    const card = this.current;
    if (!card) return;
    const on = kind !== "flag" || !this.details.get(card.id)?.flagged;
    const words = {
      suspend: "This card will not come back until you let it.",
      bury: "This card waits until tomorrow.",
      flag: on ? "Flagged." : "No longer flagged.",
    };
    try {
      await this.send();
      await api("POST", `study/cards/${card.id}/${kind}`, { on });
    } catch (error) {
      toast(error.temporary ? "That needs a connection. Nothing was changed." : error.message);
      return;
    }
    const known = this.details.get(card.id);
    if (known && kind === "flag") known.flagged = on;
    if (kind !== "flag") {
      this.left = Math.max(0, this.left - 1);
      this.next();
    }
    toast(words[kind], { action: { text: "Undo", run: () => this.unmark(card, kind, !on) } });
  }

  async unmark(card, kind, on) {
    await api("POST", `study/cards/${card.id}/${kind}`, { on });
    if (kind === "flag") {
      const known = this.details.get(card.id);
      if (known) known.flagged = on;
      return;
    }
    if (this.current) this.cards.unshift(this.current);
    this.current = card;
    this.left += 1;
    this.show();
  }

  source() {
    if (!this.revealed) this.reveal();
    $("source").scrollIntoView({ block: "nearest" });
    $("source").querySelector("a")?.focus();
  }
}

function button(text, small, primary) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = primary ? "btn primary" : "btn";
  made.append(text);
  if (small) {
    const line = document.createElement("small");
    line.textContent = small;
    made.append(line);
  }
  return made;
}

function onKey(study, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (document.querySelector("dialog[open]")) return;
  const typing = event.target.matches("input, textarea, select");
  if (typing) {
    if (event.key === "Enter" && event.target.id === "given") {
      event.preventDefault();
      study.reveal();
    }
    return;
  }
  const interactive = event.target.closest("a, summary, button");
  const key = event.key.toLowerCase();
  if (key === " " || key === "enter") {
    if (interactive && !interactive.closest("#grades")) return;
    if (interactive?.dataset.rating) return; // the button itself is meant
    event.preventDefault();
    if (study.revealed) study.grade(3);
    else study.reveal();
    return;
  }
  const actions = {
    u: () => study.undo(),
    s: () => study.source(),
    b: () => study.mark("bury"),
    f: () => study.mark("flag"),
    "?": () => $("keys").showModal(),
  };
  const rating = study.four ? { 1: 1, 2: 2, 3: 3, 4: 4 }[key] : { 1: 1, 2: 3 }[key];
  if (rating && study.revealed) study.grade(rating);
  else if (actions[key]) actions[key]();
  else return;
  event.preventDefault();
}

function wire(study) {
  document.addEventListener("keydown", (event) => onKey(study, event));
  $("typed").addEventListener("submit", (event) => {
    event.preventDefault();
    study.reveal();
  });
  $("undo-form").addEventListener("submit", (event) => {
    if (!study.past.length) return;
    event.preventDefault();
    study.undo();
  });
  for (const one of document.querySelectorAll("[data-mark]")) {
    one.addEventListener("click", (event) => {
      event.preventDefault();
      one.closest("details").open = false;
      study.mark(one.dataset.mark);
    });
  }
  const source = document.querySelector("[data-source]");
  const keys = document.querySelector("[data-keys]");
  for (const one of [source, keys]) one.hidden = false;
  source.addEventListener("click", () => {
    source.closest("details").open = false;
    study.source();
  });
  keys.addEventListener("click", () => $("keys").showModal());
  addEventListener("online", () => study.send());
  addEventListener("pagehide", () => flush({ keepalive: true }).catch(() => {}));
}

/** The end page: when the next card is due, it appears by itself. */
function watchEnd(end) {
  const wait = Date.parse(end.dataset.next) - Date.now();
  if (wait > 0 && wait < 3_600_000) setTimeout(() => location.reload(), wait + 1000);
}

if (root) {
  const study = new Study();
  study
    .begin()
    .then(() => wire(study))
    .catch(() => {}); // without the server the plain forms of the page stay
} else if ($("end")) {
  flush()
    .then((done) => done.sent && location.reload())
    .catch(() => {});
  watchEnd($("end"));
}
