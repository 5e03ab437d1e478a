// E-forms: hides questions that the answers above make needless and narrows an address to what fits its province.
// Without this file everything is shown and the server decides; what is hidden here it drops as well.

const controlsOf = (form, name) =>
  [...form.elements].filter((one) => one.name === name || one.name.startsWith(`${name}.`));

function valuesOf(form, name) {
  const values = [];
  for (const control of controlsOf(form, name)) {
    if (["radio", "checkbox"].includes(control.type) && !control.checked) continue;
    if (["submit", "button", "file"].includes(control.type) || control.value === "") continue;
    values.push(control.value);
  }
  return values;
}

// The same small expressions as motcua.eforms.conditions
function holds(condition, form) {
  if (condition.all) return condition.all.every((part) => holds(part, form));
  if (condition.any) return condition.any.some((part) => holds(part, form));
  if (condition.not) return !holds(condition.not, form);
  const values = valuesOf(form, condition.field);
  if ("is_filled" in condition) return values.length > 0 === condition.is_filled;
  const wanted = (condition.in ?? [condition.equals]).map(String);
  return values.some((value) => wanted.includes(value));
}

function showNeeded(form) {
  for (const field of form.querySelectorAll("[data-eform-when]")) {
    field.hidden = !holds(JSON.parse(field.dataset.eformWhen), form);
    const words = field.querySelector(":scope > .eform-when");
    if (words) words.hidden = true;
  }
}

function narrowAddress(province) {
  // the parts of one address share the beginning of their names: home.province_code, home.commune_code
  const stem = province.name.slice(0, -"province_code".length);
  const commune = province.form.elements[`${stem}commune_code`];
  const typed = province.form.elements[`${stem}commune_name`];
  if (!commune || !typed) return;
  const options = [...commune.querySelectorAll("option[data-province]")];
  const here = options.filter((option) => option.dataset.province === province.value);
  for (const option of options) option.hidden = option.disabled = province.value !== "" && !here.includes(option);
  if (commune.selectedOptions[0]?.disabled) commune.value = "";
  const isListed = province.value === "" || here.length > 0;
  const place = (control) => control.closest("[data-eform-part]");
  place(commune).hidden = !isListed;
  // what was typed or is wrong stays in sight
  place(typed).hidden = isListed && !typed.value && !place(typed).classList.contains("govuk-form-group--error");
}

function refresh(form) {
  showNeeded(form);
  for (const part of form.querySelectorAll('[data-eform-part="province"] select')) narrowAddress(part);
}

export function startForms(root) {
  for (const eform of root.querySelectorAll(".eform")) {
    const form = eform.closest("form");
    if (!form) continue;
    refresh(form);
    if (form.dataset.eformReady) continue;
    form.dataset.eformReady = "1";
    form.addEventListener("change", () => refresh(form));
  }
}
