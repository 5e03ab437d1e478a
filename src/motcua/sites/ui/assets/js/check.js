// The checklist: one key for all that is in order, and ready sentences. Without this file each is done by hand.

function start(root) {
  for (const button of root.querySelectorAll("[data-check-all]")) {
    button.hidden = false;
    button.onclick = () => {
      for (const row of document.querySelectorAll(".mc-check")) {
        if (row.querySelector(".mc-segment input:checked")) continue;
        // an alternative that nobody gave is not "in order": it is not needed
        row.querySelector(`input[value="${"rest" in row.dataset ? row.dataset.rest : "ok"}"]`).checked = true;
      }
    };
  }
  for (const group of root.querySelectorAll("[data-ready-for]")) {
    const field = document.getElementById(group.dataset.readyFor);
    if (!field) continue;
    group.hidden = false;
    for (const button of group.querySelectorAll("[data-ready]")) {
      button.onclick = () => {
        field.value = field.value.trim() ? `${field.value.trim()}\n${button.dataset.ready}` : button.dataset.ready;
        field.focus();
      };
    }
  }
}

// A scanner types like a keyboard and ends with Enter: in the card's field that reads the card, it does not go on.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.id !== "card_text") return;
  const button = event.target.form?.querySelector("[data-card-read]");
  if (!button) return;
  event.preventDefault();
  event.target.form.requestSubmit(button);
});

start(document.body);
