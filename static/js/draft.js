// The desk of a section: the toolbar, the preview in place, and saving without leaving the
// text. Without this file the same form saves and previews by loading the page.
//
// `desk` is what editor.js takes over when several people may write at once: it puts another
// surface in the place of the textarea. A surface has `element`, `words()`, `chosen()` (from
// and to), `put(words, from, to)`, `choose(from, to)`, `passage()` (to comment on) and `focus()`.

import { send } from "./ask.js";
import { startThread } from "./threads.js";

const form = document.getElementById("section-form");
const text = document.getElementById("section-text");
const WORD = /[\p{L}\p{N}]\S*/gu; // signs of Markdown alone are none
const AS_PART = { headers: { "HX-Request": "true" } };
const SIGNED_OUT = 401;
const COUNTED = 400; // milliseconds without a letter
const IS_MAC = /^(Mac|iP)/.test(navigator.platform);
export const desk = form && text ? open() : null;

function open() {
  const pane = form.querySelector("[data-preview-pane]");
  const previewButton = form.querySelector("[data-preview-button]");
  const saveButton = form.querySelector("[data-save-button]");
  const unsaved = form.querySelector("[data-unsaved]");
  const toolbar = form.querySelector("[data-tools]");
  const counted = form.querySelector("[data-word-count]");
  let surface = textareaSurface();
  let isLive = false;
  let saved = text.defaultValue;
  let leaving = false;
  let counting = 0;

  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => {
    const tool = event.target.closest("button");
    if (tool) use(tool);
  });

  // One stop for the Tab key; the arrows go from tool to tool.
  const tools = [...toolbar.querySelectorAll("button")];
  tools.forEach((tool, place) => (tool.tabIndex = place ? -1 : 0));
  toolbar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tools[(tools.indexOf(document.activeElement) + step + tools.length) % tools.length];
    tools.forEach((tool) => (tool.tabIndex = tool === next ? 0 : -1));
    next.focus();
  });

  text.addEventListener("input", tellState);
  text.addEventListener("keydown", (event) => {
    if (strike(event) || shortcut(event) !== "Control+S") return;
    event.preventDefault();
    form.requestSubmit(saveButton);
  });

  // A tool's own shortcut; whether there was one for these keys.
  function strike(event) {
    const keys = shortcut(event);
    const tool = tools.find((one) => one.getAttribute("aria-keyshortcuts") === keys);
    if (!tool) return false;
    event.preventDefault();
    use(tool);
    return true;
  }

  window.addEventListener("beforeunload", (event) => {
    if (!isLive && !leaving && text.value !== saved) event.preventDefault();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter === previewButton) togglePreview();
    else if (!isLive) save();
  });

  function tellState() {
    unsaved.hidden = isLive || text.value === saved;
    countLater();
  }

  function countLater() {
    clearTimeout(counting);
    counting = setTimeout(count, COUNTED);
  }

  // Quiet: no screen reader is told while somebody writes.
  function count() {
    const number = surface.words().match(WORD)?.length ?? 0;
    counted.textContent = number === 1 ? "1 word" : `${number.toLocaleString("en")} words`;
  }

  // Save in place. Whatever is not a plain success is shown as the page that says why:
  // the form is sent once more as an ordinary one, and that page gives the text back.
  async function save() {
    const sent = text.value;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await sendForm(form.getAttribute("action"));
      if (answer.status === SIGNED_OUT) return tellSignedOut();
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      swap(await answer.text());
      saved = sent;
      tellState();
    } catch {
      leaving = true;
      form.submit();
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  // The page stays, with the words in it: the way through the sign-in page would lose them.
  function tellSignedOut() {
    const notice = form.querySelector("[data-live-closed]");
    if (!notice) return form.submit();
    notice.querySelector("[data-why]").textContent = "Not saved: you are signed out. Copy your words, sign in again in another tab, then reload this page.";
    notice.querySelector("[data-sign-in]").hidden = false;
    notice.hidden = false;
    notice.setAttribute("role", "alert");
  }

  async function togglePreview() {
    if (!pane.hidden) {
      showPreview(false);
      surface.focus();
      return;
    }
    pane.textContent = "…";
    showPreview(true);
    pane.focus();
    try {
      const answer = await sendForm(form.dataset.preview);
      pane.innerHTML = await answer.text();
    } catch {
      pane.textContent = "The preview is not to be had now. Your text is still here.";
    }
  }

  function showPreview(shown) {
    pane.hidden = !shown;
    surface.element.hidden = shown;
    previewButton.textContent = shown ? "Write" : "Preview";
  }

  // A page that came back with a preview shows it, and the way back to writing.
  if (!pane.hidden) showPreview(true);
  count();

  function sendForm(address) {
    const values = new FormData(form);
    values.set(text.name, surface.words());
    return send(address, values, AS_PART);
  }

  // Each element of the answer takes the place of the one with its id.
  function swap(html) {
    const part = new DOMParser().parseFromString(html, "text/html");
    for (const element of part.body.children) {
      const former = element.id && document.getElementById(element.id);
      if (former) former.replaceWith(document.adoptNode(element.cloneNode(true)));
    }
  }

  function use(tool) {
    if (!pane.hidden) showPreview(false);
    if (tool.dataset.wrap) wrap(tool.dataset.wrap);
    else if (tool.dataset.line) lead(tool.dataset.line);
    else if ("link" in tool.dataset) link();
    else if ("table" in tool.dataset) table();
    else if ("comment" in tool.dataset) comment();
  }

  function wrap(sign) {
    const { from, to } = surface.chosen();
    surface.put(sign + surface.words().slice(from, to) + sign, from, to);
    surface.choose(from + sign.length, to + sign.length);
  }

  function lead(sign) {
    const { from, to } = surface.chosen();
    const start = surface.words().lastIndexOf("\n", from - 1) + 1;
    const lines = surface.words().slice(start, to).split("\n");
    surface.put(lines.map((line) => sign + line).join("\n"), start, to);
  }

  function link() {
    const { from, to } = surface.chosen();
    const words = surface.words().slice(from, to) || "words";
    surface.put(`[${words}](https://)`, from, to);
    const address = from + words.length + 3;
    surface.choose(address, address + 8);
  }

  function table() {
    const { from, to } = surface.chosen();
    surface.put("\n\n| What | When |\n| --- | --- |\n|  |  |\n\n", from, to);
  }

  function comment() {
    startThread(surface.passage());
  }

  // From now on another surface is written on, and it saves by itself.
  function hand(to) {
    if (text.hidden) to.element.hidden = true;
    text.hidden = true;
    toolbar.setAttribute("aria-controls", to.element.id);
    surface = to;
    isLive = true;
    saveButton.hidden = true;
    tellState();
  }

  // Words on lines of their own, after the line that one is in. For what comes from elsewhere
  // while one may be writing: it stays where the caret is, and the caret after it.
  function put(words) {
    const all = surface.words();
    const end = all.indexOf("\n", surface.chosen().to);
    const at = end < 0 ? all.length : end;
    const before = all.slice(0, at).trim() ? "\n\n" : "";
    surface.put(`${before}${words}\n`, at, at);
  }

  // Another address of the server, with the form's token.
  function post(address, values) {
    const token = form.elements.csrfmiddlewaretoken.value;
    return send(address, { ...values, csrfmiddlewaretoken: token }, AS_PART);
  }

  return { form, text, strike, hand, put, countLater, post };
}

// What is pressed, as aria-keyshortcuts writes it; on a Mac, Command stands for Control.
function shortcut(event) {
  if (!(IS_MAC ? event.metaKey : event.ctrlKey) || event.getModifierState("AltGraph")) return "";
  const isPlace = event.altKey || event.code.startsWith("Digit"); // another sign with Alt or Shift
  const key = isPlace ? event.code.replace(/^(Key|Digit)/, "") : event.key.toUpperCase();
  return ["Control", event.altKey && "Alt", event.shiftKey && "Shift", key].filter(Boolean).join("+");
}

function textareaSurface() {
  return {
    element: text,
    words: () => text.value,
    chosen: () => ({ from: text.selectionStart, to: text.selectionEnd }),
    choose: (from, to) => text.setSelectionRange(from, to),
    focus: () => text.focus(),
    passage: () => ({ quote: text.value.slice(text.selectionStart, text.selectionEnd).trim() }),
    // execCommand keeps the browser's own undo; where it is gone, the text is set plainly.
    put(words, from, to) {
      text.focus();
      text.setSelectionRange(from, to);
      if (document.execCommand("insertText", false, words)) return;
      text.setRangeText(words, from, to, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    },
  };
}
