// Seeded random numbers: the same seed and name give the same numbers on every machine, for ever.

/** A stream of random numbers whose whole state is one 32-bit integer. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number
  /** Standard normal (Box-Muller, one value per call). */
  normal(): number
  /** Uniform integer in [0, n). */
  integer(n: number): number
  /** 32 random bits. */
  bits(): number
  /** The items in random order, as a new array (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[]
}

/** A stream for `seed`, told apart from the same seed's other streams by `names`, e.g. ('dropout', step). */
export function random(seed: number, ...names: (string | number)[]): Random {
  let state = seed | 0
  for (const name of names) state = mix(state ^ hash(String(name)))
  // mulberry32: a 32-bit Weyl sequence through a mixing function; period 2^32.
  const bits = (): number => mix((state = (state + 0x6d2b79f5) | 0))
  const uniform = (): number => bits() / 4294967296
  const integer = (n: number): number => Math.floor(uniform() * n)
  return {
    bits,
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle: (items) => {
      const result = [...items]
      for (let i = result.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        ;[result[i], result[j]] = [result[j]!, result[i]!]
      }
      return result
    },
  }
}

function mix(x: number): number {
  let t = Math.imul(x ^ (x >>> 15), 1 | x)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return (t ^ (t >>> 14)) >>> 0
}

// FNV-1a over UTF-16 units.
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h
}
