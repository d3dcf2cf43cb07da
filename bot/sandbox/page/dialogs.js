// The two windows over the whole page: a picture in full size, and a new phone.

import { post } from "./api.js";
import { el, icon } from "./dom.js";
import { scanners } from "./message.js";
import { say } from "./words.js";

const LONGEST_NAME = 64;

function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
}

/** Shows a message's picture large, with the phones that can scan it. */
export function enlarge(phone, message) {
  const dialog = el("dialog", { class: "viewer", "data-testid": "viewer", lang: phone.language,
    "aria-label": say(phone.language, "picture") });
  const close = () => dialog.close();
  dialog.append(
    el("img", { src: message.photo, alt: message.caption || say(phone.language, "picture"), onclick: close }),
    el("div", { class: "viewer-foot" },
      scanners(phone, message.message_id, { done: close, testids: false }),
      el("button", { type: "button", class: "round", "data-testid": "viewer-close",
        "aria-label": say(phone.language, "close"), onclick: close }, icon("close"))));
  open(dialog);
}

/** Asks for a name and a language, and makes the person. `made(id)` hears of it. */
export function addPhone(app, made) {
  const word = (key) => say(app.language, key);
  const name = el("input", { id: "new-name", name: "first_name", "data-testid": "new-name", required: true,
    maxlength: LONGEST_NAME, autocomplete: "off" });
  const language = el("select", { id: "new-language", name: "language_code", "data-testid": "new-language" },
    el("option", { value: "en" }, "English"), el("option", { value: "tr" }, "Türkçe"));
  language.value = app.language;
  const refusal = el("p", { class: "refusal", role: "alert" });
  const dialog = el("dialog", { class: "window", "aria-labelledby": "new-heading" });
  const add = async (event) => {
    event.preventDefault();
    if (!name.value.trim()) return;
    const id = Math.max(1000, ...app.people.map((person) => person.id)) + 1;
    try {
      await post("people", { id, first_name: name.value.trim(), language_code: language.value });
      dialog.close();
      made(id);
    } catch (problem) {
      refusal.textContent = say(app.language, "failed", { why: problem.message });
    }
  };
  dialog.append(el("form", { onsubmit: add },
    el("h2", { id: "new-heading" }, word("add")),
    el("label", { for: "new-name" }, word("name")), name,
    el("label", { for: "new-language" }, word("language")), language,
    refusal,
    el("div", { class: "window-foot" },
      el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, word("cancel")),
      el("button", { type: "submit", class: "choice", "data-testid": "new-add" }, word("add_do")))));
  open(dialog);
}
