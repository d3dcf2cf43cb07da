// "Try this": the whole story in eight steps. What can be typed is a button that types it on the right phone.

import { el, icon } from "./dom.js";
import { say } from "./words.js";

// In a step, {customer} {friend} {cashier} are phones; [[cashier:/poster]] sends, [[cashier:24.90 …]] begins a
// line, [[+14]] moves the clock; *word* is a button's label.
const STEPS = {
  en: [
    ["Hang up the poster", "{cashier} sends [[cashier:/poster]]: the picture for the counter."],
    ["Join", "Scan it with {customer}’s phone: click the name under the picture, or drag the picture onto that phone. Then *Join*."],
    ["Buy something", "{customer} shows [[customer:/card]]. {cashier} types the amount and the four digits: [[cashier:24.90 …]] Both hear at once."],
    ["Bring a friend", "{customer} sends [[customer:/invite]]. Scan it with {friend}’s phone, join, and buy as before: two bonuses are pending."],
    ["Let time pass", "Move the clock [[+14]] and look at [[customer:/balance]]: the bonus is active."],
    ["Have a reward", "{customer} opens [[customer:/rewards]] and presses *Redeem*. {cashier} scans the voucher and presses *Confirm*."],
    ["Double the points", "{customer} presses *Turn offers on* in [[customer:/settings]]. {cashier} sends [[cashier:/doubleday tomorrow]] and presses *Start*. Set the clock to tomorrow at 10:00: the announcement arrives. Press its button."],
    ["Hear before points end", "[[customer:/balance]] says when they end. Set the clock to 29 days before, at 10:00: a reminder says what ends and what it buys."],
  ],
  tr: [
    ["Afişi asın", "{cashier} [[cashier:/poster]] gönderir: tezgâha asılacak resim."],
    ["Katılın", "Afişi {customer} okutsun: resmin altındaki ada tıklayın ya da resmi o telefonun üstüne sürükleyin. Sonra katılma düğmesine basın."],
    ["Alışveriş yapın", "{customer} [[customer:/card]] ile kartını gösterir. {cashier} tutarı ve dört haneli kodu yazar: [[cashier:24.90 …]] İkisi de hemen öğrenir."],
    ["Arkadaş getirin", "{customer} [[customer:/invite]] gönderir. {friend} bunu okutur, katılır ve aynı şekilde alışveriş yapar: iki ödül puanı beklemeye alınır."],
    ["Zaman geçsin", "Saati [[+14]] ileri alın ve [[customer:/balance]] yazın: puanlar artık kullanılabilir."],
    ["Ödül alın", "{customer} [[customer:/rewards]] açar ve bir ödülü seçer. {cashier} kuponu okutur ve onaylar."],
    ["Puanları ikiye katlayın", "{customer} [[customer:/settings]] içinde teklifleri açar. {cashier} [[cashier:/doubleday yarın]] gönderir ve başlatır. Saati yarın 10:00’a alın: duyuru gelir. Düğmesine basın."],
    ["Puanlar bitmeden haber alın", "[[customer:/balance]] ne zaman biteceklerini söyler. Saati o günden 29 gün öncesine, 10:00’a alın: neyin bittiğini ve onunla ne alınabileceğini söyleyen bir hatırlatma gelir."],
  ],
};
const PIECES = /\{(\w+)\}|\[\[(\w+):([^\]]+)\]\]|\[\[\+(\d+)\]\]|\*([^*]+)\*/g;
const CALLED = { customer: /customer|member/i, friend: /friend/i, cashier: /cashier|staff|barista|manager|owner|merchant/i };

/** Which phone plays which part: by the caption, else the first, second and third. */
function cast(phones) {
  const parts = {};
  for (const [index, [part, caption]] of Object.entries(CALLED).entries()) {
    parts[part] = phones.find((phone) => caption.test(phone.part)) ?? phones[index] ?? phones.at(-1);
  }
  return parts;
}

function piece(match, parts, app) {
  const [whole, part, owner, line, days, label] = match;
  if (part) return parts[part] ? el("span", { class: "actor", "data-accent": parts[part].accent }, parts[part].name) : whole;
  if (label) return el("b", {}, label);
  if (days) {
    return el("button", { type: "button", class: "try", onclick: () => app.clock.advanceDays(Number(days)) },
      say(app.language, "days", { n: days }));
  }
  const phone = parts[owner];
  const act = line.endsWith("…") ? () => phone.composer.fill(line.slice(0, -1)) : () => phone.say(line);
  return el("button", {
    type: "button", class: "try", "data-accent": phone?.accent,
    onclick: () => {
      app.closeGuideIfSmall();
      app.reveal(phone);
      act();
    },
  }, line);
}

function sentence(text, parts, app) {
  const words = el("p");
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    words.append(text.slice(end, match.index), piece(match, parts, app));
    end = match.index + match[0].length;
  }
  words.append(text.slice(end));
  return words;
}

/** Writes the guide into its place for the phones there are, in the page's language. */
export function drawGuide(place, phones, app) {
  const parts = cast(phones);
  place.setAttribute("aria-label", say(app.language, "guide"));
  place.replaceChildren(
    el("div", { class: "guide-head" },
      el("h2", {}, say(app.language, "guide")),
      el("button", { type: "button", class: "round", "data-testid": "guide-close",
        "aria-label": say(app.language, "guide_hide"), onclick: () => app.showGuide(false) }, icon("close"))),
    el("ol", {}, STEPS[app.language].map(([heading, text]) =>
      el("li", {}, el("h3", {}, heading), phones.length ? sentence(text, parts, app) : null))));
}
