// Images and files by paste, drop or picker, beside the text of a section. What a picture shows
// is asked in place; the upload says how far it is, and the text gets the Markdown when the file
// is there. Until then nothing stands in the text that others read: no word to be left behind.
// Without this file the page "Images and files" does the same.

import { desk } from "./draft.js";

const PICTURES = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);
const LOST = "The connection was lost on the way. Nothing was added; try again.";
const WORDS = {
  401: "You are signed out. Sign in on another page, then try again.",
  403: "You may not add files here any more, or this page is too old. Open it anew in another tab to see.",
  404: "This postmortem is not there for you any more.",
};

const panel = desk?.form.querySelector("[data-attach]");
if (panel) open();

function open() {
  const pick = panel.querySelector("[data-attach-pick]");
  const pattern = panel.querySelector("[data-attach-row]");
  const said = panel.querySelector("[data-attach-said]");
  const place = desk.form.querySelector(".editor");
  const button = desk.form.querySelector("[data-image]");
  let count = 0;

  button.addEventListener("click", () => pick.click());
  pick.addEventListener("change", () => {
    ask([...pick.files]);
    pick.value = "";
  });

  // On the way down, before an editor sees it. A table copied from a sheet comes with a picture
  // of itself: then the words are meant.
  place.addEventListener(
    "paste",
    (event) => {
      const { files, types } = event.clipboardData;
      if (!files.length || types.includes("text/plain")) return;
      event.preventDefault();
      event.stopPropagation();
      ask([...files]);
    },
    true,
  );
  place.addEventListener("dragover", (event) => over(event, true), true);
  place.addEventListener("dragleave", () => place.classList.remove("takes-file"), true);
  place.addEventListener(
    "drop",
    (event) => {
      if (!over(event, false)) return;
      event.stopPropagation();
      ask([...event.dataTransfer.files]);
    },
    true,
  );

  function over(event, isOver) {
    if (!event.dataTransfer.types.includes("Files")) return false;
    event.preventDefault();
    place.classList.toggle("takes-file", isOver);
    return true;
  }

  function ask(files) {
    const rows = files.map(row);
    panel.hidden = false;
    rows[0]?.begin();
  }

  function row(file) {
    const part = pattern.content.firstElementChild.cloneNode(true);
    const find = (name) => part.querySelector(`[data-attach-${name}]`);
    const [asked, why, how, add, leave] = ["alt", "why", "how", "add", "leave"].map(find);
    const alt = asked.querySelector("input");
    const isPicture = PICTURES.has(file.type);
    let request = null;

    count += 1;
    alt.id = `attach-alt-${count}`;
    asked.querySelector("label").htmlFor = alt.id;
    const help = asked.querySelector(".form-text");
    help.id = `${alt.id}-help`;
    why.id = `${alt.id}-why`;
    alt.setAttribute("aria-describedby", `${why.id} ${help.id}`);
    find("name").textContent = file.name;
    find("size").textContent = inWords(file.size);
    part.setAttribute("aria-label", file.name);
    asked.hidden = !isPicture;

    add.addEventListener("click", send);
    leave.addEventListener("click", () => {
      request?.abort();
      close();
    });
    part.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === alt) {
        event.preventDefault(); // it is not the form of the text that is meant
        send();
      } else if (event.key === "Escape") {
        leave.click();
      }
    });
    panel.append(part);
    return { begin: () => (isPicture ? alt : add).focus() };

    function send() {
      if (request) return;
      refuse("");
      if (isPicture && !alt.value.trim()) {
        refuse("Say in a few words what the picture shows, for whoever cannot see it.");
        return;
      }
      const values = new FormData();
      values.set("csrfmiddlewaretoken", desk.form.elements.csrfmiddlewaretoken.value);
      values.set("file", file);
      values.set("alt", alt.value);
      request = new XMLHttpRequest(); // fetch does not tell how much has left
      request.open("POST", panel.dataset.attach);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => tell(event.loaded / event.total));
      request.addEventListener("load", done);
      request.addEventListener("error", () => refuse(LOST));
      tell(0);
      request.send(values);
    }

    function tell(share) {
      how.hidden = false;
      add.disabled = true;
      how.querySelector("progress").value = share * 100;
      const state = how.querySelector("span");
      const words = share < 1 ? "Uploading…" : isPicture ? "Making it ready…" : "Keeping it…";
      if (state.textContent !== words) state.textContent = words;
    }

    function done() {
      const { status, responseText } = request;
      const answer = parsed(responseText);
      if (status === 201 && answer) {
        said.textContent = `${file.name} is in the text.`;
        close(answer.markdown);
      } else {
        refuse(answer?.error ?? plain(request) ?? WORDS[status] ?? LOST);
      }
    }

    function refuse(words) {
      request = null;
      how.hidden = true;
      add.disabled = false;
      why.hidden = !words;
      why.textContent = words;
      alt.setAttribute("aria-invalid", String(Boolean(words) && isPicture));
      if (words) (isPicture ? alt : add).focus();
    }

    function close(markdown) {
      const next = part.nextElementSibling ?? part.previousElementSibling;
      part.remove();
      const left = panel.querySelectorAll(".attachment-new").length;
      panel.hidden = !left;
      if (markdown) desk.put(markdown);
      else if (!left) button.focus();
      if (left) next?.querySelector("input:not([hidden]), button")?.focus();
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// The server's own sentence, where a request was refused before any page was asked.
function plain(request) {
  const type = request.getResponseHeader("Content-Type") ?? "";
  return type.startsWith("text/plain") ? request.responseText.trim() : undefined;
}

function inWords(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
