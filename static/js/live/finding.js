// Finding words in the section that one writes: CodeMirror's panel, in the page's words.

import { EditorState, keymap, search, searchKeymap } from "../../vendor/editor.min.js";

const KEYS = new Set(["Mod-f", "F3", "Mod-g", "Escape"]); // the other search keys stay the browser's
const WORDS = {
  next: "Next",
  previous: "Previous",
  all: "Select all",
  "match case": "Match case",
  regexp: "Regex",
  "by word": "Whole words",
  replace: "Replace",
  "replace all": "Replace all",
  close: "Close",
};

export function finding() {
  return [
    search({ top: true }),
    EditorState.phrases.of(WORDS),
    keymap.of(searchKeymap.filter(({ key }) => KEYS.has(key))),
  ];
}
