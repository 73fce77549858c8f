/** Networks that are trained side by side: what tells them apart, and how far each has come. */

/** @typedef {{t: (key: string, values?: any) => string, nameOf: (family: string, key: string) => string}} Texts */

/** The name of an entry, or that there is none: beside other names, "none" alone would not say of what. */
const namedOr = (none, { t, nameOf }, family, key) => (key === "none" ? t(none) : nameOf(family, key));
const unique = (values) => [...new Set(values)];

/** One line about a part of a network's description, for each part that networks can differ in. */
const PARTS = {
  layers: ({ layers }, { t }) => (layers.length ? layers.map((layer) => layer.units).join("–") : t("networks.no_layers")),
  activation: ({ layers }, { nameOf }) => unique(layers.map((layer) => nameOf("activations", layer.activation))).join(", "),
  normalization: ({ layers }, texts) => unique(layers.map((layer) => namedOr("networks.no_normalization", texts, "normalizations", layer.normalization))).join(", "),
  dropout: ({ layers }, { t }) => (layers.some((layer) => layer.dropout > 0)
    ? t("networks.dropout", { rates: unique(layers.map((layer) => `${Math.round(100 * layer.dropout)} %`)).join(", ") })
    : t("networks.no_dropout")),
  output: ({ output }, { nameOf }) => nameOf("outputs", output),
  loss: ({ loss }, { nameOf }) => nameOf("losses", loss),
  initializer: ({ initializer }, { nameOf }) => nameOf("initializers", initializer),
  optimizer: ({ optimizer }, { nameOf }) => nameOf("optimizers", optimizer.name),
  learning_rate: ({ optimizer }, { t }) => t("networks.learning_rate", { rate: optimizer.learning_rate }),
  regularization: ({ regularization: { name, rate } }, texts) => namedOr("networks.no_regularization", texts, "regularizers", name) + (name === "none" ? "" : ` ${rate}`),
  batch_size: ({ batch_size: size }, { t }) => t("networks.batch_size", { size }),
};

/**
 * What each network has otherwise than some other one; an empty list each where they are alike.
 * @param {any[]} networks as described in the experiment @param {Texts} texts @returns {string[][]}
 */
export function differences(networks, texts) {
  const found = networks.map(() => []);
  for (const describe of Object.values(PARTS)) {
    const lines = networks.map((network) => describe(network, texts));
    if (unique(lines).length > 1) lines.forEach((line, n) => line && found[n].push(line));
  }
  return found;
}

/** What of the differences the name of a network does not say already. @param {string} name @param {string[]} differing */
export function besides(name, differing) {
  const said = name.toLowerCase();
  return differing.filter((line) => !said.includes(line.toLowerCase()));
}

/**
 * The share of the data that a network gets right, or its loss where there are no classes: of the test set where there is one.
 * @param {any} status @returns {{loss: number|null, accuracy: number|null}}
 */
export function standing(status) {
  const set = status?.test_loss === null || status?.test_loss === undefined ? "train" : "test";
  return { loss: status?.[`${set}_loss`] ?? null, accuracy: status?.[`${set}_accuracy`] ?? null };
}
