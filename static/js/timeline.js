// The one-line form of the timeline: what one types while the former line is being saved goes
// into the next one, and a removed entry can be undone from its message.

let typedOn = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("[data-quick]")) return;
  // The request has its values by now: the field is free for the next line.
  const field = form.querySelector("[name=line]");
  form.sentLine = field.value;
  field.value = "";
  typedOn = null;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig.elt;
  if (!form.matches?.("[data-quick]") || event.detail.xhr.status !== 200) return;
  typedOn = form.querySelector("[name=line]")?.value || null;
});

document.addEventListener("htmx:afterSettle", () => {
  if (typedOn === null) return;
  const field = document.getElementById("quick-line");
  if (field && !field.value) field.value = typedOn;
  typedOn = null;
});

// What was not saved stands in the field again, before what was typed since.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = event.detail.elt;
    const field = form.matches?.("[data-quick]") && form.querySelector("[name=line]");
    if (field) field.value = [form.sentLine, field.value].filter(Boolean).join(" ");
  });
}
