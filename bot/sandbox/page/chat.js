// What is on a phone's screen: the rows of messages in their order, the days between them, and where one reads.

import { el } from "./dom.js";
import { messageRow, noteRow } from "./message.js";
import { DAY_IN_CHAT, moment, say, written } from "./words.js";

const NEAR_THE_END_PX = 90;
const LEAVING_MS = 220;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class Chat {
  /** `phone` is whose chat it is: it gives the language and hears what is pressed in the rows. */
  constructor(phone) {
    this.phone = phone;
    this.messages = new Map();
    this.rows = new Map();
    this.notes = [];
    this.log = el("div", { class: "log", role: "log", tabindex: 0, "data-testid": `log-${phone.id}`,
      onscroll: () => this.#scrolled() });
    this.following = true;
    this.top = 0;
    new ResizeObserver(() => this.settle()).observe(this.log);
    this.#welcome();
  }

  get empty() {
    return this.messages.size === 0;
  }

  /** Forgets everything shown. */
  clear() {
    this.messages.clear();
    this.rows.clear();
    this.notes = [];
    this.log.replaceChildren();
    this.#welcome();
  }

  /** Takes in new, edited and deleted messages; gives how many of the bot's are new. */
  receive(messages, quietly) {
    let news = 0;
    for (const message of messages) {
      if (message.deleted) {
        this.#remove(message.message_id);
        continue;
      }
      if (!this.messages.has(message.message_id) && message.from_bot) news += 1;
      this.messages.set(message.message_id, message);
      this.#draw(message, !quietly);
    }
    this.#days();
    this.#welcome();
    const mine = messages.some((message) => !message.from_bot && !message.edited && !message.deleted);
    if (this.following || mine || quietly) this.toEnd(!quietly);
    return news;
  }

  #draw(message, moving) {
    const row = messageRow(message, this.phone);
    row.dataset.order = message.message_id;
    const old = this.rows.get(message.message_id);
    this.rows.set(message.message_id, row);
    if (old) {
      const focused = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
      old.replaceWith(row);
      if (focused >= 0) row.querySelectorAll("button, a")[focused]?.focus({ preventScroll: true });
      if (moving) row.classList.add("changed");
      return;
    }
    if (moving) row.classList.add("arriving");
    this.#place(row);
  }

  #place(row) {
    const order = Number(row.dataset.order);
    const later = [...this.log.children].find((other) => Number(other.dataset.order) > order);
    this.log.insertBefore(row, later ?? null);
  }

  #remove(messageId) {
    this.messages.delete(messageId);
    const row = this.rows.get(messageId);
    this.rows.delete(messageId);
    if (!row) return;
    row.removeAttribute("data-message-id");
    row.removeAttribute("data-testid");
    row.inert = true;
    row.classList.add("leaving");
    setTimeout(() => {
      row.remove();
      this.#days();
    }, LEAVING_MS);
  }

  /** Draws every message again: the language has changed, or who else can scan a picture. */
  redraw() {
    this.log.replaceChildren();
    this.rows.clear();
    for (const message of this.messages.values()) this.#draw(message, false);
    for (const note of this.notes) this.#drawNote(note);
    this.#days();
    this.#welcome();
    this.toEnd(false);
  }

  // A line with the date wherever the day changes, so that a moved clock can be seen in the chat.
  #days() {
    this.log.querySelectorAll(".day").forEach((line) => line.remove());
    let last = "";
    for (const row of [...this.log.children]) {
      const message = this.messages.get(Number(row.dataset.messageId));
      if (!message) continue;
      const day = written(this.phone.language, moment(message.date), DAY_IN_CHAT);
      if (day !== last) row.before(el("div", { class: "day" }, el("span", {}, day)));
      last = day;
    }
  }

  #atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END_PX;
  }

  // Only going up is leaving the end: it is also out of view while a picture grows or the way down is smooth.
  #scrolled() {
    const { scrollTop } = this.log;
    if (this.#atEnd()) this.following = true;
    else if (scrollTop < this.top) this.following = false;
    this.top = scrollTop;
  }

  toEnd(smoothly) {
    this.following = true;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smoothly && !STILL.matches ? "smooth" : "instant" });
  }

  /** After a picture has come in or the phone has changed its size: stay at the end if the reader was there. */
  settle() {
    if (this.following) this.toEnd(false);
  }

  /** Adds a bubble of this page's own: `{text, from, date}`. */
  addNote(note) {
    const placed = { ...note, order: Math.max(0, ...this.messages.keys()) + 0.5 };
    this.notes.push(placed);
    this.#welcome();
    this.#drawNote(placed);
    this.toEnd(true);
  }

  #drawNote(note) {
    const row = noteRow(note, this.phone);
    row.dataset.order = note.order;
    this.#place(row);
  }

  // The money box and a line, for as long as nothing has been said.
  #welcome() {
    const shown = this.log.querySelector(".welcome");
    const wanted = this.empty && !this.notes.length;
    if (shown && !wanted) shown.remove();
    if (!shown && wanted) {
      this.log.append(el("div", { class: "welcome" }, el("img", { src: "page/kumbara.svg", alt: "", width: 84, height: 84 }),
        el("p", {}, say(this.phone.language, "empty"))));
    }
  }
}
