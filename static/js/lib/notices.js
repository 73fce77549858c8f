/** What the page says in passing: a few at a time, each thing once. */

const MOST = 2;

/**
 * @param {{getState: () => any, setState: (change: any) => void}} store its field notices holds them, oldest first
 * @returns {(key: string, values?: any, level?: string) => void} says something in the place of what was said of the same
 */
export function createNotices({ getState, setState }) {
  let count = 0;
  return (key, values = {}, level = "kept") => {
    const id = ++count;
    const similar = (notice) => notice.key === key && notice.values?.what?.key === values?.what?.key;
    const others = getState().notices.filter((notice) => !similar(notice));
    setState({ notices: [...others, { id, key, values, level }].slice(-MOST) });
  };
}
