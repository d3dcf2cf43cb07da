// The page as a whole: which phones there are, what the server tells, the top bar, dragging, the small screen.

import { follow, get } from "./api.js";
import { Clock } from "./clock.js";
import { addPhone, enlarge } from "./dialogs.js";
import { el, icon } from "./dom.js";
import { drawGuide } from "./guide.js";
import { Phone } from "./phone.js";
import { say, spoken } from "./words.js";

const PROBE_AFTER_MS = 1500;
const MOST_PHONES = 12;
const ACCENTS = ["clay", "sea", "plum", "olive", "sky", "rose"];
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const SMALL = matchMedia("(max-width: 760px)");
const NO_COLUMN_FOR_GUIDE = matchMedia("(max-width: 1240px)");
const find = (id) => document.getElementById(id);

// Small choices of the reader; a browser that keeps nothing makes them anew each time.
const remembered = {
  read(key) {
    try {
      return localStorage.getItem(`kumbara.${key}`);
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(`kumbara.${key}`, value);
    } catch {
      // Nothing depends on it.
    }
  },
};

class App {
  constructor() {
    this.bot = {};
    this.people = [];
    this.phones = new Map();
    this.event = -1;
    this.language = spoken(remembered.read("language") ?? navigator.language);
    this.clock = new Clock({
      changed: (now) => this.phones.forEach((phone) => phone.tick(now)),
      problem: (error) => {
        if (error.status === 0) this.lost();
        else this.#notice(say(this.language, "failed", { why: error.message }));
      },
    });
    this.#buildTools();
    this.#watchSwipes();
    this.translate();
    const guideByItself = () => {
      this.showGuide(!NO_COLUMN_FOR_GUIDE.matches && remembered.read("guide") !== "hidden", false);
    };
    NO_COLUMN_FOR_GUIDE.addEventListener("change", guideByItself);
    guideByItself();
    document.addEventListener("click", (event) => {
      document.querySelectorAll("details.menu[open]").forEach((menu) => {
        if (!menu.contains(event.target)) menu.open = false;
      });
    });
    follow({
      begin: () => this.#begin(),
      happened: (event) => this.#happened(event),
      present: (there) => this.#present(there),
    });
  }

  now() {
    return this.clock.now();
  }

  others(phone) {
    return [...this.phones.values()].filter((other) => other !== phone);
  }

  enlarge(phone, message) {
    enlarge(phone, message);
  }

  // ---- what the server tells -------------------------------------------------------------------------------

  async #begin() {
    const state = await get("state");
    // A stream that broke means a server started anew: what was shown may be another world's.
    if (this.event >= 0) this.phones.forEach((phone) => phone.restart());
    this.event = state.event;
    this.bot = state.bot;
    find("programme").textContent = state.bot.name || "Kumbara";
    document.title = state.bot.name || "Kumbara";
    this.clock.take(state.clock);
    this.#take(state.people);
    this.phones.forEach((phone) => phone.refresh());
    return state.event;
  }

  #happened(event) {
    this.event = Math.max(this.event, event.event ?? 0);
    const kind = String(event.kind ?? "");
    if (kind === "clock") this.clock.refresh().catch(() => this.lost());
    else if (kind === "people") this.#refreshPeople();
    else if (kind.startsWith("message")) this.phones.get(event.chat_id)?.refresh();
  }

  async #refreshPeople() {
    try {
      const answer = await get("people");
      this.#take(Array.isArray(answer) ? answer : answer.people);
    } catch {
      this.lost();
    }
  }

  #take(people) {
    this.people = people;
    const shown = people.filter((person) => !person.is_bot).slice(0, MOST_PHONES);
    const gone = [...this.phones.keys()].filter((id) => !shown.some((person) => person.id === id));
    const fresh = shown.filter((person) => !this.phones.has(person.id));
    for (const id of gone) {
      this.phones.get(id).root.remove();
      this.phones.delete(id);
    }
    for (const person of fresh) {
      const phone = new Phone(this, person, ACCENTS[this.phones.size % ACCENTS.length]);
      this.phones.set(person.id, phone);
      find("phones").append(phone.root);
      phone.tick(this.now());
      phone.refresh();
    }
    for (const person of shown) this.phones.get(person.id).update(person);
    if (fresh.length || gone.length) this.phones.forEach((phone) => phone.chat.redraw());
    this.#rest(people.length - shown.length);
    this.#drawTabs();
    drawGuide(find("guide"), [...this.phones.values()], this);
  }

  #rest(hidden) {
    find("phones").querySelector(".rest")?.remove();
    const words = hidden > 0 ? say(this.language, "more_people", { n: hidden })
      : this.phones.size ? null : say(this.language, "no_people");
    if (words) find("phones").append(el("p", { class: "rest" }, words));
  }

  #present(there) {
    find("offline").hidden = there;
    document.body.classList.toggle("is-offline", !there);
  }

  /** A request has failed: says so until the server answers again. */
  lost() {
    this.#present(false);
    clearTimeout(this.probe);
    this.probe = setTimeout(() => get("clock").then(() => {
      this.#present(true);
      this.phones.forEach((phone) => phone.refresh());
    }, () => this.lost()), PROBE_AFTER_MS);
  }

  // ---- the top bar -----------------------------------------------------------------------------------------

  #buildTools() {
    this.addButton = el("button", { type: "button", class: "tool", "data-testid": "add-phone",
      onclick: () => addPhone(this, (id) => this.#added(id)) });
    this.guideButton = el("button", { type: "button", class: "tool", "data-testid": "guide-toggle",
      "aria-controls": "guide", onclick: () => this.showGuide(find("guide").hidden) });
    this.languageButtons = ["en", "tr"].map((code) => el("button", {
      type: "button", lang: code, "data-testid": `page-lang-${code}`, onclick: () => this.#speak(code),
    }, code.toUpperCase()));
    this.languageGroup = el("div", { class: "languages", role: "group" }, this.languageButtons);
    find("tools").append(this.guideButton, this.addButton, this.languageGroup);
  }

  async #added(id) {
    await this.#refreshPeople();
    const phone = this.phones.get(id);
    if (phone) this.reveal(phone);
  }

  #speak(code) {
    this.language = code;
    remembered.write("language", code);
    this.translate();
  }

  translate() {
    const { language } = this;
    document.documentElement.lang = language;
    document.querySelectorAll("[data-word]").forEach((node) => {
      node.textContent = say(language, node.dataset.word);
    });
    find("offline").textContent = say(language, "offline");
    this.addButton.replaceChildren(icon("plus"), el("span", {}, say(language, "add_short")));
    this.addButton.setAttribute("aria-label", say(language, "add"));
    this.addButton.title = say(language, "add");
    this.guideButton.replaceChildren(icon("guide"), el("span", {}, say(language, "guide")));
    this.guideButton.setAttribute("aria-label", say(language, "guide"));
    this.languageGroup.setAttribute("aria-label", say(language, "page_language"));
    this.languageButtons.forEach((button) => button.setAttribute("aria-pressed", String(button.lang === language)));
    this.clock.translate(language);
    drawGuide(find("guide"), [...this.phones.values()], this);
    this.#drawTabs();
  }

  showGuide(shown, remember = true) {
    find("guide").hidden = !shown;
    this.guideButton.setAttribute("aria-expanded", String(shown));
    if (remember && !NO_COLUMN_FOR_GUIDE.matches) remembered.write("guide", shown ? "shown" : "hidden");
    if (!shown && find("guide").contains(document.activeElement)) this.guideButton.focus();
  }

  closeGuideIfSmall() {
    if (NO_COLUMN_FOR_GUIDE.matches) this.showGuide(false, false);
  }

  #notice(text) {
    const notice = el("div", { class: "notice", role: "status" }, text);
    document.body.append(notice);
    setTimeout(() => notice.remove(), 5000);
  }

  // ---- one phone at a time on a small screen -----------------------------------------------------------------

  #drawTabs() {
    find("tabs").setAttribute("aria-label", say(this.language, "phones"));
    find("tabs").replaceChildren(...[...this.phones.values()].map((phone) => el("button", {
      type: "button", role: "tab", id: `tab-${phone.id}`, "data-testid": `tab-${phone.id}`, "data-accent": phone.accent,
      "aria-controls": `phone-${phone.id}`, "aria-selected": String(phone === this.inView),
      tabindex: this.inView && phone !== this.inView ? -1 : 0,
      onclick: () => this.reveal(phone), onkeydown: (event) => this.#moveAlongTabs(event),
    },
    el("span", { class: "avatar small", "aria-hidden": "true" }, [...phone.name][0]),
    el("span", { class: "tab-name" }, phone.name),
    phone.unread > 0 && el("span", { class: "unread", "aria-label": say(this.language, "unread", { n: phone.unread }) },
      String(phone.unread)))));
  }

  #moveAlongTabs(event) {
    const step = { ArrowRight: "nextElementSibling", ArrowLeft: "previousElementSibling" }[event.key];
    const tab = step && event.currentTarget[step];
    if (!tab) return;
    event.preventDefault();
    const { id } = tab;
    tab.click();
    find(id)?.focus();
  }

  #watchSwipes() {
    this.watcher = new IntersectionObserver((seen) => {
      const entry = seen.find(({ isIntersecting }) => isIntersecting);
      const phone = entry && [...this.phones.values()].find(({ root }) => root === entry.target);
      if (!phone || !SMALL.matches || phone === this.inView) return;
      this.inView = phone;
      phone.unread = 0;
      this.#drawTabs();
    }, { root: find("phones"), threshold: 0.6 });
    new MutationObserver(() => this.phones.forEach(({ root }) => this.watcher.observe(root)))
      .observe(find("phones"), { childList: true });
  }

  /** Brings a phone into view and lets it glow for a moment. */
  reveal(phone) {
    phone.unread = 0;
    phone.root.scrollIntoView({ behavior: SMALL.matches || STILL.matches ? "instant" : "smooth", block: "nearest", inline: "center" });
    phone.root.classList.remove("glow");
    void phone.root.offsetWidth;
    phone.root.classList.add("glow");
    if (SMALL.matches) this.inView = phone;
    this.#drawTabs();
  }

  /** Something has come in on a phone; its tab counts it while another is in view. */
  news(phone, count) {
    if (!SMALL.matches || phone === this.inView) return;
    phone.unread += count;
    this.#drawTabs();
  }

  // ---- dragging a picture onto another phone -----------------------------------------------------------------

  dragBegins(event, phone, messageId) {
    this.dragged = { phone, messageId };
    event.dataTransfer.setData("text/plain", event.target.alt);
    event.dataTransfer.effectAllowed = "copy";
    document.body.classList.add("dragging");
    phone.root.classList.add("drag-source");
  }

  dragEnds() {
    this.dragged = null;
    document.body.classList.remove("dragging");
    this.phones.forEach(({ root }) => root.classList.remove("drag-source", "drag-over"));
  }

  acceptsDrops(phone) {
    const { root } = phone;
    const wanted = (event) =>
      this.dragged ? this.dragged.phone !== phone : event.dataTransfer.types.includes("Files");
    root.addEventListener("dragover", (event) => {
      if (!wanted(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      root.classList.add("drag-over");
    });
    root.addEventListener("dragleave", (event) => {
      if (!root.contains(event.relatedTarget)) root.classList.remove("drag-over");
    });
    root.addEventListener("drop", (event) => {
      if (!wanted(event)) return;
      event.preventDefault();
      const { dragged } = this;
      const [file] = event.dataTransfer.files;
      this.dragEnds();
      if (dragged) phone.scan(dragged.phone.id, dragged.messageId);
      else if (file) phone.scanFile(file);
    });
  }
}

new App();
