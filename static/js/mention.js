// Names behind an @ in a comment: a list of who may read it, to choose from by keyboard or
// pointer. Typing the whole name does the same, so nothing is lost without this script.
const FIELD = "[data-mentions] textarea";
const BEHIND_AT = /(?:^|[^\p{L}\p{N}_@.])@([\p{L}\p{N}][\p{L}\p{N}'’ .-]{0,40})?$/u;
const PAUSE = 120;

let field = null;
let list = null;
let chosen = -1;
let typed = "";
let timer = 0;
let asked = 0;

function close() {
  clearTimeout(timer);
  asked += 1;
  list?.remove();
  list = null;
  chosen = -1;
  field?.removeAttribute("aria-activedescendant");
  field?.setAttribute("aria-expanded", "false");
}

function begin(area) {
  if (field === area) return;
  close();
  field = area;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-controls": "names" })) {
    area.setAttribute(name, value);
  }
}

function behindAt() {
  if (field.selectionStart !== field.selectionEnd) return null;
  const found = BEHIND_AT.exec(field.value.slice(0, field.selectionStart));
  return found ? (found[1] ?? "") : null;
}

async function ask(words) {
  const mine = ++asked;
  const address = new URL(field.closest("[data-mentions]").dataset.mentions, location.href);
  address.searchParams.set("q", words);
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || answer.redirected || mine !== asked) return; // redirected: signed out
  const { names } = await answer.json();
  if (mine === asked && names.length) show(names, words);
  else if (mine === asked) close();
}

function show(names, words) {
  list?.remove();
  typed = words;
  list = document.createElement("ul");
  list.id = "names";
  list.className = "names";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People who may read this");
  names.forEach((name, place) => {
    const row = document.createElement("li");
    row.id = `name-${place}`;
    row.setAttribute("role", "option");
    row.textContent = name;
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(name);
    });
    list.append(row);
  });
  field.after(list);
  field.setAttribute("aria-expanded", "true");
  choose(0);
}

function choose(place) {
  const rows = [...list.children];
  chosen = (place + rows.length) % rows.length;
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
  field.setAttribute("aria-activedescendant", rows[chosen].id);
}

function take(name) {
  const end = field.selectionStart;
  field.setRangeText(`${name} `, end - typed.length, end, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close();
}

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.(FIELD)) begin(target);
});

document.addEventListener("focusout", ({ target }) => {
  if (target === field) close();
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.(FIELD)) return;
  begin(target);
  const words = behindAt();
  clearTimeout(timer);
  if (words === null || words.endsWith("  ")) close();
  else timer = setTimeout(ask, PAUSE, words);
});

document.addEventListener("keydown", (event) => {
  if (event.target !== field || !list || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(chosen + step);
  else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen].textContent);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
