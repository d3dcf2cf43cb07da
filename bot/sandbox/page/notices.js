// What a phone shows over its chat: passing words, an alert that waits for OK, a choice of another phone.

import { el } from "./dom.js";
import { say } from "./words.js";

const SHORTEST_TOAST_MS = 3200;
const TOAST_MS_A_LETTER = 45;
const LONGEST_TOAST_MS = 9000;
const MOST_TOASTS = 3;

export class Notices {
  constructor(phone) {
    this.phone = phone;
    this.over = el("div", { class: "over" });
    this.toasts = el("div", { class: "toasts", role: "status", "data-testid": `toast-${phone.id}` });
  }

  /** Words that pass by themselves; `tone` is "", "good" or "wrong". */
  toast(text, tone = "") {
    const toast = el("div", { class: `toast ${tone}` }, text);
    this.toasts.append(toast);
    while (this.toasts.children.length > MOST_TOASTS) this.toasts.firstChild.remove();
    setTimeout(() => toast.remove(), Math.min(SHORTEST_TOAST_MS + text.length * TOAST_MS_A_LETTER, LONGEST_TOAST_MS));
  }

  /** The answer that wants to be read: stays until OK is pressed. */
  alert(text) {
    this.#show("alertdialog", text, el("button", {
      type: "button", class: "choice ok", "data-testid": `alert-ok-${this.phone.id}`, onclick: () => this.#close(),
    }, say(this.phone.language, "ok")));
  }

  /** Asks which of the other phones; `chosen(phone)` hears the answer. */
  choose(others, chosen) {
    const { language } = this.phone;
    this.#show("dialog", say(language, "share"),
      ...others.map((other) => el("button", {
        type: "button", class: "choice", "data-accent": other.accent, "data-testid": `share-to-${other.id}`,
        onclick: () => {
          this.#close();
          chosen(other);
        },
      }, el("span", { class: "avatar small", "aria-hidden": "true" }, [...other.name][0]), other.name)),
      el("button", { type: "button", class: "quiet", onclick: () => this.#close() }, say(language, "cancel")));
  }

  #show(kind, heading, ...content) {
    this.before = document.activeElement;
    const card = el("div", {
      class: "card", role: kind, "aria-label": heading, "data-testid": `${kind}-${this.phone.id}`,
      onkeydown: (event) => event.key === "Escape" && this.#close(),
    }, el("p", {}, heading), ...content);
    this.over.replaceChildren(card);
    card.querySelector("button").focus({ preventScroll: true });
  }

  #close() {
    this.over.replaceChildren();
    this.before?.focus?.({ preventScroll: true });
  }
}
