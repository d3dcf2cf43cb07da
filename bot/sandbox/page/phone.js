// One person's phone: the chat with the bot, and everything that person can do in it.

import { get, post } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { Notices } from "./notices.js";
import { followable } from "./richtext.js";
import { HOUR, role, say, spoken, written } from "./words.js";

const ANSWER_WITHIN_MS = 20000;
const MOST_MESSAGES = 300;

export class Phone {
  constructor(app, person, accent) {
    this.app = app;
    this.id = person.id;
    this.accent = accent;
    this.event = 0;
    this.unread = 0;
    this.person = person;
    this.#build();
    this.update(person);
  }

  get name() {
    return this.person.first_name || this.person.username || String(this.id);
  }

  get language() {
    return spoken(this.person.language_code);
  }

  /** What this person is in the story, as the server captions them: "Customer", or "". */
  get part() {
    return this.person.label ?? this.person.role ?? "";
  }

  get blocked() {
    return Boolean(this.person.blocked);
  }

  #build() {
    const id = this.id;
    this.composer = new Composer(this);
    this.title = el("h2");
    this.caption = el("span", { class: "caption" });
    this.avatar = el("span", { class: "avatar", "aria-hidden": "true" });
    this.languages = ["en", "tr"].map((code) => el("button", {
      type: "button", "data-testid": `lang-${id}-${code}`, lang: code, onclick: () => this.speak(code),
    }, code.toUpperCase()));
    this.languageGroup = el("div", { class: "languages", role: "group" }, this.languages);
    this.menuButton = el("summary", { "data-testid": `phone-menu-${id}` }, icon("more"));
    this.blockSwitch = el("button", {
      type: "button", role: "switch", "data-testid": `block-${id}`, onclick: () => this.block(!this.blocked),
    });
    this.identity = el("p", { class: "identity" });
    this.menu = el("details", { class: "menu" }, this.menuButton,
      el("div", { class: "menu-card" }, this.blockSwitch, this.identity));
    this.time = el("time");
    this.botName = el("b");
    this.botState = el("span");
    this.chat = new Chat(this);
    this.chat.log.addEventListener("click", (event) => this.#clicked(event));
    this.notices = new Notices(this);
    this.dropWord = el("div", { class: "drop", "aria-hidden": "true" });
    this.screen = el("div", { class: "screen" },
      el("div", { class: "status", "aria-hidden": "true" }, this.time, el("i", { class: "battery" })),
      el("div", { class: "chat-head" },
        el("img", { src: "page/kumbara.svg", alt: "", width: 34, height: 34 }),
        el("div", {}, this.botName, this.botState)),
      this.chat.log, this.composer.root, this.notices.toasts, this.notices.over, this.dropWord);
    this.root = el("section", { class: "phone", id: `phone-${id}`, "data-testid": `phone-${id}`,
      "data-accent": this.accent },
      el("header", { class: "owner" }, this.avatar, el("div", { class: "who" }, this.title, this.caption),
        this.languageGroup, this.menu),
      el("div", { class: "device" }, this.screen));
    this.app.acceptsDrops(this);
  }

  /** Takes over what the server says of the person, and writes the phone's words in their language. */
  update(person) {
    const before = this.language;
    this.person = { ...this.person, ...person };
    const { language, name } = this;
    this.root.lang = language;
    this.root.setAttribute("aria-label", say(language, "phone_of", { name }));
    this.title.textContent = name;
    this.caption.textContent = role(language, this.part);
    this.avatar.textContent = [...name][0].toLocaleUpperCase(language);
    this.languages.forEach((button) => button.setAttribute("aria-pressed", String(button.lang === language)));
    this.languageGroup.setAttribute("aria-label", say(language, "language"));
    this.menuButton.setAttribute("aria-label", say(language, "menu"));
    this.blockSwitch.textContent = say(language, "block");
    this.blockSwitch.setAttribute("aria-checked", String(this.blocked));
    const handle = this.person.username ? `@${this.person.username} · ` : "";
    this.identity.textContent = `${handle}id ${this.id}`;
    this.botName.textContent = this.app.bot.name ?? this.app.bot.username ?? "Kumbara";
    this.botState.textContent = say(language, "bot");
    this.chat.log.setAttribute("aria-label", say(language, "messages", { name }));
    this.dropWord.replaceChildren(icon("scan"), say(language, "drop"));
    this.composer.translate();
    if (before !== language) this.chat.redraw();
    this.#fits();
  }

  tick(now) {
    this.time.textContent = written(this.language, now, HOUR);
  }

  /** Fetches what has changed since the last time; calls while one is waiting to begin are that one. */
  refresh() {
    this.waiting ??= (this.fetching ?? Promise.resolve())
      .then(() => {
        this.waiting = null;
        return this.#fetch();
      })
      .catch((problem) => {
        if (problem.status !== 0) console.error(problem);
        this.app.lost();
      });
    this.fetching = this.waiting;
    return this.waiting;
  }

  async #fetch() {
    const first = this.event === 0;
    const { event, messages } = await get(`people/${this.id}/messages?after=${this.event}&limit=${MOST_MESSAGES}`);
    this.event = Math.max(this.event, event);
    if (!messages.length) return;
    const news = this.chat.receive(messages, first);
    this.#fits();
    if (!first && news) this.app.news(this, news);
  }

  /** Forgets everything shown, as the server has been started anew. */
  restart() {
    this.event = 0;
    this.chat.clear();
    this.#fits();
  }

  #fits() {
    this.composer.show({ empty: this.chat.empty, blocked: this.blocked });
    this.root.classList.toggle("is-blocked", this.blocked);
  }

  /** Runs something that asks the server; a refusal is shown on the phone. Gives the answer or null. */
  async #attempt(doing) {
    try {
      return await doing();
    } catch (problem) {
      if (problem.status === 0) this.app.lost();
      const words = problem.status === 0 ? say(this.language, "offline")
        : say(this.language, "failed", { why: problem.message });
      this.notices.toast(words, "wrong");
      return null;
    }
  }

  async say(text) {
    const done = await this.#attempt(() => post(`people/${this.id}/say`, { text }));
    if (done) await this.refresh();
    return done !== null;
  }

  async speak(code) {
    const done = await this.#attempt(() => post("people", { id: this.id, language_code: code }));
    if (done) this.update({ language_code: code });
  }

  async block(blocked) {
    const done = await this.#attempt(() => post(`people/${this.id}/block`, { blocked }));
    if (!done) return;
    this.menu.open = false;
    this.update({ blocked });
    if (blocked) this.notices.toast(say(this.language, "blocked"));
  }

  async scan(from, messageId) {
    this.app.reveal(this);
    this.#scanned(await this.#attempt(() => post(`people/${this.id}/scan`, { from, message_id: messageId })));
  }

  async scanFile(file) {
    const form = new FormData();
    form.append("picture", file);
    this.#scanned(await this.#attempt(() => post(`people/${this.id}/scan`, form)));
  }

  #scanned(done) {
    if (!done) return;
    this.notices.toast(`${say(this.language, "scanned")}: ${String(done.link ?? "").replace(/^https:\/\//, "")}`, "good");
    this.refresh();
  }

  async press(messageId, button, pressed) {
    if (button.url) return this.follow(button.url);
    if (button.copy_text) return this.#copy(button.copy_text.text ?? button.copy_text);
    if (button.data === undefined) return this.notices.toast(say(this.language, "not_here"));
    pressed.classList.add("busy");
    pressed.setAttribute("aria-busy", "true");
    const done = await this.#attempt(() => post(`people/${this.id}/press`, { message_id: messageId, data: button.data }));
    if (done) await this.#attempt(() => this.#answer(done.callback_query_id));
    pressed.classList.remove("busy");
    pressed.removeAttribute("aria-busy");
  }

  async #answer(callbackId) {
    const end = performance.now() + ANSWER_WITHIN_MS;
    for (let pause = 60; performance.now() < end; pause = Math.min(pause * 1.5, 800)) {
      const answer = await get(`callbacks/${callbackId}`);
      if (answer.answered) {
        if (answer.text && answer.show_alert) this.notices.alert(answer.text);
        else if (answer.text) this.notices.toast(answer.text);
        if (answer.url) this.follow(answer.url);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async #copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => {});
    this.notices.toast(say(this.language, "copied"));
  }

  #clicked(event) {
    const command = event.target.closest("[data-command]");
    if (command) return this.say(command.dataset.command);
    const link = event.target.closest("a[href]");
    if (link && !link.hasAttribute("download") && this.#own(link.href)) {
      event.preventDefault();
      this.follow(link.href);
    }
    return undefined;
  }

  // What a link is to this phone: "bot" opens in the chat, "share" asks for whom, null leaves for the browser.
  #own(address) {
    const url = new URL(address);
    if (url.protocol === "tg:") return "bot";
    if (!["t.me", "telegram.me"].includes(url.hostname)) return null;
    if (url.pathname === "/share/url") return "share";
    return url.pathname.slice(1).toLowerCase() === this.app.bot.username?.toLowerCase() ? "bot" : null;
  }

  async follow(link) {
    const address = followable(link);
    if (!address) return;
    const kind = this.#own(address);
    if (kind === "share") {
      const query = new URL(address).searchParams;
      this.share([query.get("text"), query.get("url")].filter(Boolean).join("\n"));
    } else if (kind === "bot") {
      if (await this.#attempt(() => post(`people/${this.id}/open`, { link: address }))) this.refresh();
    } else {
      window.open(address, "_blank", "noopener,noreferrer");
    }
  }

  share(text) {
    this.notices.choose(this.app.others(this), (other) => {
      other.note(text, this.name);
      this.notices.toast(say(this.language, "sent", { name: other.name }), "good");
      this.app.reveal(other);
    });
  }

  /** A link somebody sent to this person outside the bot; it lives on this page only. */
  note(text, from) {
    this.chat.addNote({ text, from, date: this.app.now().getTime() });
    this.app.news(this, 1);
  }
}
