/** The stops of the speed slider: steps per second, about equal factors apart; null is no limit. */

/** @type {(number|null)[]} */
export const SPEEDS = [1, 2, 3, 5, 10, 20, 30, 60, 100, 200, 300, 600, 1000, 3000, null];

export const USUAL_SPEED = 60;

/** @param {number} stop position of the slider @returns {number|null} */
export function speedAt(stop) {
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, Math.round(stop)))];
}

/** @param {number|null} rate @returns {number} the stop nearest to a rate, by factor */
export function stopOf(rate) {
  if (rate === null || rate === undefined) return SPEEDS.length - 1;
  const distance = (stop) => Math.abs(Math.log(SPEEDS[stop] / rate));
  const stops = [...SPEEDS.keys()].slice(0, -1);
  return stops.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best), 0);
}
