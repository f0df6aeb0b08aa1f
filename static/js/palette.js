// Ctrl+K opens the palette: type a part of a name, choose with the arrows, Enter goes there.
// "?" shows which keys there are. Both are pages too, and these are only ways to them.

const palette = document.getElementById("palette");
const shortcuts = document.getElementById("shortcuts");
const PAUSE = 120; // milliseconds without a letter, before it is asked
const HERE = /^\/postmortems\/(\d+)\//;
const UNREACHED = "The server could not be reached. Press Enter to try on a page of its own.";

const asFragment = { headers: { "HX-Request": "true" }, credentials: "same-origin" };
const onlySingleKey = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;

if (palette) {
  const field = palette.querySelector("input");
  const form = palette.querySelector("form");
  const found = palette.querySelector("[data-palette-found]");
  const said = palette.querySelector("[data-palette-said]");
  const draft = location.pathname.match(HERE)?.[1] ?? "";
  let asked = 0;
  let waiting = null;
  let answered = null; // what was typed when the list came that is shown
  let chosen = null; // the option that Enter goes to; the focus stays in the field

  const open = () => {
    if (palette.open) return;
    for (const other of document.querySelectorAll("dialog[open]")) other.close();
    field.value = "";
    palette.showModal();
    field.focus();
    look();
  };

  const look = async () => {
    const mine = ++asked;
    const typed = field.value;
    const query = new URLSearchParams({ q: typed, draft });
    try {
      const answer = await fetch(`${form.action}?${query}`, asFragment);
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const list = await answer.text();
      if (mine !== asked) return; // a later question was asked meanwhile
      found.innerHTML = list;
      answered = typed;
      const number = Number(found.firstElementChild.dataset.number);
      said.textContent = number === 1 ? "One place" : `${number} places`;
    } catch {
      if (mine !== asked) return;
      answered = null;
      found.innerHTML = "";
      found.append(Object.assign(document.createElement("p"), { className: "notice notice-warning", textContent: UNREACHED }));
      said.textContent = UNREACHED;
    }
    settle();
  };

  // A new list: the field says whether there is one, and its first option is chosen.
  const settle = () => {
    const hasAny = options().length > 0;
    field.setAttribute("aria-expanded", String(hasAny));
    if (hasAny) field.setAttribute("aria-controls", "palette-list");
    else field.removeAttribute("aria-controls");
    choose(hasAny ? options()[0] : null);
  };

  const options = () => [...found.querySelectorAll("[role=option]")];

  const choose = (option) => {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option;
    if (!chosen) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    chosen.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });

  // Enter before the answer came is a visit to the page that finds the same.
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!chosen || answered !== field.value) return;
    event.preventDefault();
    location.assign(chosen.href);
  });

  const STEPS = {
    ArrowDown: (at, all) => (at + 1) % all,
    ArrowUp: (at, all) => (at - 1 + all) % all,
    Home: () => 0,
    End: (at, all) => all - 1,
  };

  palette.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // which would only empty the field
      palette.close();
      return;
    }
    if (event.isComposing || event.target !== field) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && chosen && answered === field.value) {
      event.preventDefault();
      window.open(chosen.href, "_blank", "noopener");
      return;
    }
    const all = options();
    const step = STEPS[event.key];
    if (!step || !all.length || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    choose(all[step(all.indexOf(chosen), all.length)]);
  });

  // A closed palette forgets what it asked.
  palette.addEventListener("close", () => {
    clearTimeout(waiting);
    asked += 1;
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
}

if (shortcuts) {
  const place = shortcuts.querySelector("[data-shortcuts]");
  document.addEventListener("keydown", async (event) => {
    if (event.key !== "?" || !onlySingleKey(event) || event.defaultPrevented) return;
    if ("noSingleKeys" in document.body.dataset || document.querySelector("dialog[open]")) return;
    if (event.target.isContentEditable || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    if (!place.childElementCount) {
      const answer = await fetch(place.dataset.address, asFragment).catch(() => null);
      if (!answer?.ok || answer.redirected) return location.assign(place.dataset.address);
      place.innerHTML = await answer.text();
    }
    shortcuts.showModal();
  });
}
