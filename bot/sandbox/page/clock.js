// The sandbox's clock in the top bar: it shows the programme's time and moves it forward.

import { get, post } from "./api.js";
import { el } from "./dom.js";
import { DAY, HOUR, moment, say, written } from "./words.js";

const MINUTE_MS = 60000;
const HOUR_MS = 3600000;
const DAY_MS = 24 * HOUR_MS;
const STEPS = [
  { id: "1h", ms: HOUR_MS }, { id: "1d", ms: DAY_MS }, { id: "14d", ms: 14 * DAY_MS }, { id: "30d", ms: 30 * DAY_MS },
];
const find = (id) => document.getElementById(id);

/** A date as a datetime-local field writes it: on this computer's own calendar, to the minute. */
function local(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

export class Clock {
  /** `changed(now)` is called every second and at each move; `problem(error)` hears refusals. */
  constructor({ changed, problem }) {
    this.changed = changed;
    this.problem = problem;
    this.language = "en";
    this.offset = 0;
    this.#set(Date.now(), 0);
    this.face = find("clock-face");
    this.moves = find("clock-moves");
    this.face.addEventListener("click", () => this.#open(!this.isOpen));
    document.addEventListener("click", (event) => !find("clock").contains(event.target) && this.#open(false));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.isOpen && this.#open(false));
    this.#build();
    setInterval(() => this.show(), 1000);
  }

  now() {
    return new Date(this.base + performance.now() - this.since);
  }

  /** Takes over `{offset_ms, now}` as the server says it. */
  take({ offset_ms: offset, now }) {
    this.#set(now === undefined ? Date.now() + offset : moment(now).getTime(), offset);
    this.show();
  }

  translate(language) {
    this.language = language;
    this.moves.setAttribute("aria-label", say(language, "clock"));
    this.face.title = say(language, "clock");
    this.steps.forEach((button, index) => {
      const days = STEPS[index].ms / DAY_MS;
      const key = { "1h": "hour", "1d": "day" }[STEPS[index].id] ?? "days";
      button.textContent = say(language, key, { n: days });
    });
    this.field.setAttribute("aria-label", say(language, "until_field"));
    this.field.title = say(language, "until_field");
    this.goButton.textContent = say(language, "go");
    this.show();
  }

  async advance(ms) {
    try {
      this.take(await post("clock", { advance_ms: ms }));
    } catch (error) {
      this.problem(error);
      return;
    }
    const face = find("clock");
    face.classList.remove("moved");
    void face.offsetWidth;
    face.classList.add("moved");
  }

  advanceDays(days) {
    return this.advance(days * DAY_MS);
  }

  async refresh() {
    this.take(await get("clock"));
  }

  show() {
    const now = this.now();
    find("clock-time").textContent = written(this.language, now, HOUR);
    find("clock-time").dateTime = now.toISOString();
    find("clock-date").textContent = written(this.language, now, DAY);
    const hours = Math.round(this.offset / HOUR_MS);
    const ahead = find("clock-ahead");
    ahead.hidden = hours <= 0;
    const days = Math.floor(hours / 24);
    const parts = [days && say(this.language, "n_days", { n: days }).replace(/^1 days/, "1 day"),
      hours % 24 && say(this.language, "n_hours", { n: hours % 24 })];
    ahead.textContent = say(this.language, "clock_ahead", { days: parts.filter(Boolean).join(" ") });
    this.changed(now);
  }

  get isOpen() {
    return this.face.getAttribute("aria-expanded") === "true";
  }

  // On a wide page the moves are always in view; only a small one folds them away.
  #open(open) {
    this.face.setAttribute("aria-expanded", String(open));
  }

  #set(now, offset) {
    this.base = now;
    this.since = performance.now();
    this.offset = offset;
  }

  #build() {
    this.steps = STEPS.map(({ id, ms }) => el("button", {
      type: "button", "data-testid": `clock-plus-${id}`, onclick: () => this.advance(ms),
    }));
    this.field = el("input", {
      type: "datetime-local", id: "clock-until", "data-testid": "clock-until", required: true,
      onfocus: () => this.#suggest(),
    });
    this.goButton = el("button", { type: "submit", "data-testid": "clock-go" });
    const form = el("form", {
      class: "clock-field",
      onsubmit: (event) => {
        event.preventDefault();
        this.advance(new Date(this.field.value).getTime() - this.now().getTime());
      },
    }, this.field, this.goButton);
    this.moves.append(...this.steps, form);
    this.#suggest();
  }

  // Time only goes forward: the field begins with tomorrow morning, and earlier than now it takes nothing.
  #suggest() {
    const morning = new Date(this.now().getTime() + DAY_MS);
    morning.setHours(10, 0, 0, 0);
    this.field.min = local(new Date(this.now().getTime() + MINUTE_MS));
    if (this.field.value < this.field.min) this.field.value = local(morning);
  }
}
