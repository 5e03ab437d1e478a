// The kiosk: forgets by itself, listens to a scanner, says when the network is away.
import { startCardScan } from "./card-scan.js";
import { startKeyboards } from "./on-screen-keyboard.js";
import { isScan, Wedge } from "./wedge.js";

const body = document.body;
const cookie = (name) =>
  document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

// --- back to the start, and nothing left ---
const SECONDS = 15;
const dialog = document.getElementById("still-there");
let idleSince = Date.now();
const forget = () => window.location.replace(body.dataset.forget);
const awake = () => {
  if (!dialog?.open) idleSince = Date.now();
};
for (const kind of ["pointerdown", "keydown", "input", "wheel"]) document.addEventListener(kind, awake, { passive: true });
dialog?.querySelector("[data-stay]").addEventListener("click", () => {
  dialog.close();
  idleSince = Date.now();
});
dialog?.addEventListener("cancel", () => (idleSince = Date.now()));
const idle = Number(body.dataset.idle || 0) * 1000;
if (idle && dialog) {
  setInterval(() => {
    const left = Math.ceil((idle + SECONDS * 1000 - (Date.now() - idleSince)) / 1000);
    if (left <= 0) forget();
    else if (left <= SECONDS) {
      dialog.querySelector("[data-count]").textContent = String(left);
      if (!dialog.open) dialog.showModal();
    }
  }, 250);
}
document.querySelector("[data-back]")?.addEventListener("click", () => (window.history.length > 1 ? window.history.back() : forget()));
// a page that the browser kept is asked for anew: it may be somebody else's
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

// --- large type, contrast ---
for (const button of document.querySelectorAll("[data-look]")) {
  button.addEventListener("click", () => {
    const on = document.documentElement.classList.toggle(`kiosk--${button.dataset.look}`);
    button.setAttribute("aria-pressed", String(on));
    const looks = ["large", "contrast"].filter((one) => document.documentElement.classList.contains(`kiosk--${one}`));
    document.cookie = `kiosk_look=${looks.join(".")}; path=/; SameSite=Lax`;
  });
}

// --- scanner and camera ---
const send = (text) => {
  const form = document.getElementById("scan-form");
  if (!form || !text) return;
  document.getElementById("scan-text").value = text;
  form.submit();
};
const wedge = new Wedge();
document.addEventListener(
  "keydown",
  (event) => {
    const typed = wedge.key(event.key, event.timeStamp);
    if (!isScan(typed)) return;
    event.preventDefault();
    event.stopPropagation();
    send(typed.text);
  },
  { capture: true },
);
for (const button of document.querySelectorAll("[data-card-scan]")) {
  startCardScan(button);
  document.getElementById(button.dataset.cardScan).addEventListener("change", (event) => send(event.target.value));
}

startKeyboards();

// --- one touch, one request ---
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
for (const link of document.querySelectorAll("[data-first]")) {
  link.addEventListener("click", () => pulse("start"));
}

// --- paper ---
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
if (document.querySelector("[data-print-now]")) {
  window.history.replaceState(null, "", window.location.pathname); // read again it does not print again
  window.addEventListener("load", () => window.print(), { once: true });
}

// --- the server ---
const cut = document.getElementById("cut");
async function pulse(what = "") {
  try {
    const sent = new URLSearchParams({ what });
    const answer = await fetch(body.dataset.pulse, { method: "POST", headers: { "X-CSRFToken": cookie("csrftoken") }, body: sent, keepalive: true, signal: AbortSignal.timeout(8000) });
    if (answer.status >= 500) throw new Error(String(answer.status));
    if (cut) cut.hidden = true;
    if (body.dataset.away) window.location.replace(body.dataset.away);
  } catch {
    if (cut && !body.dataset.away) cut.hidden = false;
  }
}
setInterval(pulse, body.dataset.away ? 4000 : 20000);
window.addEventListener("offline", () => pulse());
window.addEventListener("online", () => pulse());
if (!body.dataset.away) pulse();
if ("serviceWorker" in navigator && body.dataset.worker) navigator.serviceWorker.register(body.dataset.worker).catch(() => {});
