// Random numbers that depend on a seed and the number of a case only, so that any case can be had alone.
export function randomness(seed, index) {
  let state = (seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0;

  // mulberry32
  function bits() {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  const below = (limit) => bits() % limit;
  return {
    bits,
    below,
    chance: (one, of) => below(of) < one,
    pick: (list) => list[below(list.length)],
  };
}
