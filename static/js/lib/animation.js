/** Many changes, one drawing: at most one a screen refresh, and slow charts less often. */

/**
 * @param {() => void} draw
 * @param {(callback: () => void) => any} [request]
 * @returns {() => void} asks for a drawing
 */
export function createAnimator(draw, request = (callback) => requestAnimationFrame(callback)) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    request(() => {
      waiting = false;
      draw();
    });
  };
}

/**
 * Run a task at most once in so many milliseconds: the first call at once, the last one surely.
 * @param {(...values: any[]) => void} task
 * @param {number} milliseconds
 * @param {{now?: () => number, later?: (run: () => void, delay: number) => any}} [clock]
 */
export function throttle(task, milliseconds, { now = () => performance.now(), later = setTimeout } = {}) {
  let last = -Infinity;
  let pending = null;
  return (...values) => {
    const wait = last + milliseconds - now();
    if (pending) {
      pending = values;
    } else if (wait <= 0) {
      last = now();
      task(...values);
    } else {
      pending = values;
      later(() => {
        const latest = pending;
        pending = null;
        last = now();
        task(...latest);
      }, wait);
    }
  };
}

/**
 * Run a task when its calls have paused for so many milliseconds.
 * @param {(...values: any[]) => void} task
 * @param {number} milliseconds
 */
export function debounce(task, milliseconds) {
  let timer = null;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => task(...values), milliseconds);
  };
}
