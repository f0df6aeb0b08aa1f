// Writing a section together: once the live text is here, the textarea gives way to an editor
// that is bound to it. Until then, and wherever sockets do not get through, the form with the
// textarea is what one writes in, and nothing typed there is lost at the change.

import {
  Doc,
  EditorSelection,
  EditorState,
  EditorView,
  GFM,
  Language,
  Prec,
  UndoManager,
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromTypeIndex,
  YSyncConfig,
  YUndoManagerConfig,
  Compartment,
  defaultKeymap,
  defineLanguageFacet,
  keymap,
  markdown,
  syntaxHighlighting,
  tagHighlighter,
  tags,
  ySync,
  ySyncAnnotation,
  ySyncFacet,
  yUndoManager,
  yUndoManagerFacet,
  yUndoManagerKeymap,
} from "../vendor/editor.min.js";
import { desk } from "./draft.js";
import { changed, words as threads } from "./threads.js";
import { after, between } from "./live/typed.js";
import { completion } from "./live/completion.js";
import { Closing } from "./live/closing.js";
import { finding } from "./live/finding.js";
import { Link } from "./live/provider.js";
import { Notices } from "./live/notices.js";
import { Passages } from "./live/passages.js";
import { Presence, carets } from "./live/presence.js";
import { Status } from "./live/status.js";
import { Store } from "./live/store.js";
import { wording } from "./live/wording.js";

const LIMIT = 100_000; // bytes of UTF-8 that a section holds
const PATIENCE = 5000; // milliseconds until the page says that it writes alone
const TAKEN_BACK = "Words from before, kept on this device, were added back.";
const TOO_LONG = "A section holds 100 KB of text: this did not fit.";

const place = document.querySelector("[data-live]");
if (desk && place && "WebSocket" in window) start();

function start() {
  const section = place.dataset.section;
  const doc = new Doc();
  const words = doc.getText(section);
  const link = new Link(place.dataset.live, doc);
  const store = new Store();
  const status = new Status(desk.form, link, store);
  const closing = new Closing(desk.form, store, status);
  const presence = new Presence(link, section);
  const passages = new Passages(words);
  const line = desk.form.querySelector("[data-live-line]");
  let editor = null;
  let isComposing = false;
  desk.text.addEventListener("compositionstart", () => (isComposing = true));
  desk.text.addEventListener("compositionend", () => (isComposing = false));

  const notices = new Notices(link, () => {
    presence.show();
    changed();
  });
  threads.changed = () => passages.refresh();
  threads.settled = () => settled(link);

  link.addEventListener("state", ({ detail }) => {
    store.name ??= `afterword-${detail.key}-${detail.you.id}`;
  });

  link.addEventListener("synced", async () => {
    notices.watch(doc);
    takeOver();
    await store.open(store.name);
    if (await store.takeBack(doc)) say(TAKEN_BACK);
  });

  link.addEventListener("closed", ({ detail }) => {
    editor?.close();
    closing.show(detail, editor);
  });

  doc.on("update", (update, origin) => {
    if (origin === link.provider || origin === store) return;
    store.keep(update);
    status.wrote();
  });

  setTimeout(() => {
    if (!editor && !link.code) say("The live text can't be reached now. Write here and press Save.");
  }, PATIENCE);

  // What was typed before the live text came is an edit of the text as it was served.
  function takeOver() {
    const { text } = desk;
    if (isComposing) {
      text.addEventListener("compositionend", () => setTimeout(takeOver), { once: true });
      return;
    }
    const typed = between(text.defaultValue, text.value);
    const meanwhile = between(text.defaultValue, words.toString());
    const edit = typed && after(typed, meanwhile);
    if (typed && !edit) {
      say("Somebody writes in the same place. Press Save: what you typed and theirs are both kept.");
      link.stop();
      return;
    }
    const hadFocus = document.activeElement === text;
    const chosen = [text.selectionStart, text.selectionEnd];
    editor = build({ words, presence, passages, status, say, isShown: (sentence) => line.textContent === sentence });
    text.insertAdjacentElement("afterend", editor.element);
    desk.hand(editor);
    if (edit) editor.put(edit.put, edit.from, edit.to);
    if (hadFocus) {
      const moved = meanwhile && after(meanwhile, typed); // theirs, in the text with what was typed
      const [from, to] = chosen.map((at) => (moved ? shift(at, moved) : at));
      editor.choose(from, to);
      editor.focus();
    }
    say("");
    status.show();
  }

  function say(sentence) {
    line.hidden = !sentence;
    line.textContent = sentence;
  }
}

// What was typed until now is stored on the server.
function settled(link) {
  return new Promise((done) => {
    const look = () => {
      if (link.isPending) return;
      link.removeEventListener("change", look);
      done();
    };
    link.addEventListener("change", look);
    look();
  });
}

function shift(at, { from, to, put }) {
  if (at <= from) return at;
  return at >= to ? at + put.length - (to - from) : from + put.length;
}

// The editor as a surface of the desk.
function build({ words, presence, passages, status, say, isShown }) {
  const { text, strike } = desk;
  const label = desk.form.querySelector(`label[for="${text.id}"]`);
  const sync = new YSyncConfig(words, presence.awareness);
  const undo = new UndoManager(words);
  const reading = new Compartment();
  const view = new EditorView({
    state: EditorState.create({
      doc: words.toString(),
      extensions: [
        EditorState.lineSeparator.of("\n"), // the live text counts every character
        EditorView.lineWrapping,
        EditorView.perLineTextDirection.of(true),
        EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, "\n").replaceAll("\0", "")),
        EditorView.contentAttributes.of({
          "aria-label": label.textContent.trim(),
          "aria-describedby": text.getAttribute("aria-describedby"),
          autocapitalize: "sentences",
          autocorrect: "on",
          spellcheck: "true",
        }),
        reading.of([]),
        EditorState.changeFilter.of((change) => fits(change) || (say(TOO_LONG), false)),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          desk.countLater();
          if (isShown(TOO_LONG)) say("");
        }),
        Prec.high(
          keymap.of([
            { any: (_, event) => strike(event) },
            { key: "Mod-s", run: () => (status.tellNow(), true), preventDefault: true },
          ]),
        ),
        completion(desk.form.querySelector("[data-entries]").dataset),
        finding(),
        place.dataset.wording ? wording(place.dataset.wording, help(words, () => view)) : [],
        keymap.of([...yUndoManagerKeymap, ...defaultKeymap]),
        markdownColours(),
        ySyncFacet.of(sync),
        yUndoManagerFacet.of(new YUndoManagerConfig(undo)),
        yUndoManager,
        ySync,
        carets(presence, words), // after the text's copy is up to date
        passages.extension(),
        EditorView.domEventHandlers({ beforeinput: (event) => ownHistory(event, undo) }),
      ],
    }),
  });
  view.dom.id = "section-live";
  return {
    element: view.dom,
    words: () => view.state.doc.toString(),
    chosen: () => view.state.selection.main,
    choose(from, to) {
      const end = view.state.doc.length;
      view.dispatch({ selection: EditorSelection.range(Math.min(from, end), Math.min(to, end)), scrollIntoView: true });
      view.focus();
    },
    put(added, from, to) {
      const caret = { anchor: from + added.length };
      view.dispatch({ changes: { from, to, insert: added }, selection: caret, userEvent: "input", scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
    passage: () => passages.chosen(),
    close: () => view.dispatch({ effects: reading.reconfigure([EditorState.readOnly.of(true), EditorView.editorAttributes.of({ class: "is-closed" })]) }),
  };
}

// What the questions about wording need of the page: the server, a line to say things in, and a
// way to put words back where they stood, whatever was written before them since.
function help(words, view) {
  const line = desk.form.querySelector("[data-wording-said]");
  return {
    counter: desk.form.querySelector("[data-wording-count]"),
    post: desk.post,
    say(sentence, ways = []) {
      line.hidden = false;
      line.textContent = sentence;
      for (const [label, act] of ways) {
        const way = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: label });
        way.addEventListener("click", act, { once: true });
        line.append(" ", way);
      }
    },
    // `from` and `to` are where words stand now; the answer finds them again and puts others there.
    undo(former, from, to) {
      const start = createRelativePositionFromTypeIndex(words, from);
      const end = createRelativePositionFromTypeIndex(words, to, -1);
      const place = (one) => createAbsolutePositionFromRelativePosition(one, words.doc)?.index ?? words.length;
      return () => {
        const at = place(start);
        const until = from === to ? at : Math.max(at, place(end));
        view().dispatch({ changes: { from: at, to: until, insert: former }, userEvent: "input" });
      };
    },
  };
}

// Undo from a menu or a gesture undoes what one wrote oneself, like the keys.
function ownHistory(event, undo) {
  const verb = { historyUndo: "undo", historyRedo: "redo" }[event.inputType];
  if (!verb) return false;
  event.preventDefault();
  undo[verb]();
  return true;
}

// A text that is too long already may become shorter, and what others wrote always comes in.
function fits(change) {
  if (!change.docChanged || change.annotation(ySyncAnnotation)) return true;
  const { length } = change.newDoc;
  if (length * 3 <= LIMIT || length <= change.startState.doc.length) return true;
  return new TextEncoder().encode(change.newDoc.toString()).length <= LIMIT;
}

function markdownColours() {
  const data = defineLanguageFacet({ commentTokens: { block: { open: "<!--", close: "-->" } } });
  const language = new Language(data, markdown.configure([GFM]), [], "markdown");
  const colours = tagHighlighter([
    { tag: tags.heading, class: "md-heading" },
    { tag: tags.strong, class: "md-strong" },
    { tag: tags.emphasis, class: "md-emphasis" },
    { tag: tags.strikethrough, class: "md-gone" },
    { tag: tags.monospace, class: "md-code" },
    { tag: tags.quote, class: "md-quote" },
    { tag: [tags.link, tags.url], class: "md-link" },
    { tag: [tags.processingInstruction, tags.contentSeparator], class: "md-sign" },
  ]);
  return [language, syntaxHighlighting(colours)];
}
