/** What one step of training is: how many make an epoch, and whether they can be followed by eye. */

/** Up to so many steps a second can be followed by eye. */
const FOLLOWED = 10;

/** Slow motion: so many batches a second. */
export const SLOW_MOTION = { unit: "batches", rate: 2 };

/**
 * How many updates make one epoch: ⌈n / b⌉, as a part of a batch left over is a batch of its own.
 * @param {number} data number of training points @param {number} batch size wanted
 */
export function stepsPerEpoch(data, batch) {
  return data > 0 ? Math.ceil(data / Math.min(batch, data)) : 0;
}

/**
 * The relation steps = epochs × ⌈data / batch⌉ in numbers.
 * @param {{data: number, batch: number, epoch: number, iteration: number, samples: number}} now samples: seen so far
 * @returns {{data: number, batch: number, perEpoch: number, epochs: number, steps: number, left: number, exact: boolean}}
 *   batch: as it is, at most all points; left: steps taken since the last whole epoch; exact: false
 *   where batch size or data were changed on the way, or single points were learnt from
 */
export function stepRelation({ data, batch, epoch, iteration, samples }) {
  const size = Math.min(batch, data);
  const perEpoch = stepsPerEpoch(data, batch);
  const epochs = Math.floor(epoch);
  const left = iteration - epochs * perEpoch;
  const exact = left >= 0 && left < perEpoch && samples === epochs * data + left * size;
  return { data, batch: size, perEpoch, epochs, steps: epochs * perEpoch, left, exact };
}

/**
 * Whether single updates can be followed: nothing plays, or slowly, and the last steps were short ones.
 * @param {{playing: boolean, play: {unit: string, rate: number|null}, steppedBy: string|null}} state
 */
export function followable({ playing, play, steppedBy }) {
  const unit = playing ? play.unit : steppedBy;
  const slow = !playing || (play.rate !== null && play.rate <= FOLLOWED);
  return slow && unit !== null && unit !== "epochs";
}
