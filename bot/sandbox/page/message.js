// One row of a chat: a bubble with words, a picture or a document, its time, its buttons, and who can scan it.

import { el, icon } from "./dom.js";
import { followable, richText } from "./richtext.js";
import { HOUR, moment, say, written } from "./words.js";

function meta(message, language) {
  return el("span", { class: "meta" },
    message.protected && el("span", { class: "lock", title: say(language, "protected") }, icon("lock")),
    message.edited && el("span", { class: "edited" }, say(language, "edited")),
    el("time", {}, written(language, moment(message.date), HOUR)),
  );
}

function picture(message, phone) {
  const show = () => phone.app.enlarge(phone, message);
  // No <button> around it: Firefox would not let the picture be dragged out of one.
  return el("img", {
    class: "picture", src: message.photo, alt: say(phone.language, "picture"), draggable: "true",
    role: "button", tabindex: 0, "aria-label": say(phone.language, "enlarge"), title: say(phone.language, "enlarge"),
    "data-testid": `photo-${message.message_id}`, onload: () => phone.chat.settle(), onclick: show,
    onkeydown: (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      show();
    },
    ondragstart: (event) => phone.app.dragBegins(event, phone, message.message_id),
    ondragend: () => phone.app.dragEnds(),
  });
}

function attachment(file) {
  return el("a", { class: "document", href: file.url, download: file.name ?? "" },
    el("span", { class: "document-icon" }, icon("file")),
    el("span", { class: "document-name" }, file.name ?? "file", el("small", {}, file.mime ?? "")),
  );
}

function keyboard(message, phone) {
  if (!message.buttons?.length) return null;
  return el("div", { class: "keyboard" }, message.buttons.map((line) =>
    el("div", { class: "keyboard-row" }, line.map((button) =>
      el("button", {
        type: "button", class: "inline", "data-data": button.data,
        onclick: (event) => phone.press(message.message_id, button, event.currentTarget),
      }, el("span", {}, button.text), leaves(button) && icon("out"))))));
}

const leaves = (button) => Boolean(button.url && followable(button.url));

/** "Scan with" and a name for each other phone, as a row of small buttons. */
export function scanners(phone, messageId, { done = () => {}, testids = true } = {}) {
  const others = phone.app.others(phone);
  if (!others.length) return null;
  return el("div", { class: "scanners", role: "group", "aria-label": say(phone.language, "scan_with") },
    el("span", { class: "scanners-word" }, icon("scan"), say(phone.language, "scan_with")),
    others.map((other) => el("button", {
      type: "button", class: "scanner", "data-accent": other.accent,
      "data-testid": testids && `scan-${messageId}-to-${other.id}`,
      "aria-label": say(phone.language, "scan_with_name", { name: other.name }),
      onclick: () => {
        done();
        other.scan(phone.id, messageId);
      },
    }, other.name)));
}

/** The whole row for a message as the server describes it. */
export function messageRow(message, phone) {
  const words = message.html || message.text || message.caption;
  const bubble = el("div", { class: message.photo ? "bubble with-picture" : "bubble" },
    message.photo && picture(message, phone),
    message.document && attachment(message.document),
    words && richText(message.html, message.text || message.caption),
    meta(message, phone.language),
  );
  return el("div", {
    class: `row ${message.from_bot ? "from-bot" : "from-me"}`,
    "data-message-id": message.message_id, "data-testid": `message-${message.message_id}`,
  }, el("div", { class: message.buttons?.length ? "stack with-keyboard" : "stack" },
    bubble, keyboard(message, phone), message.photo && scanners(phone, message.message_id)));
}

/** A bubble that exists on this page only: a link that another phone passed on. */
export function noteRow(note, phone) {
  return el("div", { class: "row note", "data-testid": `note-${phone.id}` },
    el("div", { class: "stack" },
      el("div", { class: "bubble" },
        el("div", { class: "note-from" }, say(phone.language, "note_from", { name: note.from })),
        richText(null, note.text),
        meta({ date: note.date }, phone.language))));
}
