// The calling screen: asks every two seconds, speaks what is new in its order, says when it is cut off.
import htmx from "htmx.org/dist/htmx.esm.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.timeout = 6000;
window.htmx = htmx;

const button = document.getElementById("sound");
const cut = document.getElementById("cut");
const board = document.getElementById("board");
const cookie = (name) =>
  document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
const known = new Set();
const waiting = [];
let sound = null;
let isBusy = false;

function chime() {
  const at = sound.currentTime;
  for (const [step, pitch] of [880, 1108.7, 1318.5].entries()) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at + step * 0.22);
    volume.gain.exponentialRampToValueAtTime(0.5, at + step * 0.22 + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + step * 0.22 + 0.5);
    tone.connect(volume).connect(sound.destination);
    tone.start(at + step * 0.22);
    tone.stop(at + step * 0.22 + 0.55);
  }
  return new Promise((done) => setTimeout(done, 1000));
}

async function speak(address) {
  const answer = await fetch(address);
  if (!answer.ok) return;
  const data = await sound.decodeAudioData(await answer.arrayBuffer());
  const source = sound.createBufferSource();
  source.buffer = data;
  source.connect(sound.destination);
  await new Promise((done) => {
    source.onended = done;
    source.start();
    setTimeout(done, data.duration * 1000 + 1500);
  });
}

async function next() {
  if (isBusy || !waiting.length) return;
  isBusy = true;
  const { call, address } = waiting.shift();
  board.dataset.said = call; // what was announced last, for whoever looks after the screen
  try {
    if (sound?.state === "running") {
      await chime();
      if (address) await speak(address);
      board.dataset.heard = call;
    }
  } catch (reason) {
    console.warn(reason);
  }
  isBusy = false;
  next();
}

function look(isFirst) {
  // the oldest first: they are announced in the order they were called
  for (const row of [...board.querySelectorAll("[data-call]")].reverse()) {
    const call = row.dataset.call;
    if (known.has(call)) continue;
    known.add(call);
    if (!isFirst && row.hasAttribute("data-fresh")) waiting.push({ call, address: row.dataset.speech ?? "" });
  }
  next();
}

function unlock() {
  sound ??= new AudioContext();
  sound.resume().then(() => (button.hidden = sound.state === "running"));
}
button.addEventListener("click", unlock);
document.addEventListener("pointerdown", unlock);
document.addEventListener("keydown", unlock);
unlock(); // a browser in kiosk mode may sound without a touch

look(true);
let seen = new Date();
const clock = (at) => `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) {
    seen = new Date();
    cut.hidden = true;
  } else if (Date.now() - seen.getTime() > 5000) {
    document.querySelector("[data-cut-at]").textContent = clock(seen);
    cut.hidden = false;
  }
});
document.addEventListener("htmx:afterSwap", () => look(false));
const face = document.querySelector("[data-clock]");
setInterval(() => (face.textContent = clock(new Date())), 1000);
const pulse = () => fetch(document.body.dataset.pulse, { method: "POST", headers: { "X-CSRFToken": cookie("csrftoken") } }).catch(() => {});
setInterval(pulse, 60000);
pulse();
