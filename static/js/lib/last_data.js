/** Which data each task had last: coming back to a task, one finds them again. */

/**
 * What is to be kept of the data of an experiment, besides what is kept already.
 * @param {any} experiment @param {{lastDataset: Record<string, string>, lastOwn: Record<string, any>}} kept by task
 */
export function lastDataOf({ task, data }, { lastDataset, lastOwn }) {
  return {
    lastDataset: { ...lastDataset, [task]: data.dataset },
    // Points of one's own cannot be drawn again by their name.
    lastOwn: data.points ? { ...lastOwn, [task]: data } : lastOwn,
  };
}
