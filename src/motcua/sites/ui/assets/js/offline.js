// The page that receives dossiers while the system is away (NB18-13.2). It works without network once it was opened with
// it. What was typed lies encrypted in IndexedDB (AES-GCM, key from the clerk's PIN by PBKDF2) and is sent once, in order.
import { all, clear, get, put, remove } from "./offline-store.js";
import { fresh, matches, open, seal } from "./offline-vault.js";

const root = document.getElementById("offline");
const words = JSON.parse(document.getElementById("offline-words").textContent);
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const field = (name) => root.querySelector(`[name="${name}"]`);
const LOW = 20; // numbers left, below which the machine asks for more
const LOCK_AFTER = 15 * 60_000; // an officer who walked away leaves nothing readable
const KEEP_SENT = 30 * 24 * 3600_000; // how long a line still tells that it was sent

let key = null;
let kit = null; // desk, desks, clerk, clerks, procedures; numbers by desk
let items = []; // { id, key, state, facts }
let mending = null; // the refused item whose facts stand in the form; it stays kept until it is received anew
let sending = false;
let isTimeTyped = false;
let letGo = null; // ends this page's hold of the store
let idle;

const cookie = (name) =>
  document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
const say = (text) => (part("status").textContent = text);
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
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

// two pages of one machine would offer the same number twice: one of them works, until it is locked or closed;
// a page that is just closing is waited for
const PATIENCE_MS = 3000;
let asking = null;
const hold = () =>
  (asking ??= new Promise((done) => {
    const held = () => {
      done(true);
      return new Promise((release) => (letGo = release));
    };
    navigator.locks.request("motcua-offline", { signal: AbortSignal.timeout(PATIENCE_MS) }, held).catch(() => done(false));
  }).finally(() => (asking = null)));

async function unlock(event) {
  event.preventDefault();
  const pin = field("pin").value;
  const lock = await get("meta", "lock");
  if (!letGo && !(await hold())) return problem("pin", words.other_tab);
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
  key = kit = mending = null;
  items = [];
  letGo?.();
  letGo = null;
  root.querySelector('[data-form="receive"]').reset();
  for (const place of [part("papers"), part("rows"), part("slip"), field("clerk")]) place.replaceChildren();
  part("opened").hidden = true;
  say(words.locked);
  void showLock();
}

// what waits behind the lock is told, without a name: nothing is sent until somebody opens it
async function showLock() {
  const lock = await get("meta", "lock");
  part("again").hidden = part("first").hidden = Boolean(lock);
  part("forgotten").hidden = !lock;
  part("locked").hidden = false;
  const count = (await all("items")).filter((one) => one.state !== "sent").length;
  part("pending").textContent = count ? fill(words.pending, { count }) : "";
}

async function forget() {
  const count = (await all("items")).filter((one) => one.state !== "sent").length;
  if (!letGo && !(await hold())) return problem("pin", words.other_tab);
  if (!window.confirm(fill(words.forget_sure, { count }))) return;
  await clear();
  window.location.reload();
}

function touch() {
  clearTimeout(idle);
  if (key) idle = setTimeout(lockAgain, LOCK_AFTER);
}

async function load() {
  const kept = await get("meta", "kit");
  kit = kept ? await open(key, kept) : null;
  items = await Promise.all((await all("items")).map(async (one) => ({ ...one, facts: await open(key, one.sealed) })));
  for (const one of items.filter((each) => each.state === "sent" && Date.now() - Date.parse(each.facts.received_at) > KEEP_SENT)) await drop(one);
}

const keepKit = async () => put("meta", "kit", await seal(key, kit));

// --- numbers and procedures, while there is network ---

const free = () => {
  const used = new Set(items.map((one) => one.facts.number));
  return (kit?.numbers[kit.desk] ?? []).filter((number) => !used.has(number));
};

async function drop(one) {
  await spend(one.facts.number);
  await remove("items", one.id);
  items = items.filter((other) => other !== one);
}

// a number that was used, refused or put aside is not offered again
async function spend(number) {
  if (!kit) return;
  for (const desk of Object.keys(kit.numbers)) kit.numbers[desk] = kit.numbers[desk].filter((other) => other !== number);
  await keepKit();
}

async function refill(desk = kit?.desk) {
  const wants = !kit || desk !== kit.desk ? !(kit?.numbers[desk]?.length >= LOW) : free().length < LOW;
  // the key is kept before it is used: an answer that was lost gives the same numbers again
  const asked = (await get("meta", "asked")) ?? crypto.randomUUID();
  await put("meta", "asked", asked);
  try {
    const told = await ask(root.dataset.prepare, { key: asked, wants, desk });
    if (!key) return;
    if (told.status === 401 || told.status === 403) return say(words.sign_in);
    if (told.status !== 200 || !told.desk) return say(told.sentence || words.no_network);
    const numbers = { ...kit?.numbers };
    numbers[told.desk] = [...new Set([...(numbers[told.desk] ?? []), ...told.numbers])];
    kit = { ...told, numbers };
    await keepKit();
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
  part("desks").hidden = kit.desks.length < 2;
  field("desk").replaceChildren(...kit.desks.map(([id, name]) => new Option(name, id, false, id === kit.desk)));
  part("left").textContent = fill(words.left, { count: free().length });
  showProcedures();
  const clerk = kit.clerks.some(([id]) => id === field("clerk").value) ? field("clerk").value : kit.clerk;
  field("clerk").replaceChildren(...kit.clerks.map(([id, name]) => new Option(name, id, false, id === clerk)));
  if (!field("number").value) field("number").value = free()[0] ?? "";
  showTime();
  part("mending").hidden = !mending;
  part("rows").replaceChildren(...[...items].reverse().map(row));
  const waiting = items.filter((one) => one.state !== "sent").length;
  part("waiting").textContent = fill(words.waiting, { count: waiting });
  part("send").hidden = !items.some((one) => one.state === "kept");
}

// a provincial desk receives more than a thousand procedures: some letters of the name find them
function showProcedures() {
  const chosen = field("procedure").value;
  const wanted = fold(field("find").value).split(/\s+/).filter(Boolean);
  const found = kit.procedures.filter((one) => one.code === chosen || wanted.every((word) => fold(one.name).includes(word)));
  field("procedure").replaceChildren(
    new Option(wanted.length ? fill(words.choose_of, { count: found.length }) : words.choose, ""),
    ...found.map((one) => new Option(one.name, one.code, false, one.code === chosen)),
  );
}

function showTime() {
  if (kit && !isTimeTyped) field("received").value = nowHere();
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
  mend.onclick = () => takeUp(one);
  const put_aside = line.querySelector('[data-act="drop"]');
  put_aside.hidden = one.state !== "refused";
  put_aside.onclick = () => putAside(one);
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
  showTime();
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
    clerk: field("clerk").value || kit.clerk,
  };
  const wrong =
    (!/^NT\d{2}-\d{6,8}-[2-9A-Z]$/.test(number) && ["number", words.number_wrong]) ||
    (items.some((one) => one !== mending && one.facts.number === number) && ["number", words.number_used]) ||
    (!facts.procedure && ["procedure", words.procedure_missing]) ||
    (!facts.name && ["name", words.name_missing]) ||
    (!/^0\d{9}$/.test(facts.phone) && ["phone", words.phone_wrong]) ||
    (!(new Date(facts.received_at) <= Date.now() + 60_000) && ["received", words.time_wrong]);
  for (const name of ["number", "procedure", "name", "phone", "received"]) problem(name, "");
  if (wrong) return problem(...wrong);
  const item = { id: mending?.id, key: crypto.randomUUID(), state: "kept", facts };
  // what is mended stands where it stood: one write takes the old away with the new
  item.id = await put("items", item.id, { key: item.key, state: item.state, sealed: await seal(key, facts) });
  if (mending && mending.facts.number !== number) await spend(mending.facts.number);
  items = mending ? items.map((one) => (one === mending ? item : one)) : [...items, item];
  begin();
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

function begin() {
  mending = null;
  isTimeTyped = false;
  const clerk = field("clerk").value;
  root.querySelector('[data-form="receive"]').reset();
  field("clerk").value = clerk;
  showPapers();
  render();
}

function takeUp(one) {
  begin();
  mending = one;
  isTimeTyped = true;
  for (const name of ["number", "procedure", "name", "phone", "note", "clerk"]) field(name).value = one.facts[name];
  field("received").value = one.facts.received_at.slice(0, 16);
  showPapers(one.facts.papers);
  part("mending").hidden = false;
  part("mended").textContent = fill(words.mending, { number: one.facts.number });
  field("number").focus();
}

async function putAside(one) {
  if (!window.confirm(fill(words.drop_sure, { number: one.facts.number }))) return;
  await drop(one);
  if (mending === one) begin();
  else render();
}

// --- sending: one at a time, in order; the same key however often ---

async function send() {
  if (sending || !key) return;
  sending = true;
  try {
    for (let one; (one = items.find((each) => each.state === "kept")); ) {
      const told = await ask(root.dataset.send, { key: one.key, ...one.facts });
      if (!key) return;
      if (told.status === 401 || told.status === 403) return say(told.sentence || words.sign_in);
      const arrived = told.status === 200 && told.number === one.facts.number;
      // only what the product itself answers counts: a page of the network on the way keeps everything as it is
      if (!arrived && !(told.sentence && told.status < 500)) return say(words.no_network);
      const { number, procedure_name, received_at } = one.facts;
      // what arrived is not kept here: only that it did
      const facts = arrived ? { number, procedure_name, received_at } : { ...one.facts, told: told.sentence };
      const state = arrived ? "sent" : "refused";
      await put("items", one.id, { key: one.key, state, sealed: await seal(key, facts) });
      Object.assign(one, { state, facts });
      if (!key) return;
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
  const named = (pairs, id) => pairs.find(([other]) => other === id)?.[1] ?? "";
  const facts = {
    ...one.facts,
    when: shown(one.facts.received_at),
    desk_name: named(kit.desks, one.facts.desk),
    clerk_name: named(kit.clerks, one.facts.clerk),
    papers: one.facts.paper_names.join("; "),
  };
  for (const place of slip.querySelectorAll("[data-fact]")) place.textContent = facts[place.dataset.fact] || "";
  part("slip").replaceChildren(slip);
  window.print();
}

root.querySelector('[data-form="unlock"]').addEventListener("submit", unlock);
root.querySelector('[data-form="receive"]').addEventListener("submit", receive);
field("procedure").addEventListener("change", () => showPapers());
field("find").addEventListener("input", showProcedures);
field("received").addEventListener("input", () => (isTimeTyped = true));
field("desk").addEventListener("change", () => refill(field("desk").value).then(begin));
part("stop").addEventListener("click", begin);
part("forget").addEventListener("click", forget);
part("send").addEventListener("click", send);
part("prepare").addEventListener("click", () => refill().then(render));
part("lock").addEventListener("click", lockAgain);
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touch);
window.addEventListener("online", () => key && refill().then(render).then(send));
window.addEventListener("offline", () => say(words.no_network));
setInterval(() => navigator.onLine && send(), 30_000);
setInterval(showTime, 10_000);

await showLock();
navigator.storage?.persist?.();
try {
  await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
  await navigator.serviceWorker.ready;
  root.dataset.ready = "yes";
  say(words.installed);
} catch {
  say(navigator.onLine ? words.not_installed : words.no_network);
}
