// The passages that threads are about: underlined in the editor, shown from their thread, and
// their thread marked while the cursor is in one. A place names the first and the last
// character (domain/passage.py); of one that counts as two here, its second half.

import {
  Annotation,
  Decoration,
  EditorSelection,
  EditorView,
  ViewPlugin,
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromJSON,
  createRelativePositionFromTypeIndex,
} from "../../vendor/editor.min.js";

const PLACED = "#comments .thread[data-place]";
const redrawn = Annotation.define();

export class Passages {
  #words;
  #view = null;
  #spans = [];
  #current = null;

  constructor(words) {
    this.#words = words;
    document.addEventListener("click", ({ target }) => {
      const thread = target.closest?.("[data-show]")?.closest(PLACED);
      if (thread) this.#show(thread);
    });
  }

  // For the editor; after the text's copy is up to date.
  extension() {
    const passages = this;
    const plugin = ViewPlugin.fromClass(
      class {
        constructor(view) {
          passages.#view = view;
          this.decorations = passages.#draw(view);
        }

        update(update) {
          const isRedrawn = update.transactions.some((one) => one.annotation(redrawn));
          if (update.docChanged || isRedrawn) this.decorations = passages.#draw(update.view);
          if (update.docChanged || update.selectionSet || update.focusChanged || isRedrawn) passages.#mark(update.view);
        }
      },
      { decorations: (value) => value.decorations },
    );
    return [plugin, EditorView.domEventHandlers({ click: (event, view) => this.#reach(view) })];
  }

  // The threads of the page are others now.
  refresh() {
    this.#view?.dispatch({ annotations: [redrawn.of(true)] });
  }

  // What is chosen in the editor, for a thread about it. Within a passage: its thread.
  chosen() {
    const { from, to } = this.#view.state.selection.main;
    const text = this.#view.state.sliceDoc(from, to);
    const quote = text.trim();
    if (!quote) return { quote: "", place: "" };
    const start = from + text.indexOf(quote);
    const end = start + quote.length;
    const first = start + String.fromCodePoint(quote.codePointAt(0)).length - 1;
    return { quote, place: `${this.#name(first)} ${this.#name(end - 1)}` };
  }

  #name(index) {
    const { client, clock } = createRelativePositionFromTypeIndex(this.#words, index).item;
    return `${client}.${clock}`;
  }

  #draw(view) {
    this.#spans = [];
    for (const thread of document.querySelectorAll(PLACED)) {
      const span = this.#span(thread.dataset, view.state.doc);
      const line = thread.querySelector("[data-gone]");
      if (line) line.hidden = Boolean(span);
      if (span) this.#spans.push({ id: thread.id, ...span });
    }
    const marks = this.#spans.map(({ from, to }) => Decoration.mark({ class: "passage" }).range(from, to));
    return Decoration.set(marks, true);
  }

  #span({ place, quote }, doc) {
    const [first, last] = place.split(" ").map((name) => name.split(".").map(Number));
    let from = this.#index(first, 0);
    const to = this.#index(last, -1);
    if (from !== null && to !== null && to <= doc.length) {
      if (/[\uDC00-\uDFFF]/.test(doc.sliceString(from, from + 1))) from -= 1;
      if (from < to) return { from, to };
    }
    return once(doc.toString(), quote);
  }

  #index([client, clock], assoc) {
    const relative = createRelativePositionFromJSON({ item: { client, clock }, assoc });
    const found = createAbsolutePositionFromRelativePosition(relative, this.#words.doc);
    return found?.type === this.#words ? found.index : null;
  }

  #mark(view) {
    const { head } = view.state.selection.main;
    const here = view.hasFocus ? this.#spans.filter(({ from, to }) => from <= head && head <= to) : [];
    const id = here.at(-1)?.id ?? null;
    if (id === this.#current && (!id || document.getElementById(id)?.classList.contains("is-current"))) return;
    this.#current = id;
    for (const thread of document.querySelectorAll(".thread.is-current")) thread.classList.remove("is-current");
    document.getElementById(id)?.classList.add("is-current");
  }

  // Pointed at with the mouse: its thread comes into sight beside it.
  #reach(view) {
    this.#mark(view);
    document.getElementById(this.#current)?.scrollIntoView({ block: "nearest" });
  }

  #show(thread) {
    const span = this.#spans.find(({ id }) => id === thread.id);
    if (!span) return;
    this.#view.focus();
    this.#view.dispatch({
      selection: EditorSelection.range(span.from, span.to),
      effects: EditorView.scrollIntoView(span.from, { y: "center" }),
    });
  }
}

// Words that were taken out and put back: found where they stand exactly once.
function once(text, quote) {
  const parts = quote.split(/\s+/).filter(Boolean);
  if (!parts.length) return null;
  const pattern = new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"), "g");
  const found = [...text.matchAll(pattern)];
  return found.length === 1 ? { from: found[0].index, to: found[0].index + found[0][0].length } : null;
}
