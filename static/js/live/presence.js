// Who is here, and where they write. Names and colours are those the server puts beside what
// a browser tells; this page never makes one up. Colours are classes (av-1 to av-8): the
// content security policy allows no style attribute.

import {
  Annotation,
  Decoration,
  EditorView,
  ViewPlugin,
  WidgetType,
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromJSON,
  createRelativePositionFromTypeIndex,
} from "../../vendor/editor.min.js";

const NAME_STAYS = 2500; // milliseconds after somebody moved
const MOST_AVATARS = 5;
const moved = Annotation.define();

// --- Carets and selections of the others

class Caret extends WidgetType {
  constructor(user, isFresh) {
    super();
    this.user = user;
    this.isFresh = isFresh;
  }

  eq(other) {
    return other.user.name === this.user.name && other.user.colour === this.user.colour && other.isFresh === this.isFresh;
  }

  // The name is drawn by the style sheet from the attribute: it is not part of the text.
  toDOM() {
    const caret = document.createElement("span");
    caret.className = `caret av-${this.user.colour}${this.isFresh ? " is-fresh" : ""}`;
    caret.dataset.name = this.user.name;
    caret.setAttribute("aria-hidden", "true");
    return caret;
  }

  ignoreEvent() {
    return true;
  }
}

// An extension of the editor: draws the others' carets in this section, tells of one's own.
export function carets(presence, words) {
  const { awareness } = presence;
  const own = awareness.clientID;

  const plugin = ViewPlugin.fromClass(
    class {
      constructor(view) {
        this.view = view;
        this.places = new Map(); // client: where it was, and since when
        this.decorations = this.draw();
        this.turn();
        this.redraw = ({ added, updated, removed }) => {
          if (![...added, ...updated, ...removed].some((client) => client !== own)) return;
          this.refresh();
        };
        awareness.on("change", this.redraw);
      }

      refresh() {
        this.view.dispatch({ annotations: [moved.of(true)] });
      }

      update(update) {
        if (update.selectionSet || update.docChanged || update.focusChanged) tell(update.view);
        if (update.docChanged || update.transactions.some((one) => one.annotation(moved))) {
          this.decorations = this.draw();
          this.turn();
        }
      }

      // A name that would stand over the edge stands on the other side of its caret.
      turn() {
        this.view.requestMeasure({
          key: this,
          read: (view) => {
            const edge = view.dom.getBoundingClientRect().right;
            const all = [...view.contentDOM.querySelectorAll(".caret")];
            return all.map((caret) => [caret, caret.getBoundingClientRect().left + nameWidth(caret) > edge]);
          },
          write: (all) => all.forEach(([caret, isOver]) => caret.classList.toggle("is-end", isOver)),
        });
      }

      destroy() {
        awareness.off("change", this.redraw);
        clearTimeout(this.timer);
      }

      draw() {
        const ranges = [];
        for (const [client, { user, cursor }] of awareness.getStates()) {
          if (client === own || !user || cursor?.section !== presence.section) continue;
          const end = this.view.state.doc.length;
          const anchor = absolute(words, cursor.anchor, end);
          const head = absolute(words, cursor.head, end);
          if (anchor === null || head === null) continue;
          const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
          if (from < to) ranges.push(Decoration.mark({ class: `caret-selection av-${user.colour}` }).range(from, to));
          const side = head < anchor ? -1 : 1;
          ranges.push(Decoration.widget({ widget: new Caret(user, this.isFresh(client, cursor)), side }).range(head));
        }
        return Decoration.set(ranges, true);
      }

      // Whether this client moved a moment ago; the name goes by itself afterwards.
      isFresh(client, cursor) {
        const place = JSON.stringify(cursor.head);
        const former = this.places.get(client);
        const now = Date.now();
        if (former?.place === place) return now - former.at < NAME_STAYS;
        this.places.set(client, { place, at: now });
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.refresh(), NAME_STAYS + 50);
        return true;
      }
    },
    { decorations: (value) => value.decorations },
  );

  // Not within an update of the editor, where the text and its copy are not yet one.
  function tell(view) {
    queueMicrotask(() => {
      const { anchor, head } = view.state.selection.main;
      const isHere = view.hasFocus && Math.max(anchor, head) <= words.length;
      presence.tell(isHere ? { section: presence.section, anchor: relative(words, anchor), head: relative(words, head) } : null);
    });
  }

  return [plugin, EditorView.domEventHandlers({ blur: (event, view) => tell(view) })];
}

function nameWidth(caret) {
  return Number.parseFloat(getComputedStyle(caret, "::after").width) + 20;
}

function relative(words, index) {
  return createRelativePositionFromTypeIndex(words, index, -1);
}

function absolute(words, told, end) {
  try {
    const place = createAbsolutePositionFromRelativePosition(createRelativePositionFromJSON(told), words.doc);
    return place?.type === words ? Math.min(place.index, end) : null;
  } catch {
    return null; // whatever another browser sends
  }
}

// --- Who is here

export class Presence {
  #people = document.querySelector("[data-live-people]");
  #count = document.querySelector("[data-live-count]");
  #told = "";
  #waiting = 0;

  constructor(link, section) {
    this.awareness = link.awareness;
    this.section = section;
    this.link = link;
    this.me = null;
    link.addEventListener("state", ({ detail }) => {
      this.me = detail.you;
      this.#showSoon();
    });
    this.awareness.on("change", () => this.#showSoon());
    link.addEventListener("change", () => this.#showSoon());
    this.tell(null);
  }

  tell(cursor) {
    const state = { section: this.section, cursor };
    const words = JSON.stringify(state);
    if (words === this.#told && this.awareness.getLocalState()) return;
    this.#told = words;
    this.awareness.setLocalState(state);
  }

  // Everyone once, oneself first: several windows of one person are one person.
  #everyone() {
    const people = new Map();
    if (this.me) people.set(this.me.id, { ...this.me, sections: new Set([this.section]) });
    for (const [client, { user, section }] of this.awareness.getStates()) {
      if (!user || client === this.awareness.clientID) continue;
      if (!people.has(user.id)) people.set(user.id, { ...user, sections: new Set() });
      if (section) people.get(user.id).sections.add(String(section));
    }
    return [...people.values()];
  }

  #showSoon() {
    this.#waiting ||= requestAnimationFrame(() => {
      this.#waiting = 0;
      this.show();
    });
  }

  show() {
    const isHere = this.link.isSynced && this.me;
    const people = isHere ? this.#everyone() : [];
    const here = people.filter((one) => one.sections.has(this.section)).length;
    const others = here > 1 ? ` · ${here} writing here` : "";
    if (this.#count && this.#count.textContent !== others) this.#count.textContent = others;
    this.#showPeople(people);
    this.#showSections(people.filter((one) => one.id !== this.me?.id));
  }

  #showPeople(people) {
    const place = this.#people;
    if (!place) return;
    const key = people.map((one) => `${one.id}${one.name}${one.colour}`).join("|");
    if (place.dataset.shown === key) return;
    place.dataset.shown = key;
    place.hidden = !people.length;
    const shown = people.slice(0, MOST_AVATARS).map(avatar);
    const rest = people.length - shown.length;
    if (rest) shown.push(avatar({ initials: `+${rest}`, colour: "role" }));
    const names = people.map((one) => (one.id === this.me.id ? "you" : one.name)).join(", ");
    const words = people.length > 1 ? `${people.length} people are writing: ${names}` : "Only you are writing";
    place.title = words;
    place.replaceChildren(...shown, hidden(words));
  }

  #showSections(people) {
    for (const item of document.querySelectorAll("#section-list [data-section]")) {
      const here = people.filter((one) => one.sections.has(item.dataset.section));
      const key = here.map((one) => one.id).join("|");
      const former = item.querySelector(".sections-here");
      if ((former?.dataset.shown ?? "") === key) continue;
      former?.remove();
      if (!here.length) continue;
      const place = document.createElement("span");
      place.className = "avatars sections-here";
      place.dataset.shown = key;
      const names = here.map((one) => one.name).join(", ");
      place.title = names;
      place.append(...here.slice(0, 3).map(avatar), hidden(`, here now: ${names}`));
      item.querySelector("a").append(place);
    }
  }
}

function avatar({ initials, colour }) {
  const sign = document.createElement("span");
  sign.className = `avatar avatar-sm av-${colour}`;
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = initials;
  return sign;
}

function hidden(words) {
  const place = document.createElement("span");
  place.className = "visually-hidden";
  place.textContent = words;
  return place;
}
