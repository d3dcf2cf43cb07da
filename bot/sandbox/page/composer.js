// The foot of a phone: the box to write in, the bot's commands behind "/", Start, and the way back from a block.

import { get } from "./api.js";
import { el, icon } from "./dom.js";
import { say } from "./words.js";

const TALLEST_BOX_PX = 120;

/** What a person writes with. `phone` gives language, id, and does the sending. */
export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.commands = [];
    const id = phone.id;
    this.box = el("textarea", {
      id: `input-${id}`, "data-testid": `input-${id}`, rows: 1, maxlength: 4096, autocomplete: "off",
      enterkeyhint: "send", "aria-autocomplete": "list", "aria-controls": `commands-${id}`,
      oninput: () => this.#changed(), onkeydown: (event) => this.#key(event),
    });
    this.slash = el("button", {
      type: "button", class: "slash", "data-testid": `commands-button-${id}`, "aria-expanded": "false",
      "aria-controls": `commands-${id}`, onclick: (event) => this.#toggle(event.detail === 0),
    }, "/");
    this.sendButton = el("button", { type: "submit", class: "send", "data-testid": `send-${id}` }, icon("send"));
    this.list = el("div", { id: `commands-${id}`, class: "commands", "data-testid": `commands-${id}`, hidden: true });
    this.form = el("form", { class: "composer", onsubmit: (event) => this.#submit(event) },
      this.slash, this.box, this.sendButton);
    this.startButton = el("button", {
      type: "button", class: "wide-button", "data-testid": `start-${id}`, hidden: true,
      onclick: () => phone.say("/start"),
    });
    this.unblockButton = el("button", {
      type: "button", class: "wide-button", "data-testid": `unblock-${id}`, hidden: true,
      onclick: () => phone.block(false),
    });
    this.root = el("div", { class: "foot" }, this.list, this.startButton, this.unblockButton, this.form);
    this.root.addEventListener("focusout", (event) => {
      if (!this.root.contains(event.relatedTarget)) this.#close();
    });
  }

  /** Writes the words anew in the phone's language. */
  translate() {
    const language = this.phone.language;
    this.box.placeholder = say(language, "message");
    this.box.setAttribute("aria-label", `${say(language, "message")} – ${this.phone.name}`);
    this.sendButton.setAttribute("aria-label", say(language, "send"));
    this.slash.setAttribute("aria-label", say(language, "commands"));
    this.startButton.textContent = say(language, "start");
    this.unblockButton.textContent = say(language, "unblock");
  }

  /** Shows what fits: Start in an empty chat, Unblock after a block, else the box. */
  show({ empty, blocked }) {
    this.startButton.hidden = blocked || !empty;
    this.unblockButton.hidden = !blocked;
    this.form.hidden = blocked;
  }

  /** Puts text into the box, ready to be gone on with. */
  fill(text) {
    this.box.value = text;
    this.#changed();
    this.box.focus();
    this.box.setSelectionRange(text.length, text.length);
  }

  #changed() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, TALLEST_BOX_PX)}px`;
    this.form.classList.toggle("written", this.box.value.trim() !== "");
    if (/^\/\w*$/.test(this.box.value)) this.#open(this.box.value.slice(1).toLowerCase());
    else this.#close();
  }

  async #toggle(byKey) {
    if (!this.list.hidden) {
      this.#close();
      return;
    }
    await this.#open("");
    if (byKey) this.list.querySelector("button")?.focus();
  }

  async #open(beginning) {
    this.wanted = beginning;
    this.list.hidden = false;
    this.slash.setAttribute("aria-expanded", "true");
    try {
      const answer = await get(`commands?user_id=${this.phone.id}`);
      this.commands = Array.isArray(answer) ? answer : answer.commands ?? [];
    } catch {
      this.commands = [];
    }
    if (!this.list.hidden) this.#fillList();
  }

  #fillList() {
    const fitting = this.commands.filter(({ command }) => command.startsWith(this.wanted));
    this.list.replaceChildren(...fitting.map(({ command, description }) => el("button", {
      type: "button", class: "command", "data-testid": `command-${this.phone.id}-${command}`,
      onkeydown: (event) => this.#move(event),
      onclick: () => {
        this.#empty();
        this.phone.say(`/${command}`);
      },
    }, el("b", {}, `/${command}`), el("span", {}, description))));
    if (!this.commands.length) {
      this.list.append(el("p", { class: "none" }, say(this.phone.language, "no_commands")));
    } else if (!fitting.length) {
      this.#close();
    }
  }

  #close() {
    this.list.hidden = true;
    this.slash.setAttribute("aria-expanded", "false");
  }

  #empty() {
    this.box.value = "";
    this.#changed();
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") {
      this.#close();
    } else if (event.key === "ArrowUp" && !this.list.hidden) {
      event.preventDefault();
      this.list.querySelector("button:last-of-type")?.focus();
    }
  }

  #move(event) {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (event.key === "Escape") {
      this.#close();
      this.box.focus();
    } else if (step) {
      event.preventDefault();
      (event.currentTarget[step] ?? this.box).focus();
    }
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    if (!text) return;
    this.#empty();
    if (!(await this.phone.say(text)) && !this.box.value) this.fill(text);
  }
}
