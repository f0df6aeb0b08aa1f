// Ctrl+K opens the palette: type a part of a name, choose with the arrows, Enter goes there.
// "?" shows which keys there are. Both are pages too, and these are only ways to them.

const palette = document.getElementById("palette");
const shortcuts = document.getElementById("shortcuts");
const PAUSE = 120; // milliseconds without a letter, before it is asked
const DRAFT = /^\/postmortems\/(\d+)\/(?:draft|comments|changes|history|people)\//;

const asFragment = { headers: { "HX-Request": "true" }, credentials: "same-origin" };
const onlySingleKey = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;

if (palette) {
  const field = palette.querySelector("input");
  const form = palette.querySelector("form");
  const found = palette.querySelector("[data-palette-found]");
  const said = palette.querySelector("[data-palette-said]");
  const draft = location.pathname.match(DRAFT)?.[1] ?? "";
  let asked = 0;
  let waiting = null;
  let answered = null; // what was typed when the list came that is shown

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
      if (mine !== asked) return;
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      found.innerHTML = await answer.text();
      answered = typed;
      const number = Number(found.firstElementChild.dataset.number);
      said.textContent = number === 1 ? "One place" : `${number} places`;
    } catch {
      if (mine !== asked) return;
      found.textContent = "The server could not be reached. Press Enter to try on a page of its own.";
      said.textContent = found.textContent;
    }
  };

  const links = () => [...found.querySelectorAll("a")];

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });

  // Enter before the answer came is a visit to the page that finds the same.
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    const first = links()[0];
    if (!first || answered !== field.value) return;
    event.preventDefault();
    location.assign(first.href);
  });

  palette.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // which would only empty the field
      palette.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [field, ...links()];
    const here = stops.indexOf(document.activeElement);
    stops[(here + step + stops.length) % stops.length].focus();
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
