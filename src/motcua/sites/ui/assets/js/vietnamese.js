// Vietnamese from keys without a system keyboard: Telex as it is typed, and keys that set a mark on the word.
// Pure: text before the caret and a key give the new text. Everything is NFC.

const TONES = { s: "\u0301", f: "\u0300", r: "\u0309", x: "\u0303", j: "\u0323" };
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g;
const HATS = { a: "â", e: "ê", o: "ô" };
const HORNS = { a: "ă", o: "ơ", u: "ư" };
const VOWEL = /[aăâeêioôơuưy]/i;
const MARKED = /[ăâêôơư]/i;

const nfc = (text) => text.normalize("NFC");
// A letter without its tone keeps hat, horn and breve.
const toneless = (text) => nfc(text.normalize("NFD").replace(TONE, ""));
const toneOf = (text) => text.normalize("NFD").match(TONE)?.[0] ?? "";
const likeCase = (model, letter) => (model === model.toUpperCase() && model !== model.toLowerCase() ? letter.toUpperCase() : letter);

function split(text) {
  const word = text.match(/\p{L}*$/u)[0];
  return [text.slice(0, text.length - word.length), word];
}

// Where the tone of a syllable stands: on the marked vowel, before a final consonant on the last, else by custom.
export function tonePlace(word) {
  const plain = toneless(word);
  const start = /^(qu|gi)(?=[aăâeêioôơuưy])/i.test(plain) ? 2 : 0;
  let from = start;
  while (from < plain.length && !VOWEL.test(plain[from])) from += 1;
  let to = from;
  while (to < plain.length && VOWEL.test(plain[to])) to += 1;
  if (from === to) return -1;
  for (let at = to - 1; at >= from; at -= 1) if (MARKED.test(plain[at])) return at;
  if (to - from === 1) return from;
  if (to < plain.length) return to - 1;
  return to - from === 2 ? from : from + 1;
}

function withTone(word, tone) {
  const plain = toneless(word);
  const place = tonePlace(plain);
  if (place < 0 || !tone) return plain;
  return plain.slice(0, place) + nfc(plain[place] + tone) + plain.slice(place + 1);
}

// The marks a key may set on the word before the caret; null when there is nothing to set it on.
export function mark(text, name) {
  const [before, word] = split(text);
  if (!word) return null;
  const keys = { sac: "s", huyen: "f", hoi: "r", nga: "x", nang: "j" };
  if (name in keys) {
    if (tonePlace(word) < 0) return null;
    const tone = TONES[keys[name]];
    return before + withTone(word, toneOf(word) === tone ? "" : tone);
  }
  if (name === "gach") return swap(before, word, /d|đ/i, (letter) => (letter.toLowerCase() === "d" ? "đ" : "d"));
  const table = name === "mu" ? HATS : HORNS;
  const back = Object.fromEntries(Object.entries(table).map(([plain, marked]) => [marked, plain]));
  const letters = new RegExp(`[${Object.keys(table).join("")}${Object.values(table).join("")}]`, "i");
  const tone = toneOf(word);
  let plain = toneless(word);
  if (name === "moc" && /uo/i.test(plain)) plain = plain.replace(/uo/gi, (pair) => likeCase(pair[0], "ư") + likeCase(pair[1], "ơ"));
  else {
    const places = [...plain].map((letter, at) => (letters.test(letter) ? at : -1)).filter((at) => at >= 0);
    if (!places.length) return null;
    const place = places.at(-1);
    const letter = plain[place].toLowerCase();
    plain = plain.slice(0, place) + likeCase(plain[place], table[letter] ?? back[letter]) + plain.slice(place + 1);
  }
  return before + withTone(plain, tone);
}

function swap(before, word, letters, change) {
  const place = [...word].findLastIndex((letter) => letters.test(letter));
  if (place < 0) return null;
  return before + word.slice(0, place) + likeCase(word[place], change(word[place])) + word.slice(place + 1);
}

// One letter typed after the text, as Telex understands it; the same key again takes the mark back and writes the letter.
export function telex(text, key) {
  const [before, word] = split(text);
  const low = key.toLowerCase();
  const last = word.at(-1) ?? "";
  const lastPlain = toneless(last).toLowerCase();
  const tone = toneOf(word);
  if (word && low in TONES && tonePlace(word) >= 0) {
    if (tone === TONES[low]) return before + withTone(word, "") + key;
    return before + withTone(word, TONES[low]);
  }
  if (word && low === "z" && tone) return before + withTone(word, "");
  if (low === "d" && /^d/i.test(word) && !/đ/i.test(word) && (word.length === 1 || VOWEL.test(toneless(word)))) {
    return before + likeCase(word[0], "đ") + word.slice(1);
  }
  if (low === "d" && word.toLowerCase() === "đ") return before + likeCase(word, "d") + key;
  if (low in HATS) {
    const place = [...toneless(word)].findLastIndex((letter) => [low, HATS[low]].includes(letter.toLowerCase()));
    const between = place < 0 ? "" : toneless(word).slice(place + 1);
    if (place >= 0 && !VOWEL.test(between)) {
      const plain = toneless(word);
      const letter = plain[place];
      if (letter.toLowerCase() === HATS[low]) {
        return place === plain.length - 1 ? before + withTone(plain.slice(0, place) + likeCase(letter, low), tone) + key : text + key;
      }
      return before + withTone(plain.slice(0, place) + likeCase(letter, HATS[low]) + plain.slice(place + 1), tone);
    }
  }
  if (low === "w" && word) {
    if (["ă", "ơ", "ư"].includes(lastPlain)) {
      const plain = Object.keys(HORNS).find((one) => HORNS[one] === lastPlain);
      return before + withTone(toneless(word).slice(0, -1) + likeCase(last, plain), tone) + key;
    }
    const made = mark(text, "moc");
    if (made !== null) return made;
  }
  if (!word || !/\p{L}/u.test(key)) return nfc(text + key);
  return before + withTone(word + key, tone || toneOf(key));
}
