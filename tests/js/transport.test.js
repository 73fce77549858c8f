import assert from "node:assert/strict";
import test from "node:test";
import { ApiError, backOff, createTransport } from "../../static/js/transport.js";

const answer = (status, body) => ({ ok: status < 400, status, json: async () => body });

class FakeSocket {
  static made = [];
  readyState = 0;
  sent = [];
  constructor(url) {
    this.url = url;
    FakeSocket.made.push(this);
  }
  open() {
    this.readyState = 1;
    this.onopen();
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
    this.onclose?.();
  }
}

function setUp(fetch = async () => answer(200, {})) {
  FakeSocket.made = [];
  const timers = [];
  const transport = createTransport({ fetch, Socket: FakeSocket, origin: "http://here", later: (run) => timers.push(run) });
  const heard = [];
  const handlers = { onMessage: (m) => heard.push(m), onFrame: (f) => heard.push(f), onState: (s) => heard.push(s) };
  return { transport, timers, heard, handlers };
}

test("request sends JSON and returns what comes back", async () => {
  const calls = [];
  const { transport } = setUp(async (url, options) => {
    calls.push([url, options.method, options.body]);
    return answer(201, { id: "a" });
  });
  assert.deepEqual(await transport.request("POST", "/sessions", { seed: 1 }), { id: "a" });
  assert.deepEqual(calls, [["http://here/api/sessions", "POST", '{"seed":1}']]);
});

test("a file goes as it is, and comes with the name that the server gives it", async () => {
  const calls = [];
  const { transport } = setUp(async (_, { method, headers, body }) => {
    calls.push([method, headers, body]);
    const named = { "Content-Disposition": 'attachment; filename="xor.onnx"' };
    return method === "GET" ? new Response("model", { headers: named }) : answer(201, { id: "b" });
  });
  const file = new Blob(["bytes"]);
  assert.deepEqual(await transport.request("POST", "/sessions/file", file), { id: "b" });
  assert.deepEqual(calls, [["POST", { "Content-Type": "application/octet-stream" }, file]]);
  const { blob, name } = await transport.download("/onnx");
  assert.equal(name, "xor.onnx");
  assert.equal(await blob.text(), "model");
});

test("a refusal becomes an error with code, field and status", async () => {
  const { transport } = setUp(async () => answer(422, { error: { code: "out_of_range", message: "no", field: "units" } }));
  await assert.rejects(transport.request("PATCH", "/x", {}), (error) =>
    error instanceof ApiError && error.code === "out_of_range" && error.field === "units" && error.status === 422);
});

test("a server that is away is told apart from one that refuses", async () => {
  const { transport } = setUp(async () => { throw new TypeError("network"); });
  await assert.rejects(transport.request("GET", "/x"), { code: "unreachable", status: 0 });
});

test("the stream hands on messages and frames", () => {
  const { transport, heard, handlers } = setUp();
  transport.connect("a b", handlers);
  const [socket] = FakeSocket.made;
  assert.equal(socket.url, "ws://here/api/sessions/a%20b/stream");
  socket.open();
  socket.onmessage({ data: '{"type": "closed", "reason": "expired"}' });
  const buffer = new ArrayBuffer(1);
  socket.onmessage({ data: buffer });
  assert.deepEqual(heard, ["open", { type: "closed", reason: "expired" }, buffer]);
});

test("commands go out only while the stream is open", () => {
  const { transport, handlers } = setUp();
  assert.equal(transport.tell({ type: "pause" }), false);
  transport.connect("a", handlers);
  assert.equal(transport.tell({ type: "pause" }), false);
  FakeSocket.made[0].open();
  assert.equal(transport.tell({ type: "pause" }), true);
  assert.deepEqual(FakeSocket.made[0].sent, [{ type: "pause" }]);
});

test("a lost stream is opened again", async () => {
  const { transport, timers, heard, handlers } = setUp();
  transport.connect("a", handlers);
  FakeSocket.made[0].open();
  FakeSocket.made[0].close();
  await timers.shift()();
  FakeSocket.made[1].open();
  assert.deepEqual(heard, ["open", "lost", "open"]);
});

test("a session that is gone is said to be gone", async () => {
  const { transport, timers, heard, handlers } = setUp(async () => answer(404, { error: { code: "gone", message: "" } }));
  transport.connect("a", handlers);
  FakeSocket.made[0].close();
  await timers.shift()();
  assert.deepEqual(heard, ["lost", "gone"]);
  assert.equal(FakeSocket.made.length, 1);
});

test("a server that stays away is tried again and again", async () => {
  const { transport, timers, handlers } = setUp(async () => { throw new TypeError("network"); });
  transport.connect("a", handlers);
  FakeSocket.made[0].close();
  await timers.shift()();
  assert.equal(timers.length, 1);
});

test("disconnecting ends the trying", async () => {
  const { transport, timers, handlers } = setUp();
  transport.connect("a", handlers);
  FakeSocket.made[0].close();
  transport.disconnect();
  await timers.shift()();
  assert.equal(FakeSocket.made.length, 1);
});

test("waits grow up to a limit", () => {
  const waits = [0, 1, 2, 10].map((n) => backOff(n, () => 0.5));
  assert.deepEqual(waits, [300, 600, 1200, 5000]);
});
