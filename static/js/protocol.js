/** The messages of the live stream, by name, and the shapes that they must have. */

export const UNITS = ["samples", "batches", "epochs"];

/** @type {Record<string, string[]>} type of a message from the server → fields that it carries. */
const FROM_SERVER = { session: ["session"], closed: ["reason"], error: ["error"] };

/** @param {string} unit @param {number|null} rate steps per second; null: as fast as it goes */
export const play = (unit, rate) => ({ type: "play", unit: known(unit), rate });

export const pause = () => ({ type: "pause" });

/** @param {string} unit @param {number} [count] */
export const step = (unit, count = 1) => ({ type: "step", unit: known(unit), count });

/** @param {{network: number, resolution: number, unitResolution: number, active: boolean, instrument?: any}} view
 * instrument: what frames must carry besides for the instrument on view, or null */
export const view = ({ network, resolution, unitResolution, active, instrument = null }) => ({
  type: "view", network, resolution, unit_resolution: unitResolution, active, ...(instrument ? { instrument } : {}),
});

/** @param {number} frame number of the frame that has been drawn */
export const taken = (frame) => ({ type: "taken", frame });

/**
 * Read a text message of the stream.
 * @param {string} text
 * @returns {{type: string, [field: string]: any}}
 */
export function readMessage(text) {
  const message = JSON.parse(text);
  const fields = FROM_SERVER[message?.type];
  if (!fields) throw new Error(`unknown message type: ${message?.type}`);
  for (const field of fields) {
    if (!(field in message)) throw new Error(`message ${message.type} lacks ${field}`);
  }
  return message;
}

function known(unit) {
  if (!UNITS.includes(unit)) throw new Error(`unit must be one of ${UNITS.join(", ")}, not ${unit}`);
  return unit;
}
