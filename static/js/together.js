// The page of a section that several people write: the form at once, and the live editor when
// the page is there, so that its 130 KB never stand before the words one came to read. First
// the library, then what uses it: two short tasks hold up a phone less than one long one.

import { desk } from "./draft.js";

if (desk) {
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin, { once: true });
}

async function begin() {
  await pause();
  await import("../vendor/editor.min.js");
  await pause();
  await import("./editor.js");
}

function pause() {
  return new Promise((done) => setTimeout(done));
}
