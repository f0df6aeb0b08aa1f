// The socket of a draft. What is pending is what the server has not said to be stored yet.

import {
  Awareness,
  WebsocketProvider,
  createEncoder,
  encodeAwarenessUpdate,
  readVarString,
  readVarUint,
  toUint8Array,
  writeVarUint,
  writeVarUint8Array,
} from "../../vendor/editor.min.js";

const SYNC = 0;
const STEP_1 = 0;
const AWARENESS = 1;
const ACK = 100;
const STATE = 101;
const NOTICE = 102;
const LONGEST_PAUSE = 5000; // milliseconds between two attempts to come back
export const REPLACED = 4409; // our own: the text behind this address is another one now

// Why the server closed for good, and what to do.
export const CLOSED = {
  4400: "the server could not read what this page sent. Copy what you need, then start again from the saved text.",
  4401: "you are signed out. Sign in again in another tab, then reload this page.",
  4403: "you may no longer write here. Copy what you need.",
  4404: "this draft is not here any more. Copy what you need.",
  4409: "the text was replaced on the server. Copy what you need, then start again from the saved text.",
  4413: "a section holds 100 KB, and this would be more. Copy what you need, then start again from the saved text.",
  4423: "the document is closed for changes.",
};

// Tells "state" (with `you` and the `key` of the text), "notice", "change" (anything about
// the connection), "synced" and "closed" (with the code).
export class Link extends EventTarget {
  constructor(address, doc) {
    super();
    const link = this;

    // Counts for each connection what the server will count.
    class Socket extends WebSocket {
      sent = 0;
      stored = 0;

      send(message) {
        super.send(message);
        if (message[0] !== SYNC || message[1] === STEP_1) return;
        this.sent += 1;
        link.tell("change");
      }
    }

    const place = new URL(address, window.location.href);
    place.protocol = place.protocol.replace("http", "ws");
    const [, folder, room] = place.href.match(/^(.*)\/([^/]+\/)$/);
    this.awareness = new Awareness(doc);
    this.provider = new WebsocketProvider(folder, room, doc, {
      awareness: this.awareness,
      connect: false,
      disableBc: true,
      maxBackoffTime: LONGEST_PAUSE,
      WebSocketPolyfill: Socket,
    });
    this.code = 0; // of the close, when it was for good
    this.isOver = false;
    this.wasSynced = false;
    this.listen();
    this.tellOnlyOfOneself(doc.clientID);
    this.provider.connect();
  }

  get isSynced() {
    return this.provider.wsconnected && this.provider.synced;
  }

  get isPending() {
    const { ws } = this.provider;
    return !this.isSynced || ws.stored < ws.sent;
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  listen() {
    const { provider } = this;
    provider.messageHandlers[ACK] = (encoder, decoder) => {
      provider.ws.stored = readVarUint(decoder);
      this.tell("change");
    };
    provider.messageHandlers[STATE] = (encoder, decoder) => {
      const state = JSON.parse(readVarString(decoder));
      // Two histories with the same words would both be read: never let them meet.
      if (this.key && this.key !== state.key) this.end(REPLACED);
      else {
        this.key = state.key;
        this.tell("state", state);
      }
    };
    provider.messageHandlers[NOTICE] = (encoder, decoder) => {
      this.tell("notice", JSON.parse(readVarString(decoder)));
    };
    provider.on("status", () => this.tell("change"));
    provider.on("sync", (isSynced) => {
      this.tell("change");
      if (!isSynced || this.wasSynced) return;
      this.wasSynced = true;
      this.tell("synced");
    });
    provider.on("closed", ({ code }) => this.end(code));
    window.addEventListener("online", () => {
      if (!this.isOver && !provider.wsconnected) provider.connect();
    });
  }

  // The library repeats to the server what the server told of others.
  tellOnlyOfOneself(own) {
    this.awareness.off("update", this.provider._awarenessUpdateHandler);
    this.awareness.on("update", ({ added, updated, removed }, origin) => {
      const { ws, wsconnected } = this.provider;
      if (origin === this.provider || !wsconnected || ![...added, ...updated, ...removed].includes(own)) return;
      const encoder = createEncoder();
      writeVarUint(encoder, AWARENESS);
      writeVarUint8Array(encoder, encodeAwarenessUpdate(this.awareness, [own]));
      ws.send(toUint8Array(encoder));
    });
    window.addEventListener("pagehide", () => this.awareness.setLocalState(null));
  }

  stop() {
    this.isOver = true;
    this.provider.disconnect();
  }

  end(code) {
    if (this.code) return;
    this.code = code;
    this.stop();
    this.tell("closed", code);
    this.tell("change");
  }
}
