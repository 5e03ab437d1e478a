// A barcode scanner types like a very fast person and ends with Enter. Pure: keys and their times in, text out.
const GAP_MS = 60;
const SHORTEST = 4;

export class Wedge {
  constructor() {
    this.text = "";
    this.at = 0;
  }

  // A key at a time (milliseconds); gives what was typed when Enter ends it, else null.
  key(key, at) {
    const isFast = at - this.at <= GAP_MS;
    this.at = at;
    if (key === "Enter") {
      const typed = { text: isFast ? this.text : "" };
      this.text = "";
      return typed;
    }
    if (!isFast) this.text = "";
    if (key === "Shift") return null; // capitals of a scanner
    this.text = key.length === 1 ? this.text + key : "";
    return null;
  }
}

export const isScan = (typed) => typed !== null && typed.text.length >= SHORTEST;
