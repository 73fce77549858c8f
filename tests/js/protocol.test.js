import assert from "node:assert/strict";
import test from "node:test";
import * as protocol from "../../static/js/protocol.js";

test("play carries unit and rate, null for as fast as it goes", () => {
  assert.deepEqual(protocol.play("epochs", null), { type: "play", unit: "epochs", rate: null });
});

test("step takes one step of its unit unless told otherwise", () => {
  assert.deepEqual(protocol.step("samples"), { type: "step", unit: "samples", count: 1 });
});

test("view is written in the names of the protocol", () => {
  const view = protocol.view({ network: 1, resolution: 100, unitResolution: 24, active: false });
  assert.deepEqual(view, { type: "view", network: 1, resolution: 100, unit_resolution: 24, active: false });
});

test("an unknown unit is refused by name", () => {
  assert.throws(() => protocol.step("layers"), /samples, batches, epochs, not layers/);
});

test("readMessage returns a known message", () => {
  assert.equal(protocol.readMessage('{"type": "closed", "reason": "expired"}').reason, "expired");
});

test("readMessage refuses an unknown type and a missing field", () => {
  assert.throws(() => protocol.readMessage('{"type": "hello"}'), /unknown message type: hello/);
  assert.throws(() => protocol.readMessage('{"type": "session"}'), /lacks session/);
});
