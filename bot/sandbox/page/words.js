// The page's own words. What the bot says comes from the bot.

const EN = {
  skip: "To the phones", phones: "Phones",
  tagline: "A loyalty programme in a chat",
  offline: "The demo’s server does not answer. Trying again…",
  clock: "Move the clock forward",
  clock_ahead: "{days} ahead",
  hour: "+1 hour", day: "+1 day", days: "+{n} days",
  n_days: "{n} days", n_hours: "{n} h",
  until_field: "Day and hour to move to", go: "Go",
  moved: "The clock now says {when}.",
  add: "Add a phone", add_short: "Phone", name: "First name", language: "Language", cancel: "Cancel", add_do: "Add",
  guide: "Try this", guide_hide: "Hide the guide", close: "Close",
  page_language: "Language of this page",
  phone_of: "{name}’s phone", menu: "Phone menu", block: "Block the bot", unblock: "Unblock the bot",
  blocked: "You have blocked this bot.",
  bot: "bot",
  start: "Start", empty: "Points for every visit, rewards to look forward to. All in this chat.",
  commands: "Commands", no_commands: "The bot has not registered any commands yet.",
  message: "Message", send: "Send", edited: "edited", protected: "Cannot be forwarded",
  picture: "Picture from the bot", enlarge: "Show the picture large",
  scan_with: "Scan with", scan_with_name: "Scan with {name}’s phone", drop: "Drop to scan",
  scanned: "Scanned", sent: "Sent to {name}",
  share: "Send to…", note_from: "{name} sent you this",
  copied: "Copied", not_here: "This kind of button does nothing in the demo.",
  ok: "OK", messages: "Messages on {name}’s phone", failed: "That did not work: {why}",
  more_people: "{n} more people are not shown.", no_people: "Nobody is here yet. Add a phone to begin.",
  unread: "{n} new",
};

const TR = {
  skip: "Telefonlara geç", phones: "Telefonlar",
  tagline: "Sohbetin içinde bir sadakat programı",
  offline: "Gösterim sunucusu yanıt vermiyor. Yeniden deneniyor…",
  clock: "Saati ileri al",
  clock_ahead: "{days} ileride",
  hour: "+1 saat", day: "+1 gün", days: "+{n} gün",
  n_days: "{n} gün", n_hours: "{n} sa",
  until_field: "Gidilecek gün ve saat", go: "İlerle",
  moved: "Saat şimdi {when}.",
  add: "Telefon ekle", add_short: "Telefon", name: "Ad", language: "Dil", cancel: "Vazgeç", add_do: "Ekle",
  guide: "Deneyin", guide_hide: "Rehberi gizle", close: "Kapat",
  page_language: "Bu sayfanın dili",
  phone_of: "{name} – telefon", menu: "Telefon menüsü", block: "Botu engelle", unblock: "Engeli kaldır",
  blocked: "Bu botu engellediniz.",
  bot: "bot",
  start: "Başlat", empty: "Her alışverişte puan, sonunda güzel ödüller. Hepsi bu sohbette.",
  commands: "Komutlar", no_commands: "Bot henüz bir komut kaydetmedi.",
  message: "Mesaj", send: "Gönder", edited: "düzenlendi", protected: "İletilemez",
  picture: "Bottan gelen resim", enlarge: "Resmi büyüt",
  scan_with: "Okut", scan_with_name: "{name} telefonuyla okut", drop: "Okutmak için bırakın",
  scanned: "Okutuldu", sent: "{name} kişisine gönderildi",
  share: "Kime gönderilsin?", note_from: "{name} bunu gönderdi",
  copied: "Kopyalandı", not_here: "Bu tür düğme gösterimde bir şey yapmaz.",
  ok: "Tamam", messages: "{name} – mesajlar", failed: "Olmadı: {why}",
  more_people: "{n} kişi daha var, gösterilmiyor.", no_people: "Henüz kimse yok. Başlamak için bir telefon ekleyin.",
  unread: "{n} yeni",
};

const ROLES_TR = {
  customer: "Müşteri", member: "Üye", friend: "Arkadaş", cashier: "Kasiyer", manager: "Müdür",
  owner: "Sahip", operator: "İşletmeci", barista: "Barista", merchant: "İşyeri", stranger: "Yabancı",
};

/** The two languages the page itself speaks, from any language code ("tr-TR" is "tr", the rest "en"). */
export const spoken = (code) => (String(code ?? "").toLowerCase().startsWith("tr") ? "tr" : "en");

/** The words for `key` in a language, with `{places}` filled in. */
export function say(language, key, places = {}) {
  const words = (spoken(language) === "tr" ? TR : EN)[key] ?? EN[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
}

/** A person's caption, which the server gives in English. */
export function role(language, caption) {
  if (!caption || spoken(language) !== "tr") return caption ?? "";
  return caption.replace(/[A-Za-z]+/g, (word) => ROLES_TR[word.toLowerCase()] ?? word);
}

const formatters = new Map();

/** A date written as the language writes it; `options` as for Intl.DateTimeFormat. */
export function written(language, date, options) {
  const locale = spoken(language) === "tr" ? "tr-TR" : "en-GB";
  const key = locale + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat(locale, options));
  return formatters.get(key).format(date);
}

export const HOUR = { hour: "2-digit", minute: "2-digit" };
export const DAY = { weekday: "short", day: "numeric", month: "short", year: "numeric" };
export const DAY_IN_CHAT = { day: "numeric", month: "long", year: "numeric" };

/** A moment as the server gives it: ISO text, seconds or milliseconds since 1970. */
export function moment(value) {
  if (typeof value === "number") return new Date(value < 1e11 ? value * 1000 : value);
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? new Date() : date;
}
