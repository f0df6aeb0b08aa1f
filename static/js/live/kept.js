// Longer texts that are typed into a form outlive a refresh and a lost connection: this tab keeps
// them until the server has them. Marked with data-keeps; `base` is the version that was read,
// and a form for something new has none.

const FORM = "form[data-keeps]";
const plain = (text) => text.replaceAll("\r\n", "\n").trim();
const fieldsOf = (form) => [...form.querySelectorAll("textarea")];
const baseOf = (form) => form.elements.base;

// The same form for another moment of the timeline is another one.
function nameOf(form) {
  return `typed:${form.getAttribute("action")}${baseOf(form) ? "" : window.location.search}`;
}

function keep(form, wasSent) {
  const typed = fieldsOf(form).filter((field) => field.value !== field.defaultValue);
  if (!typed.length) return sessionStorage.removeItem(nameOf(form));
  const texts = Object.fromEntries(typed.map((field) => [field.name, field.value]));
  sessionStorage.setItem(nameOf(form), JSON.stringify({ texts, base: baseOf(form)?.value, wasSent }));
}

// Somebody else's newer text is not overwritten: the old base makes the server show both.
function bringBack(form) {
  const told = JSON.parse(sessionStorage.getItem(nameOf(form)) ?? "null");
  if (!told) return;
  const missing = fieldsOf(form).filter(({ name, defaultValue }) => name in told.texts && plain(told.texts[name]) !== plain(defaultValue));
  const arrived = told.wasSent && (!baseOf(form) || told.base !== baseOf(form).value);
  if (arrived || !missing.length) return sessionStorage.removeItem(nameOf(form));
  for (const field of missing) {
    if (field.value === field.defaultValue) field.value = told.texts[field.name];
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
  if (baseOf(form)) baseOf(form).value = told.base;
}

// What was typed before this script came is kept too; what the browser itself put back is not new.
function begin(form) {
  const known = JSON.parse(sessionStorage.getItem(nameOf(form)) ?? "null")?.texts ?? {};
  const isEarly = fieldsOf(form).some(({ name, value, defaultValue }) => value !== defaultValue && plain(value) !== plain(known[name] ?? ""));
  bringBack(form);
  if (isEarly) keep(form, false);
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.(FORM);
  if (form && target.matches("textarea")) keep(form, false);
});
document.addEventListener("submit", ({ target }) => {
  if (target.matches(FORM)) keep(target, true);
});
document.querySelectorAll(FORM).forEach(begin);
