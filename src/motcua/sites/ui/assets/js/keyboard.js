// Keyboard from end to end. Single keys work only outside fields; each shortcut is also a visible link or button
// (data-key on it), and "?" lists those of the page.

const typing = (element) => element.closest?.("input, textarea, select, [contenteditable], dialog");

function rows() {
  return [...document.querySelectorAll("[data-rows] tbody tr")].filter((row) => row.querySelector("a"));
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, now + step))];
  next.querySelector("a").focus();
  next.scrollIntoView({ block: "nearest" });
}

function help() {
  const dialog = document.getElementById("mc-keys");
  if (!dialog) return;
  const list = dialog.querySelector("[data-page-keys]");
  list.replaceChildren();
  for (const element of document.querySelectorAll("[data-key]")) {
    const key = document.createElement("dt");
    const cap = document.createElement("kbd");
    cap.textContent = element.dataset.key;
    key.append(cap);
    const words = document.createElement("dd");
    words.textContent = element.dataset.keyLabel ?? element.textContent.trim();
    list.append(key, words);
  }
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (event.key === "?") help();
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "/") document.querySelector("[data-search]")?.focus();
  else {
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    if (target.matches("input, select, textarea")) target.focus();
    else target.click();
  }
  event.preventDefault();
});
