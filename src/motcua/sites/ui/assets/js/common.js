import htmx from "htmx.org/dist/htmx.esm.js";
import { Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink } from "govuk-frontend";
import { startCardScan } from "./card-scan.js";
import { startForms } from "./eform.js";

// Strict Content-Security-Policy: nothing is evaluated, no style is written into the page.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // personal data does not lie in the browser's store
// A refusal is a fragment with its own place (HX-Retarget), so answers from 400 on are shown too.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: true, error: true },
];
window.htmx = htmx;

const cookie = (name) =>
  document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
});
// The server cannot be reached: say it where refusals are said, keep what was typed.
document.addEventListener("htmx:sendError", () => {
  const place = document.getElementById("mc-refusal");
  const words = document.getElementById("mc-offline");
  if (place && words) place.replaceChildren(words.content.cloneNode(true));
});

const components = [
  [".govuk-error-summary", ErrorSummary],
  ['[data-module="govuk-button"]', Button],
  ['[data-module="govuk-radios"]', Radios],
  ['[data-module="govuk-checkboxes"]', Checkboxes],
  ['[data-module="govuk-character-count"]', CharacterCount],
  ['[data-module="govuk-password-input"]', PasswordInput],
  ['[data-module="govuk-skip-link"]', SkipLink],
];

function start(root) {
  for (const [selector, Component] of components) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    for (const element of found) {
      const mark = Component.moduleName;
      if (element.hasAttribute(`data-${mark}-init`)) continue;
      try {
        new Component(element);
      } catch (reason) {
        console.warn(reason);
      }
    }
  }
  for (const button of root.querySelectorAll("[data-card-scan]")) startCardScan(button);
  startForms(root);
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.onclick = () => window.print();
  }
  for (const button of root.querySelectorAll("[data-dialog]")) {
    button.onclick = () => document.getElementById(button.dataset.dialog)?.showModal();
  }
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
start(document.body);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));

// A page sent again after the session ended carries the token of the new session.
document.addEventListener("submit", (event) => {
  const token = event.target.querySelector?.('[data-resend] input[name="csrfmiddlewaretoken"]');
  if (token && cookie("csrftoken")) token.value = cookie("csrftoken");
});

// One form, one submission: a second click within the same page load is not sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  if (form.hasAttribute("data-again")) return;
  if (form.dataset.sent) event.preventDefault();
  else if (!form.hasAttribute("hx-post")) form.dataset.sent = "1";
});
// The back button brings the page back as it was: let it be sent again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) delete form.dataset.sent;
});
