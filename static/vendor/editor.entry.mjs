// What our own modules use of the editor's libraries, bundled by build.sh into editor.min.js.
// Not part of it: y-codemirror's carets, which write style attributes that our content
// security policy refuses, and @codemirror/lang-markdown, which brings three more languages.

import { StyleModule } from "style-mod";

// CodeMirror would write its rules into a <style> element, for which every page would need a
// nonce. An adopted style sheet needs none. The order of the modules is the order of the rules.
const sheet = new CSSStyleSheet();
let mounted = [];
StyleModule.mount = (root, modules) => {
  const wanted = [modules].flat();
  if (wanted.every((one) => mounted.includes(one))) return;
  mounted = [...mounted.filter((one) => !wanted.includes(one)), ...wanted];
  sheet.replaceSync(mounted.map((one) => one.getRules()).join("\n"));
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
};

export { Annotation, Compartment, EditorSelection, EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
export { Decoration, EditorView, ViewPlugin, WidgetType, keymap, showTooltip } from "@codemirror/view";
export { autocompletion } from "@codemirror/autocomplete";
export { search, searchKeymap } from "@codemirror/search";
export { defaultKeymap } from "@codemirror/commands";
export { Language, defineLanguageFacet, syntaxHighlighting } from "@codemirror/language";
export { GFM, parser as markdown } from "@lezer/markdown";
export { tagHighlighter, tags } from "@lezer/highlight";
export {
  Doc,
  UndoManager,
  applyUpdate,
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromJSON,
  createRelativePositionFromTypeIndex,
  mergeUpdates,
} from "yjs";
export { WebsocketProvider } from "y-websocket";
export { Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
export { readVarString, readVarUint } from "lib0/decoding";
export { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from "lib0/encoding";
export { YSyncConfig, ySync, ySyncAnnotation, ySyncFacet } from "./node_modules/y-codemirror.next/src/y-sync.js";
export {
  YUndoManagerConfig,
  yUndoManager,
  yUndoManagerFacet,
  yUndoManagerKeymap,
} from "./node_modules/y-codemirror.next/src/y-undomanager.js";
