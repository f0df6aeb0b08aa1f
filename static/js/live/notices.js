// What others change beside the text comes into the page by itself: the page is fetched anew
// through its ordinary address, and each part takes over what differs. What one is typing in,
// or has the focus in, stays as it is; a row that changed under its form says so there.

import { isDirty } from "../records.js";

const PAUSE = 300; // milliseconds: several changes come together
const SPREAD = 600; // not everyone at the same moment
const LEAST_BETWEEN = 2000;
const WRITTEN = [2000, 6500]; // after which the server has written a text, pause or no pause
const LINES = "[id^='list-'], #comments, #section-list, #checklist-panel, #checklist-words, #draft-steps, #draft-moves, #draft-notice, #draft-parts, #hints-panel";
const WHOLE = "li, form, p, h1, h2, h3, a, progress, .section-head, .panel-head, .notice, [data-replace]"; // replaced, not looked into
const FIELDS = "input, select, textarea";
const CHANGED = "Somebody else changed this while you were writing. Nothing is lost: when you save, both are shown.";
const REMOVED = "Somebody else removed this while you were writing. Copy what you need; below the list it can be brought back.";

export class Notices {
  #timer = 0;
  #last = 0;
  #swaps = 0;
  #known = new Map(); // row: its words, as they were when last seen here

  // `seen(page)` is called with every page that was fetched, after its parts are taken over;
  // `address()` says where that page is, as this one was asked for.
  constructor(link, seen, lines = LINES, address = () => window.location.pathname + window.location.search) {
    this.seen = seen;
    this.address = address;
    this.lines = lines;
    this.#learn();
    link.addEventListener("notice", ({ detail }) => detail?.kind !== "progress" && this.#soon());
    // What happened while the connection was away was told to nobody.
    let wasAway = false;
    link.addEventListener("change", () => {
      if (!link.isSynced) wasAway = link.wasSynced;
      else if (wasAway) {
        wasAway = false;
        this.#soon();
      }
    });
    document.addEventListener("htmx:afterSettle", () => {
      this.#swaps += 1;
      this.#learn();
    });
    document.addEventListener("visibilitychange", () => {
      if (this.waits && !document.hidden) this.#soon();
    });
  }

  // A section has its first words, or lost its last ones: what is missing is another list now.
  // The server writes texts into the sections after a pause, and tells nobody of it: also not
  // of one that was written on the page before this one.
  watch(doc) {
    for (const { dataset } of document.querySelectorAll("#section-list [data-section]")) {
      const words = doc.getText(dataset.section);
      let wasEmpty = words.length === 0;
      if (wasEmpty === ("written" in dataset)) this.#whenWritten();
      words.observe(() => {
        const isEmpty = words.length === 0;
        if (isEmpty !== wasEmpty) this.#whenWritten();
        wasEmpty = isEmpty;
      });
    }
  }

  #whenWritten() {
    for (const after of WRITTEN) setTimeout(() => this.#soon(), after);
  }

  #soon() {
    this.waits = true;
    if (document.hidden) return;
    const pause = Math.max(PAUSE, this.#last + LEAST_BETWEEN - Date.now()) + Math.random() * SPREAD;
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      this.#fetch();
    }, pause);
  }

  async #fetch() {
    if (document.querySelector(".htmx-request")) {
      this.#soon();
      return;
    }
    this.waits = false;
    this.#last = Date.now();
    const swaps = this.#swaps;
    let page;
    try {
      const answer = await fetch(this.address(), { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return; // no network; the way back will look again
    }
    // Something newer came, or is on its way to a row that must still be there when it comes.
    if (swaps !== this.#swaps || document.querySelector(".htmx-request")) {
      this.#soon();
      return;
    }
    for (const fresh of page.querySelectorAll(this.lines)) {
      const former = document.getElementById(fresh.id);
      if (former && !former.parentElement.closest(this.lines)) this.#take(former, fresh);
    }
    this.#learn();
    this.seen(page);
  }

  #learn() {
    for (const row of document.querySelectorAll(".record[id], .entry[id]")) {
      if (!isForm(row)) this.#known.set(row.id, wordsOf(row));
    }
  }

  // Makes the former element say what the fresh one says.
  #take(former, fresh) {
    if (signOf(former) === signOf(fresh)) return;
    if (isForm(former)) this.#tellInForm(former, fresh);
    else if (former.matches(WHOLE) || former.tagName !== fresh.tagName) this.#replace(former, fresh);
    else this.#takeChildren(former, fresh);
  }

  #takeChildren(former, fresh) {
    const left = new Map(keyed(former));
    let before = former.firstElementChild;
    for (const [key, child] of keyed(fresh)) {
      const own = left.get(key);
      left.delete(key);
      if (own) {
        if (own === before) before = before.nextElementSibling;
        else former.insertBefore(own, before);
        this.#take(own, child);
      } else {
        former.insertBefore(adopt(child), before);
      }
    }
    for (const gone of left.values()) {
      if (isForm(gone)) this.#tellInForm(gone, null);
      else if (!isBusy(gone)) gone.remove();
    }
  }

  #replace(former, fresh) {
    if (isBusy(former)) return;
    const isFocused = former === document.activeElement;
    const place = focusable(former).indexOf(document.activeElement);
    const isOpen = [...former.querySelectorAll("details")].map((fold) => fold.open);
    const next = adopt(fresh);
    former.replaceWith(next);
    [...next.querySelectorAll("details")].forEach((fold, at) => (fold.open ||= isOpen[at] ?? false));
    if (isFocused) {
      next.tabIndex = -1; // a row that was just made, or shown
      next.focus({ preventScroll: true });
    }
    if (place >= 0) focusable(next)[place]?.focus({ preventScroll: true });
  }

  // The row under a form is another one now: say it there, once for each change.
  #tellInForm(row, fresh) {
    const known = this.#known.get(row.id);
    const words = fresh && !isForm(fresh) ? wordsOf(fresh) : null;
    if (row.id.startsWith("add-") || (fresh && (words === null || known === undefined || known === words))) return;
    if (fresh) this.#known.set(row.id, words);
    const form = row.querySelector("form");
    if (!form) return;
    const line = form.querySelector("[data-meanwhile]") ?? document.createElement("p");
    line.className = "form-meanwhile";
    line.dataset.meanwhile = "";
    line.setAttribute("role", "status");
    form.prepend(line);
    setTimeout(() => (line.textContent = fresh ? CHANGED : REMOVED), 50);
  }
}

function isForm(element) {
  return element.matches(".record-edit[id], .record-new[id]");
}

// Somebody types in it, or left something typed there.
function isBusy(element) {
  const field = document.activeElement?.matches(FIELDS) ? document.activeElement : null;
  if (field && element.contains(field)) return true;
  const forms = element.matches("form") ? [element] : [...element.querySelectorAll("form")];
  return forms.some(isDirty) || Boolean(element.querySelector(".record-edit, dialog[open]"));
}

function focusable(element) {
  return [...element.querySelectorAll("a[href], button, summary")];
}

function adopt(element) {
  const node = document.adoptNode(element.cloneNode(true));
  if (node.matches(".record, .entry, .thread")) node.classList.add("fresh");
  setTimeout(() => window.htmx?.process(node), 0);
  return node;
}

// Children and what makes each the same one later: its id, else its kind and place among these.
function keyed(element) {
  const counts = {};
  return [...element.children].map((child) => {
    if (child.id) return [child.id, child];
    const kind = `${child.tagName}.${child.classList[0] ?? ""}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
    return [`${kind}.${counts[kind]}`, child];
  });
}

function wordsOf(row) {
  return row.textContent.replace(/\s+/g, " ").trim();
}

// What a part says, without what differs from one answer to the next or was done to it here.
function signOf(element) {
  const copy = element.cloneNode(true);
  for (const token of copy.querySelectorAll("[name=csrfmiddlewaretoken]")) token.remove();
  for (const added of copy.querySelectorAll(".sections-here, [data-meanwhile], script")) added.remove();
  for (const line of copy.querySelectorAll("[data-gone]")) line.removeAttribute("hidden");
  for (const one of [copy, ...copy.querySelectorAll("[class], [open], [tabindex], [data-focus]")]) {
    one.classList.remove("fresh", "is-current", "htmx-added", "htmx-settling");
    if (!one.classList.length) one.removeAttribute("class");
    for (const name of ["open", "tabindex", "data-focus"]) one.removeAttribute(name);
  }
  return copy.outerHTML.replace(/\s+/g, " ");
}
