// Questions about wording: a soft underline where a sentence may read as a verdict, and a card
// with one question when somebody asks for it. It waits for a pause, leaves the sentence alone
// that one is writing, and blocks nothing. Whoever switched it off does not load it.

import { Decoration, EditorView, StateEffect, StateField, keymap, showTooltip } from "../../vendor/editor.min.js";

const PAUSE = 1200; // milliseconds without a change
const ENDS = /[.!?…:]["”’)\]*_]*\s*$/;

const set = StateEffect.define();
const open = StateEffect.define(); // the place in the list, or -1

const field = StateField.define({
  create: () => ({ asked: [], open: -1 }),
  update(value, transaction) {
    let { asked, open: shown } = value;
    if (transaction.docChanged) {
      asked = asked.map((one) => moved(one, transaction.changes)).filter(Boolean);
      shown = -1;
    }
    for (const effect of transaction.effects) {
      if (effect.is(set)) [asked, shown] = [effect.value, -1];
      if (effect.is(open)) shown = effect.value;
    }
    return asked === value.asked && shown === value.open ? value : { asked, open: shown };
  },
});

// A question goes with its words; once they are touched it is asked anew, or not at all.
function moved(one, changes) {
  if (changes.touchesRange(one.sentence[0], one.sentence[1]) === true) return null;
  const by = changes.mapPos(one.from, 1) - one.from;
  const way = one.way && { ...one.way, from: one.way.from + by, to: one.way.to + by };
  return { ...one, from: one.from + by, to: one.to + by, sentence: one.sentence.map((at) => at + by), way };
}

// `tools`: post(address, values) → answer, say(sentence, [[label, act]]), counter (an element),
// undo(words, from, to) → a function that puts these words in the place of what stands there.
export function wording(address, tools) {
  let timer = 0;
  let asking = 0;

  async function ask(view) {
    const mine = ++asking;
    const words = view.state.doc.toString();
    const answer = await tools.post(address, { text: words }).catch(() => null);
    if (!answer?.ok || mine !== asking || view.state.doc.toString() !== words) return;
    const { questions } = await answer.json();
    if (mine !== asking || view.state.doc.toString() !== words) return;
    view.dispatch({ effects: set.of(questions.filter((one) => !isWriting(view, one))) });
    tell(view);
  }

  function askLater(view) {
    clearTimeout(timer);
    timer = setTimeout(() => (view.composing ? askLater(view) : ask(view)), PAUSE);
  }

  function tell(view) {
    const { asked } = view.state.field(field);
    tools.counter.textContent = asked.length ? `Words to look at: ${asked.length}` : "Words to look at";
  }

  const marks = EditorView.decorations.compute([field], (state) => {
    const found = state.field(field).asked.map((one) => Decoration.mark({ class: `wording wording-${one.severity}` }).range(one.from, one.to));
    return Decoration.set(found, true);
  });

  const card = showTooltip.compute([field], (state) => {
    const { asked, open: at } = state.field(field);
    const one = asked[at];
    return one ? { pos: one.from, end: one.to, above: false, create: (view) => ({ dom: build(view, one) }) } : null;
  });

  function show(view, at) {
    view.dispatch({ effects: open.of(at), selection: { anchor: view.state.field(field).asked[at].from }, scrollIntoView: true });
    view.dom.querySelector(".wording-card button")?.focus();
  }

  // The next question after the caret, round to the first.
  function next(view) {
    const { asked, open: at } = view.state.field(field);
    if (!asked.length) {
      tools.say("Nothing to ask about these words.");
      return true;
    }
    const caret = view.state.selection.main.head;
    const found = at >= 0 ? at + 1 : asked.findIndex((one) => one.to >= caret);
    show(view, found < 0 ? 0 : found % asked.length);
    return true;
  }

  function close(view) {
    if (view.state.field(field).open < 0) return false;
    view.dispatch({ effects: open.of(-1) });
    view.focus();
    return true;
  }

  function build(view, one) {
    const dom = element("div", { className: "wording-card", role: "dialog", ariaLabel: "A question about these words" });
    dom.append(element("p", { textContent: one.message }), element("p", { className: "wording-question", textContent: one.question }));
    const row = element("div", { className: "buttons" });
    if (one.way) row.append(button(one.way.label, "btn-secondary", () => convert(view, one.way), one.way.words || one.way.replace));
    for (const words of one.suggestions) dom.append(element("p", { className: "meta", textContent: `For example: “${words}”` }));
    row.append(button("Keep as is", "btn-quiet", () => keep(view, one)));
    dom.append(row);
    dom.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") close(view);
    });
    return dom;
  }

  async function keep(view, one) {
    const answer = await tools.post(`${address}keep/`, { rule: one.rule, sentence: one.key }).catch(() => null);
    if (!answer?.ok) {
      tools.say("It could not be kept now. Try again in a moment.");
      return;
    }
    const { asked } = view.state.field(field);
    view.dispatch({ effects: set.of(asked.filter((other) => other !== one)) });
    tell(view);
    view.focus();
  }

  async function convert(view, way) {
    let made = null;
    if (way.makes) {
      const answer = await tools.post(`${address}make/`, { makes: way.makes, words: way.words, done: way.done }).catch(() => null);
      made = await answer?.json().catch(() => null);
      if (!answer?.ok) {
        tools.say(made?.error ?? "It could not be made now. Nothing was changed.");
        close(view);
        return;
      }
    }
    const [from, to] = way.replace ? [way.from, way.to] : withSpace(view, way);
    const words = view.state.doc.sliceString(from, to);
    view.dispatch({ changes: { from, to, insert: way.replace }, selection: { anchor: from + way.replace.length }, userEvent: "input.replace" });
    const putBack = tools.undo(words, from, from + way.replace.length);
    view.focus();
    const undo = async () => {
      const back = made && (await tools.post(made.undo, {}).catch(() => null));
      if (made && !back?.ok) return tools.say("It could not be taken back now. Nothing was changed.", [["Undo", undo]]);
      putBack();
      tools.say("As it was.");
      view.focus();
    };
    if (made) tools.say(`Made a new ${made.name}: “${way.words}”.`, [["Undo", undo]]);
    else tools.say("Changed.", [["Undo", undo]]);
  }

  return [
    field,
    marks,
    card,
    keymap.of([{ key: "Mod-.", run: next, preventDefault: true }, { key: "Escape", run: close }]),
    EditorView.updateListener.of(({ docChanged, view }) => docChanged && (askLater(view), tell(view))),
    EditorView.domEventHandlers({
      click(event, view) {
        const place = event.target.closest?.(".wording") && view.posAtDOM(event.target);
        const at = view.state.field(field).asked.findIndex((one) => place >= one.from && place <= one.to);
        if (at >= 0) view.dispatch({ effects: open.of(at) });
      },
    }),
    EditorView.domEventObservers({ focus: (event, view) => askLater(view) }),
  ];
}

// The sentence that one is in the middle of is left alone.
function isWriting(view, { sentence: [from, to] }) {
  const { head } = view.state.selection.main;
  if (!view.hasFocus || head <= from || head > to) return false;
  return !(head === to && ENDS.test(view.state.doc.sliceString(from, to)));
}

// A sentence that is taken out goes with the space behind it, or before it at a line's end.
function withSpace(view, { from, to }) {
  const { doc } = view.state;
  if (doc.sliceString(to, to + 1) === " ") return [from, to + 1];
  if (doc.sliceString(from - 1, from) === " ") return [from - 1, to];
  return [from, to];
}

function element(name, values) {
  return Object.assign(document.createElement(name), values);
}

function button(words, look, act, title = "") {
  const made = element("button", { type: "button", className: `btn ${look} btn-sm`, textContent: words, title });
  made.addEventListener("click", act);
  return made;
}
