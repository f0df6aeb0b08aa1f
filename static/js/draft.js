// The editor of a section: a toolbar, a preview in place, saving without leaving the text.
// Without this file the same form saves and previews by loading the page.

const form = document.getElementById("section-form");
const text = document.getElementById("section-text");
if (form && text) start();

function start() {
  const pane = form.querySelector("[data-preview-pane]");
  const previewButton = form.querySelector("[data-preview-button]");
  const unsaved = form.querySelector("[data-unsaved]");
  let saved = text.defaultValue;
  let leaving = false;

  form.querySelector("[data-tools]").hidden = false;
  form.querySelector("[data-tools]").addEventListener("click", (event) => {
    const tool = event.target.closest("button");
    if (tool) use(tool);
  });

  // One stop for the Tab key; the arrows go from tool to tool.
  const tools = [...form.querySelectorAll("[data-tools] button")];
  tools.forEach((tool, place) => (tool.tabIndex = place ? -1 : 0));
  form.querySelector("[data-tools]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tools[(tools.indexOf(document.activeElement) + step + tools.length) % tools.length];
    tools.forEach((tool) => (tool.tabIndex = tool === next ? 0 : -1));
    next.focus();
  });

  text.addEventListener("input", tellState);
  text.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[type=submit].btn-primary"));
    } else if (key === "b" || key === "i") {
      event.preventDefault();
      wrap(key === "b" ? "**" : "_");
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && text.value !== saved) event.preventDefault();
  });

  form.addEventListener("submit", (event) => {
    if (event.submitter === previewButton) {
      event.preventDefault();
      togglePreview();
    } else {
      event.preventDefault();
      save();
    }
  });

  function tellState() {
    unsaved.hidden = text.value === saved;
  }

  // Save in place. Whatever is not a plain success is shown as the page that says why:
  // the form is sent once more as an ordinary one, and that page gives the text back.
  async function save() {
    const sent = text.value;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await post(form.getAttribute("action"));
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

  async function togglePreview() {
    if (!pane.hidden) {
      showPreview(false);
      text.focus();
      return;
    }
    pane.textContent = "…";
    showPreview(true);
    pane.focus();
    try {
      const answer = await post(form.dataset.preview);
      pane.innerHTML = await answer.text();
    } catch {
      pane.textContent = "The preview is not to be had now. Your text is still here.";
    }
  }

  function showPreview(shown) {
    pane.hidden = !shown;
    text.hidden = shown;
    previewButton.textContent = shown ? "Write" : "Preview";
  }

  // A page that came back with a preview shows it, and the way back to writing.
  if (!pane.hidden) showPreview(true);

  function post(address) {
    return fetch(address, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "HX-Request": "true" },
      credentials: "same-origin",
    });
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
    if (tool.dataset.wrap) wrap(tool.dataset.wrap);
    else if (tool.dataset.line) lead(tool.dataset.line);
    else if ("link" in tool.dataset) link();
    else if ("table" in tool.dataset) insert("\n\n| What | When |\n| --- | --- |\n|  |  |\n\n");
  }

  function chosen() {
    return text.value.slice(text.selectionStart, text.selectionEnd);
  }

  // execCommand keeps the browser's own undo; where it is gone, the text is set plainly.
  function insert(words, from = text.selectionStart, to = text.selectionEnd) {
    if (text.hidden) showPreview(false);
    text.focus();
    text.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, from, to, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function wrap(sign) {
    const start = text.selectionStart;
    const words = chosen();
    insert(sign + words + sign);
    text.setSelectionRange(start + sign.length, start + sign.length + words.length);
  }

  function lead(sign) {
    const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
    const end = text.selectionEnd;
    const lines = text.value.slice(start, end).split("\n");
    insert(lines.map((line) => sign + line).join("\n"), start, end);
  }

  function link() {
    const start = text.selectionStart;
    const words = chosen() || "words";
    insert(`[${words}](https://)`);
    const address = start + words.length + 3;
    text.setSelectionRange(address, address + 8);
  }
}
