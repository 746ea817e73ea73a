/* One sitting: the cards that wait here, the one that is shown, the answers given.
 *
 * An answer shows at once from what is here already. Answers are kept on the device first and go
 * out in batches; more cards come while there are still some left.
 */

import { api, session, uuid } from "../api.js";
import { flush, keep, keepUndo, waiting } from "../outbox.js";
import { toast } from "../shell.js";
import { judge } from "./judge.js";
import { localTime } from "./moment.js";
import { lastAnswer, unsentWords } from "./unsent.js";
import * as view from "./view.js";

const AHEAD = 10; // cards that should be waiting here
const FETCH = 30;
const FETCH_CRAM = 200;
const SEND_AFTER_MS = 4000;
const RETRY_MS = 12_000;
const SEND_AT = 10; // answers

export class Drill {
  constructor(data) {
    this.set = data.set;
    this.mode = data.mode;
    this.extra = Number(data.extra);
    this.all = data.all === "1";
    this.ahead = data.ahead === "1";
    this.four = data.buttons === "4";
    this.learner = data.learner;
    this.seconds = Number(data.seconds);
    this.goal = Number(data.goal) || Infinity;
    this.first = data.first;
    this.answeredBefore = Number(data.answered);
    this.cards = [];
    this.details = new Map();
    this.asked = new Map(); // requests for details, under way or answered
    this.past = []; // what can be undone, oldest first
    this.current = null;
    this.revealed = false;
    this.given = null;
    this.left = 0;
    this.unmet = 0; // of those left, cards never answered
    this.complete = false;
    this.sending = Promise.resolve();
    this.hasty = false; // the answer was asked for before there was a card
  }

  get path() {
    const query = new URLSearchParams({ limit: this.mode ? FETCH_CRAM : FETCH });
    if (this.set) query.set("set", this.set);
    if (this.mode) query.set("mode", this.mode);
    if (this.extra) query.set("extra", this.extra);
    if (this.all) query.set("all", "true");
    if (this.ahead) query.set("ahead", "true");
    return `study/queue?${query}`;
  }

  /** Where it is said what comes when. */
  get endAddress() {
    const wishes = new URLSearchParams(location.search);
    for (const name of ["card", "front", "answer", "mode", "ahead"]) wishes.delete(name);
    return `${location.pathname}?${wishes}`;
  }

  /** Send what an earlier page has left, get cards, show the one that the page shows. */
  async begin() {
    const unsent = await waiting(this.learner);
    view.undoFrom(lastAnswer(unsent));
    await this.send();
    await this.refill();
    const shown = this.cards.findIndex((card) => card.id === this.first);
    if (shown > 0) this.cards.unshift(...this.cards.splice(shown, 1));
    // A page that was made before the last answers arrived may show a card that they have moved:
    // what is not in the queue is shown only if the address asks for it by name.
    const answered = unsent.some((entry) => entry.card === this.first);
    const named = new URLSearchParams(location.search).has("card");
    if (shown < 0 && named && !answered) await this.fetchFirst();
    if (!this.next()) await this.finish();
  }

  /** The page's own card, where it was asked for by name and is not in the queue. */
  async fetchFirst() {
    const known = await api("GET", `study/cards/${this.first}`);
    this.details.set(this.first, known);
    this.cards.unshift(known.card);
  }

  /** Get more cards; those that are here, or were answered a moment ago, are left out. */
  async refill() {
    const before = this.mode ? 0 : this.past.length;
    const unsent = (await waiting(this.learner)).map((entry) => entry.card);
    const queue = await api("GET", this.path);
    const answered = this.past.slice(before).map((one) => one.card.id);
    const known = new Set([...unsent, ...answered, ...this.cards.map((card) => card.id), this.current?.id]);
    const fresh = queue.cards.filter((card) => !known.has(card.id));
    this.cards.push(...fresh);
    this.complete = queue.cards.length < FETCH || !fresh.length;
    const here = this.cards.length + (this.current ? 1 : 0);
    const { new: unmet, learning, review } = queue.counts;
    this.left = this.mode ? here : Math.max(here, unmet + learning + review);
    this.unmet = this.mode ? 0 : unmet;
    this.progress();
  }

  /** A card went out of what is left (-1) or came back (1). */
  countUnmet(card, change) {
    if (card.state === "new" && !this.mode) this.unmet = Math.max(0, this.unmet + change);
  }

  progress() {
    view.showProgress(this.answeredBefore + this.past.length, this.left, this.unmet, this.seconds);
  }

  /** Show the next card; false if there is none here. */
  next() {
    this.current = this.cards.shift() ?? null;
    if (!this.current) return false;
    this.show();
    if (this.cards.length < AHEAD && !this.complete) this.more();
    for (const card of this.cards.slice(0, 2)) this.detail(card);
    return true;
  }

  show() {
    const hasty = this.hasty;
    this.hasty = false;
    this.revealed = false;
    this.given = null;
    this.started = performance.now();
    view.showFront(this.current, this.details.get(this.current.id)?.flagged, () => this.reveal());
    this.progress();
    this.detail(this.current);
    performance.mark("card-shown");
    if (hasty && !this.current.typed) this.reveal();
  }

  reveal() {
    if (!this.current || this.revealed) return;
    this.revealed = true;
    const typed = view.showBack(this.current);
    this.given = this.current.typed && typed ? typed : null;
    if (this.given) this.compare();
    else this.grades({});
    this.showDetail();
    view.leadToAnswer();
    performance.mark("answer-shown");
  }

  grades(options) {
    const intervals = this.mode ? null : this.current.intervals;
    view.showGrades({ four: this.four, intervals, onGrade: (rating) => this.grade(rating), ...options });
  }

  compare() {
    const known = this.details.get(this.current.id);
    const accept = known?.accept?.length ? known.accept : [view.expected()];
    this.right = judge(accept, known?.reject ?? [], this.given);
    view.showDiff(accept[0], this.given);
    this.grades({ suggest: this.right ? 3 : 1, words: this.right ? {} : { 3: "I was right" }, focus: true });
  }

  /** What Space means: "Knew it", or what the typed answer suggests. */
  get suggested() {
    return this.given && !this.right ? 1 : 3;
  }

  /** Fetch what stands behind a card, so that it is here when the answer is shown. */
  async detail(card) {
    if (this.details.has(card.id)) return;
    if (!this.asked.has(card.id)) this.asked.set(card.id, this.fetchDetail(card));
    await this.asked.get(card.id);
  }

  async fetchDetail(card) {
    try {
      this.details.set(card.id, await api("GET", `study/cards/${card.id}`));
    } catch {
      this.asked.delete(card.id); // the card itself works without its sources
      return;
    }
    if (this.current?.id !== card.id) return;
    view.showKicker(card, this.details.get(card.id).flagged);
    if (this.revealed) this.showDetail();
  }

  showDetail() {
    const known = this.details.get(this.current.id);
    if (known) view.showDetail(known);
  }

  async grade(rating) {
    if (!this.current || !this.revealed) return;
    const entry = {
      id: uuid(),
      learner: this.learner,
      mode: this.mode,
      card: this.current.id,
      rating,
      reviewed_at: localTime(),
      duration_ms: Math.min(86_400_000, Math.round(performance.now() - this.started)),
      answer: this.given,
    };
    this.past.push({ card: this.current, review: entry.id });
    this.left = Math.max(0, this.left - 1);
    this.countUnmet(this.current, -1);
    view.showUndo(true);
    const kept = keep(entry);
    const enough = this.past.length >= this.goal;
    if (enough) this.current = null;
    const going = !enough && this.next();
    this.progress();
    const safe = await kept;
    if (safe) await this.tellKept();
    if (!going) await this.finish();
    else if (!safe || this.past.length % SEND_AT === 0) this.send();
    else this.sendSoon(SEND_AFTER_MS);
  }

  /** Where the last answers are until the next batch goes out. */
  async tellKept() {
    if (navigator.onLine) view.showSaving("kept", "Kept, sent in a moment");
    else view.showSaving("offline", unsentWords("Offline", await waiting(this.learner)));
  }

  sendSoon(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), ms);
  }

  /** Send what waits, one batch after the other; true if nothing is left on this device. */
  send() {
    clearTimeout(this.timer);
    this.sending = this.sending.then(() => this.sendNow());
    return this.sending;
  }

  async sendNow() {
    try {
      const { learner } = await session();
      if (learner?.id !== this.learner) return this.signedOut(learner);
      const done = await flush();
      for (const one of done.rejected) toast(one.reason ?? "One answer could not be recorded.");
      if ((await waiting(this.learner)).length) return await this.sendNow(); // answered meanwhile
      if (this.past.length || done.sent) view.showSaving("saved", "All answers saved");
      return true;
    } catch (error) {
      if (error.slug === "unauthenticated") return this.signedOut((await session(true)).learner);
      const why = error.name === "OfflineError" ? "Offline" : "Not sent yet";
      view.showSaving("offline", unsentWords(why, await waiting(this.learner)));
      this.sendSoon(RETRY_MS);
      return false;
    }
  }

  /** This browser is nobody's now, or somebody else's: the answers wait for their learner. */
  signedOut(learner) {
    const who = learner ? "You are signed in as somebody else now." : "You are logged out here.";
    view.showSignedOut(`${who} Your answers are kept on this device.`, !learner);
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
    const sent = await this.send();
    if (this.current) return; // an answer was taken back meanwhile
    if (!sent) {
      view.showStranded();
      addEventListener("online", () => this.finish(), { once: true });
      return;
    }
    if (this.past.length < this.goal) {
      await this.refill();
      if (this.current || this.next()) return;
    }
    location.replace(this.endAddress);
  }

  /** Take the last answer back, sent or not; before those of this page the server knows the last. */
  async undo() {
    const last = this.past.pop();
    if (!last) return false;
    if (this.current) this.cards.unshift(this.current);
    this.cards = this.cards.filter((card) => card.id !== last.card.id);
    this.current = last.card;
    this.left += 1;
    this.countUnmet(last.card, 1);
    this.show();
    view.showUndo(this.past.length > 0);
    await keepUndo(this.learner, last.review);
    await this.tellKept();
    toast("Taken back.");
    this.sendSoon(SEND_AFTER_MS);
    return true;
  }

  async mark(kind) {
    const card = this.current;
    if (!card) return;
    // Which way the flag goes is known when the card's details are; asked for before the flag was
    // set, they would take it out of the page again.
    if (kind === "flag") await this.detail(card);
    const on = kind !== "flag" || !this.details.get(card.id)?.flagged;
    const words = {
      suspend: "This card stays away until you bring it back under",
      bury: "This card waits until tomorrow.",
      flag: on ? "Flagged." : "No longer flagged.",
    };
    if (!(await this.setMark(card, kind, on))) return;
    if (kind !== "flag") {
      this.left = Math.max(0, this.left - 1);
      this.countUnmet(card, -1);
      if (!this.next()) await this.finish();
    }
    const link = kind === "suspend" ? view.setAside() : null;
    toast(words[kind], { link, action: { text: "Undo", run: () => this.unmark(card, kind, !on) } });
  }

  async setMark(card, kind, on) {
    try {
      await api("POST", `study/cards/${card.id}/${kind}`, { on }, { learner: this.learner });
    } catch (error) {
      toast(error.temporary ? "That needs a connection. Nothing was changed." : error.message);
      return false;
    }
    const known = this.details.get(card.id);
    if (known && kind === "flag") known.flagged = on;
    const flagged = known ? known.flagged : kind === "flag" && on;
    if (this.current?.id === card.id) view.showKicker(card, flagged);
    return true;
  }

  async unmark(card, kind, on) {
    if (!(await this.setMark(card, kind, on)) || kind === "flag") return;
    if (this.current) this.cards.unshift(this.current);
    this.current = card;
    this.left += 1;
    this.countUnmet(card, 1);
    this.show();
  }

  source() {
    this.reveal();
    view.leadToSource();
  }
}
