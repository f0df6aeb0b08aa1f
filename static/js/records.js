// Lists of records: what one is typing in one row survives the swap of its list; a refusal
// with both texts (409) is shown in place; names are offered one by one.

const kept = new Map();
const ROW = ":is(.record-edit, .record-new)[id]";

export const isDirty = (form) =>
  [...form.elements].some((field) => {
    if (field.type === "hidden" || !field.name) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  });

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig } = event.detail;
  if (xhr.status === 409 && xhr.getResponseHeader("HX-Reswap")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  if (!target.matches?.(".record-list")) return;
  const sent = requestConfig.elt.closest(ROW);
  kept.clear();
  for (const row of target.querySelectorAll(ROW)) {
    const form = row.querySelector("form");
    if (row !== sent && form && (isDirty(form) || !row.id.startsWith("add-"))) kept.set(row.id, row);
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  for (const [id, row] of kept) {
    const place = document.getElementById(id);
    if (place && place !== row) place.replaceWith(row);
  }
  kept.clear();
});

// A list of names in one field: the browser's own list offers the next name after each comma.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("input[data-names]")) return;
  const list = document.getElementById(field.getAttribute("list"));
  if (!list) return;
  const names = (list.names ??= [...list.options].map((option) => option.value));
  const before = field.value.slice(0, field.value.lastIndexOf(",") + 1);
  const prefix = before ? `${before} ` : "";
  list.replaceChildren(...names.map((name) => new Option("", prefix + name)));
});
