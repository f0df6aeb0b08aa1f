// Longer texts that are typed into a form outlive a refresh and a lost connection: this tab keeps
// them until the server has them. Marked with data-keeps; `base` is the version that was read.

const FORM = "form[data-keeps]";
const nameOf = (form) => `typed:${form.getAttribute("action")}`;
const plain = (text) => text.replaceAll("\r\n", "\n").trim();

function keep(form, wasSent) {
  const field = form.querySelector("textarea");
  if (field.value === field.defaultValue) sessionStorage.removeItem(nameOf(form));
  else sessionStorage.setItem(nameOf(form), JSON.stringify({ text: field.value, base: form.elements.base.value, wasSent }));
}

// Somebody else's newer text is not overwritten: the old base makes the server show both.
function bringBack(form) {
  const told = JSON.parse(sessionStorage.getItem(nameOf(form)) ?? "null");
  if (!told) return;
  const field = form.querySelector("textarea");
  const arrived = plain(told.text) === plain(field.defaultValue) || (told.wasSent && told.base !== form.elements.base.value);
  if (arrived) sessionStorage.removeItem(nameOf(form));
  else {
    field.value = told.text;
    form.elements.base.value = told.base;
  }
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.(FORM);
  if (form && target.matches("textarea")) keep(form, false);
});
document.addEventListener("submit", ({ target }) => {
  if (target.matches(FORM)) keep(target, true);
});
document.querySelectorAll(FORM).forEach(bringBack);
