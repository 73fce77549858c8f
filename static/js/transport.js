/** Everything that goes over the wire: HTTP calls, and the live stream with its reconnecting. No DOM. */

import { readMessage } from "./protocol.js";

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;

/** An answer that refuses: the server's error shape as an exception. */
export class ApiError extends Error {
  /** @param {number} status @param {{code: string, message: string, field?: string}} error */
  constructor(status, { code, message, field }) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.field = field ?? null;
  }
}

/** How long to wait before try number n. @param {number} n @param {() => number} [random] */
export function backOff(n, random = Math.random) {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** n) * (0.75 + random() / 2);
}

/**
 * @param {{fetch?: typeof fetch, Socket?: typeof WebSocket, origin?: string, later?: (run: () => void, delay: number) => any}} [means]
 */
export function createTransport({
  fetch: send = (...given) => globalThis.fetch(...given),
  Socket = globalThis.WebSocket,
  origin = globalThis.location?.origin,
  later = setTimeout,
} = {}) {
  let stream = null;

  /** @param {string} method @param {string} path @param {any} [body] what becomes JSON, or a Blob that goes as it is @returns {Promise<Response>} */
  async function ask(method, path, body) {
    const raw = body instanceof Blob;
    let response;
    try {
      response = await send(`${origin}/api${path}`, {
        method,
        headers: body === undefined ? {} : { "Content-Type": raw ? body.type || "application/octet-stream" : "application/json" },
        body: body === undefined || raw ? body : JSON.stringify(body),
      });
    } catch {
      throw new ApiError(0, { code: "unreachable", message: "the server does not answer" });
    }
    if (response.ok) return response;
    const answer = await response.json().catch(() => null);
    throw new ApiError(response.status, answer?.error ?? { code: "unreadable", message: `status ${response.status}` });
  }

  /** @param {string} method @param {string} path @param {any} [body] @returns {Promise<any>} */
  async function request(method, path, body) {
    const response = await ask(method, path, body);
    return response.status === 204 ? null : response.json().catch(() => null);
  }

  /** A file, and what the server calls it. @param {string} path @returns {Promise<{blob: Blob, name: string}>} */
  async function download(path) {
    const response = await ask("GET", path);
    const [, name = "download"] = response.headers.get("Content-Disposition")?.match(/filename="([^"]+)"/) ?? [];
    return { blob: await response.blob(), name };
  }

  /**
   * Open the live stream of a session, in place of any other, and keep it open.
   * @param {string} id
   * @param {{onMessage: (message: any) => void, onFrame: (buffer: ArrayBuffer) => void,
   *   onState: (state: "open"|"lost"|"gone") => void}} handlers
   */
  function connect(id, handlers) {
    disconnect();
    stream = { id, handlers, socket: null, tries: 0 };
    open(stream);
  }

  function open(own) {
    const socket = new Socket(`${origin.replace(/^http/, "ws")}/api/sessions/${id(own)}/stream`);
    socket.binaryType = "arraybuffer";
    own.socket = socket;
    socket.onopen = () => {
      if (own !== stream) return;
      own.tries = 0;
      own.handlers.onState("open");
    };
    socket.onmessage = ({ data }) => {
      if (own !== stream) return;
      if (typeof data === "string") own.handlers.onMessage(readMessage(data));
      else own.handlers.onFrame(data);
    };
    socket.onclose = () => own === stream && retry(own);
  }

  const id = (own) => encodeURIComponent(own.id);

  /** Ask over HTTP first: it tells a session that is gone from a server that is away. */
  function retry(own) {
    own.socket = null;
    own.handlers.onState("lost");
    later(async () => {
      if (own !== stream) return;
      own.tries += 1;
      try {
        await request("GET", `/sessions/${id(own)}`);
      } catch (error) {
        if (own !== stream) return;
        if (error.status === 404) own.handlers.onState("gone");
        else retry(own);
        return;
      }
      if (own === stream) open(own);
    }, backOff(own.tries));
  }

  function disconnect() {
    const own = stream;
    stream = null;
    own?.socket?.close();
  }

  /** Send a command; false where there is no open stream. @param {any} message */
  function tell(message) {
    if (stream?.socket?.readyState !== 1) return false;
    stream.socket.send(JSON.stringify(message));
    return true;
  }

  return { request, download, connect, disconnect, tell };
}
