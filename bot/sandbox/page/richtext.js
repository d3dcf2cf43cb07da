// What a message says, rebuilt element by element: nothing of the server's markup is ever inserted as it is.

import { el } from "./dom.js";

const KEPT = {
  B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s",
  CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote",
};
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH"]);
const FOUND = /(https?:\/\/[^\s<>"'”’]+|tg:\/\/[^\s<>"'”’]+|\bt\.me\/[^\s<>"'”’]+)|(?<![^\s("“«:])(\/[a-z0-9_]{1,32})(?![\w/>])/gi;

/** The address if it is one that may be followed (http, https, tg, mailto, tel), else null. */
export function followable(address) {
  const whole = /^t\.me\//i.test(address) ? `https://${address}` : address;
  try {
    return ["http:", "https:", "tg:", "mailto:", "tel:"].includes(new URL(whole).protocol) ? whole : null;
  } catch {
    return null;
  }
}

const anchor = (address) => el("a", { href: address, rel: "noopener noreferrer", target: "_blank" });

function appendFound(text, into) {
  let end = 0;
  for (const match of text.matchAll(FOUND)) {
    const found = match[1] ? match[1].replace(/[.,;:!?)\]]+$/, "") : match[2];
    into.append(text.slice(end, match.index));
    if (match[1]) {
      const address = followable(found);
      const link = address ? anchor(address) : el("span");
      link.append(found);
      into.append(link);
    } else {
      into.append(el("button", { type: "button", class: "command-link", "data-command": found }, found));
    }
    end = match.index + found.length;
  }
  into.append(text.slice(end));
}

function spoiler() {
  const show = (event) => {
    event.currentTarget.classList.add("shown");
  };
  return el("span", {
    class: "spoiler", tabindex: 0, role: "button", onclick: show,
    onkeydown: (event) => (event.key === "Enter" || event.key === " ") && show(event),
  });
}

function madeFrom(node) {
  if (node.tagName === "A") {
    const address = followable(node.getAttribute("href") ?? "");
    return address ? anchor(address) : el("span");
  }
  if (node.tagName === "TG-SPOILER" || (node.tagName === "SPAN" && node.classList.contains("tg-spoiler"))) {
    return spoiler();
  }
  return KEPT[node.tagName] ? document.createElement(KEPT[node.tagName]) : null;
}

function rebuild(source, into, verbatim) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (verbatim) into.append(node.data);
      else appendFound(node.data, into);
    } else if (node.nodeType === Node.ELEMENT_NODE && !DROPPED.has(node.tagName.toUpperCase())) {
      if (node.tagName === "BR") {
        into.append("\n");
        continue;
      }
      const made = madeFrom(node);
      rebuild(node, made ?? into, verbatim || ["A", "CODE", "PRE"].includes(node.tagName));
      if (made) into.append(made);
    }
  }
}

/** A message's words as a node: formatted when the server gives HTML, else its plain text, links found in both. */
export function richText(html, plain) {
  const words = el("div", { class: "words", dir: "auto" });
  if (html) {
    // DOMParser's document is inert: no script runs, no picture loads.
    rebuild(new DOMParser().parseFromString(html, "text/html").body, words, false);
  } else {
    appendFound(plain ?? "", words);
  }
  return words;
}
