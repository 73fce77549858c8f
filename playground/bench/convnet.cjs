// Trains a network with ConvNetJS, in turns: first a line that describes the task, then lines
// {"seconds": s}, each answered by the least seconds that one epoch took in so long.

"use strict";

const { createInterface } = require("node:readline");
const convnet = require(process.argv[2]);

function prepare({ sizes, activation, method, learning_rate, batch, x, y }) {
  const layers = [{ type: "input", out_sx: 1, out_sy: 1, out_depth: sizes[0] }];
  for (const units of sizes.slice(1, -1)) layers.push({ type: "fc", num_neurons: units, activation });
  const outputs = sizes[sizes.length - 1];
  layers.push({ type: "fc", num_neurons: outputs, activation: "tanh" }, { type: "regression", num_neurons: outputs });
  const net = new convnet.Net();
  net.makeLayers(layers);
  // A squared error brings a linear layer of its own, which the task does not have.
  net.layers.splice(net.layers.length - 2, 1);
  const trainer = new convnet.Trainer(net, { method, learning_rate, batch_size: batch, momentum: 0, l2_decay: 0, l1_decay: 0 });
  const points = x.map((features) => {
    const volume = new convnet.Vol(1, 1, features.length);
    features.forEach((value, i) => { volume.w[i] = value; });
    return volume;
  });
  const targets = y.map((value) => [value]);
  const order = points.map((_, i) => i);

  return function epoch() {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    for (const i of order) trainer.train(points[i], targets[i]);
  };
}

function best(epoch, seconds) {
  let least = Infinity;
  const end = performance.now() + 1000 * seconds;
  for (;;) {
    const begin = performance.now();
    epoch();
    const now = performance.now();
    least = Math.min(least, now - begin);
    if (now >= end) return least / 1000;
  }
}

let epoch = null;
createInterface({ input: process.stdin }).on("line", (line) => {
  const question = JSON.parse(line);
  const answer = question.sizes ? ((epoch = prepare(question)), true) : best(epoch, question.seconds);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
