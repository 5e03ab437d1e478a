// The page that receives dossiers while the system is away (NB18-13.2). It works without network once it was opened with
// it. What was typed lies encrypted in IndexedDB (AES-GCM, key from the clerk's PIN by PBKDF2) and is sent once, in order.
import { all, get, put, remove } from "./offline-store.js";
import { fresh, matches, open, seal } from "./offline-vault.js";

const root = document.getElementById("offline");
const words = JSON.parse(document.getElementById("offline-words").textContent);
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const field = (name) => root.querySelector(`[name="${name}"]`);
const LOW = 20; // numbers left, below which the machine asks for more
const LOCK_AFTER = 15 * 60_000; // an officer who walked away leaves nothing readable

let key = null;
let kit = null; // desk, clerk, numbers, procedures
let items = []; // { id, key, state, facts }
let sending = false;
let idle;

const cookie = (name) =>
  document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
const say = (text) => (part("status").textContent = text);
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
const shown = (iso) => new Date(iso).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short", timeZone: "Asia/Ho_Chi_Minh" });

async function ask(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": cookie("csrftoken") },
    body: JSON.stringify(body),
    redirect: "error",
  });
  const told = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : {};
  return { status: answer.status, ...told };
}

// --- lock ---

async function unlock(event) {
  event.preventDefault();
  const pin = field("pin").value;
  const lock = await get("meta", "lock");
  if (!lock && pin.length < 8) return problem("pin", words.pin_short);
  if (!lock && pin !== field("pin_again").value) return problem("pin", words.pin_differs);
  const made = lock ? await matches(pin, lock) : await fresh(pin);
  if (!made) return problem("pin", words.pin_wrong);
  if (!lock) await put("meta", "lock", made.lock);
  key = made.key;
  field("pin").value = field("pin_again").value = "";
  problem("pin", "");
  await load();
  part("locked").hidden = true;
  part("opened").hidden = false;
  touch();
  await refill();
  render();
  await send();
}

function lockAgain() {
  key = kit = null;
  items = [];
  root.querySelector('[data-form="receive"]').reset();
  for (const name of ["papers", "rows", "slip"]) part(name).replaceChildren();
  part("opened").hidden = true;
  part("locked").hidden = false;
  say(words.locked);
}

function touch() {
  clearTimeout(idle);
  if (key) idle = setTimeout(lockAgain, LOCK_AFTER);
}

async function load() {
  const kept = await get("meta", "kit");
  kit = kept ? await open(key, kept) : null;
  items = await Promise.all((await all("items")).map(async (one) => ({ ...one, facts: await open(key, one.sealed) })));
}

// --- numbers and procedures, while there is network ---

const free = () => {
  const used = new Set(items.map((one) => one.facts.number));
  return (kit?.numbers ?? []).filter((number) => !used.has(number));
};

async function refill() {
  if (kit && free().length >= LOW && Date.now() - kit.at < 12 * 3600_000) return;
  // the key is kept before it is used: an answer that was lost gives the same numbers again
  const asked = (await get("meta", "asked")) ?? crypto.randomUUID();
  await put("meta", "asked", asked);
  try {
    const told = await ask(root.dataset.prepare, { key: asked, wants: free().length < LOW });
    if (told.status !== 200) return say(told.status === 401 || told.status === 403 ? words.sign_in : told.sentence || words.no_network);
    const numbers = [...new Set([...(kit?.numbers ?? []), ...told.numbers])];
    kit = { ...told, numbers, at: Date.now() };
    await put("meta", "kit", await seal(key, kit));
    await remove("meta", "asked");
  } catch {
    if (!kit) say(words.not_prepared);
  }
}

// --- receiving ---

function render() {
  part("receive").hidden = !kit;
  part("unprepared").hidden = Boolean(kit);
  if (!kit) return;
  part("desk").textContent = kit.desk_name;
  part("left").textContent = fill(words.left, { count: free().length });
  const chosen = field("procedure").value;
  field("procedure").replaceChildren(
    new Option(words.choose, ""),
    ...kit.procedures.map((one) => new Option(one.name, one.code, false, one.code === chosen)),
  );
  if (!field("number").value) field("number").value = free()[0] ?? "";
  if (!field("received").value) field("received").value = nowHere();
  part("rows").replaceChildren(...[...items].reverse().map(row));
  const waiting = items.filter((one) => one.state !== "sent").length;
  part("waiting").textContent = fill(words.waiting, { count: waiting });
  part("send").hidden = !waiting;
}

const nowHere = () => new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 16); // Asia/Ho_Chi_Minh has no summer time

function row(one) {
  const line = document.getElementById("offline-row").content.firstElementChild.cloneNode(true);
  const cell = (name, text) => (line.querySelector(`[data-cell="${name}"]`).textContent = text);
  cell("number", one.facts.number);
  cell("what", [one.facts.name, one.facts.procedure_name].filter(Boolean).join(", "));
  cell("when", shown(one.facts.received_at));
  cell("state", words[one.state]);
  cell("told", one.facts.told ?? "");
  const print = line.querySelector('[data-act="print"]');
  print.hidden = one.state === "sent";
  print.onclick = () => printSlip(one);
  const mend = line.querySelector('[data-act="mend"]');
  mend.hidden = one.state !== "refused";
  mend.onclick = () => takeBack(one);
  return line;
}

function showPapers(ticked = []) {
  const found = kit.procedures.find((one) => one.code === field("procedure").value);
  part("papers").replaceChildren(
    ...(found?.papers ?? []).map(([id, name]) => {
      const box = document.getElementById("offline-paper").content.firstElementChild.cloneNode(true);
      const input = box.querySelector("input");
      Object.assign(input, { value: id, id: `paper-${id}`, checked: ticked.includes(id) });
      box.querySelector("label").textContent = name;
      box.querySelector("label").htmlFor = input.id;
      return box;
    }),
  );
}

async function receive(event) {
  event.preventDefault();
  const form = event.target;
  const number = field("number").value.trim().toUpperCase();
  const facts = {
    number,
    procedure: field("procedure").value,
    procedure_name: field("procedure").selectedOptions[0]?.text ?? "",
    name: field("name").value.trim(),
    phone: field("phone").value.replace(/[\s.]/g, ""),
    papers: [...part("papers").querySelectorAll("input:checked")].map((box) => box.value),
    paper_names: [...part("papers").querySelectorAll("input:checked")].map((box) => box.labels[0].textContent),
    note: field("note").value.trim(),
    received_at: `${field("received").value}:00+07:00`,
    desk: kit.desk,
    clerk: kit.clerk,
  };
  const wrong =
    (!/^NT\d{2}-\d{6,8}-[2-9A-Z]$/.test(number) && ["number", words.number_wrong]) ||
    (items.some((one) => one.facts.number === number) && ["number", words.number_used]) ||
    (!facts.procedure && ["procedure", words.procedure_missing]) ||
    (!facts.name && ["name", words.name_missing]) ||
    (!/^0\d{9}$/.test(facts.phone) && ["phone", words.phone_wrong]) ||
    (!(new Date(facts.received_at) <= Date.now() + 60_000) && ["received", words.time_wrong]);
  for (const name of ["number", "procedure", "name", "phone", "received"]) problem(name, "");
  if (wrong) return problem(...wrong);
  const item = { key: crypto.randomUUID(), state: "kept", facts };
  item.id = await put("items", undefined, { key: item.key, state: item.state, sealed: await seal(key, facts) });
  items.push(item);
  form.reset();
  showPapers();
  render();
  say(fill(words.received, { number }));
  field("name").focus();
  void send();
}

function problem(name, text) {
  const place = root.querySelector(`[data-problem="${name}"]`);
  place.textContent = text;
  place.hidden = !text;
  field(name).setAttribute("aria-invalid", String(Boolean(text)));
  if (text) field(name).focus();
}

async function takeBack(one) {
  await remove("items", one.id);
  items = items.filter((other) => other !== one);
  for (const name of ["number", "procedure", "name", "phone", "note"]) field(name).value = one.facts[name];
  field("received").value = one.facts.received_at.slice(0, 16);
  render();
  field("procedure").value = one.facts.procedure;
  showPapers(one.facts.papers);
  field("number").focus();
}

// --- sending: one at a time, in order; the same key however often ---

async function send() {
  if (sending || !key) return;
  sending = true;
  try {
    for (const one of items.filter((each) => each.state === "kept")) {
      const told = await ask(root.dataset.send, { key: one.key, ...one.facts });
      if (!key) return;
      if (told.status === 401 || told.status === 403) return say(told.sentence || words.sign_in);
      if (told.status >= 500) return say(words.no_network);
      one.state = told.status === 200 ? "sent" : "refused";
      // what arrived is not kept here: only that it did
      const { number, procedure_name, received_at } = one.facts;
      one.facts = one.state === "sent" ? { number, procedure_name, received_at } : { ...one.facts, told: told.sentence };
      await put("items", one.id, { key: one.key, state: one.state, sealed: await seal(key, one.facts) });
      render();
    }
    const refused = items.filter((each) => each.state === "refused").length;
    if (items.length) say(refused ? fill(words.some_refused, { count: refused }) : words.all_sent);
  } catch {
    say(words.no_network);
  } finally {
    sending = false;
  }
}

// --- the provisional slip ---

function printSlip(one) {
  const slip = document.getElementById("offline-slip").content.cloneNode(true);
  const facts = { ...one.facts, when: shown(one.facts.received_at), desk_name: kit.desk_name, clerk_name: kit.clerk_name, papers: one.facts.paper_names.join("; ") };
  for (const place of slip.querySelectorAll("[data-fact]")) place.textContent = facts[place.dataset.fact] || "";
  part("slip").replaceChildren(slip);
  window.print();
}

root.querySelector('[data-form="unlock"]').addEventListener("submit", unlock);
root.querySelector('[data-form="receive"]').addEventListener("submit", receive);
field("procedure").addEventListener("change", () => showPapers());
part("send").addEventListener("click", send);
part("prepare").addEventListener("click", () => refill().then(render));
part("lock").addEventListener("click", lockAgain);
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touch);
window.addEventListener("online", () => key && refill().then(render).then(send));
window.addEventListener("offline", () => say(words.no_network));
setInterval(() => navigator.onLine && send(), 30_000);

const lock = await get("meta", "lock");
part("again").hidden = Boolean(lock);
part("first").hidden = Boolean(lock);
part("locked").hidden = false;
navigator.storage?.persist?.();
try {
  await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
  await navigator.serviceWorker.ready;
  root.dataset.ready = "yes";
  say(words.installed);
} catch {
  say(navigator.onLine ? words.not_installed : words.no_network);
}
