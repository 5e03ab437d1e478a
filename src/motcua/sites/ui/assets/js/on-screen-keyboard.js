// A keyboard on the screen for fields with data-keyboard="vi" (words, Telex and keys of marks) or "code" (capitals, digits).
import { mark, telex } from "./vietnamese.js";

const ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const MARKS = [
  ["sac", "sắc"], ["huyen", "huyền"], ["hoi", "hỏi"], ["nga", "ngã"], ["nang", "nặng"],
  ["mu", "â ê ô"], ["moc", "ă ơ ư"], ["gach", "đ"],
];

let board = null;
let field = null;

function put(text) {
  const end = field.selectionEnd ?? field.value.length;
  if (field.maxLength > 0 && text.length + field.value.length - end > field.maxLength) return;
  field.value = text + field.value.slice(end);
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(key) {
  const before = field.value.slice(0, field.selectionEnd ?? field.value.length);
  if (key === "back") put([...before].slice(0, -1).join(""));
  else if (key === "enter") field.form?.requestSubmit();
  else if (key === "space") put(`${before} `);
  else if (key.startsWith("mark:")) {
    const made = mark(before, key.slice(5));
    if (made !== null) put(made);
  } else if (field.dataset.keyboard === "vi") put(telex(before, key));
  else put(before + key.toUpperCase());
}

function button(key, label, spoken, kind = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `osk-key ${kind}`;
  made.dataset.press = key;
  made.textContent = label;
  if (spoken) made.setAttribute("aria-label", spoken);
  return made;
}

function row(keys) {
  const line = document.createElement("div");
  line.className = "osk-row";
  line.append(...keys);
  return line;
}

function build(kind) {
  const made = document.createElement("div");
  made.className = "osk";
  made.setAttribute("role", "region");
  made.setAttribute("aria-label", document.documentElement.lang === "en" ? "On-screen keyboard" : "Bàn phím trên màn hình");
  const english = document.documentElement.lang === "en";
  for (const letters of ROWS) {
    const keys = [...letters].map((letter) => button(letter, kind === "vi" ? letter : letter.toUpperCase()));
    if (letters === "zxcvbnm") keys.push(button("back", "⌫", english ? "Delete" : "Xoá", "osk-key--wide"));
    made.append(row(keys));
  }
  if (kind === "vi") {
    made.append(row(MARKS.map(([name, words]) => button(`mark:${name}`, words, "", "osk-key--mark"))));
    made.append(row([button("space", english ? "Space" : "Dấu cách", "", "osk-key--space"), button("enter", english ? "Search" : "Tìm", "", "osk-key--enter")]));
  } else made.append(row([button("-", "-"), button(".", "."), button("enter", english ? "Go" : "Xong", "", "osk-key--enter")]));
  // a press must not take the caret out of the field
  made.addEventListener("pointerdown", (event) => event.preventDefault());
  made.addEventListener("click", (event) => {
    const key = event.target.closest("[data-press]")?.dataset.press;
    if (key && field) press(key);
  });
  return made;
}

function show(wanted) {
  if (field === wanted && board) return;
  field = wanted;
  const made = build(field.dataset.keyboard);
  (board ?? document.querySelector(".kiosk-foot, script:last-of-type")).before(made);
  board?.remove();
  board = made;
}

export function startKeyboards() {
  for (const one of document.querySelectorAll("[data-keyboard]")) {
    one.inputMode = "none"; // the system's own keyboard stays away
    one.addEventListener("focus", () => show(one));
  }
  const first = document.querySelector("[data-keyboard]");
  if (first) show(first);
}
