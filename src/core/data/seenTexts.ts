// Remembers which texts were seen, in 13 bytes each, to find duplicates in millions of rows.

/** What was known of a text before it was seen once more. */
export interface Before {
  /** Bit mask of the splits it was in; 0 for a new text. */
  readonly splits: number
  /** False when it stood there with another label. */
  readonly sameLabel: boolean
}

/**
 * A hash table with open addressing over typed arrays, keyed by a 64-bit hash of the text. Two different texts among a
 * million share a hash with probability 3e-8.
 */
export class SeenTexts {
  #size = 0
  #mask = (1 << 12) - 1
  #low = new Uint32Array(1 << 12)
  #high = new Uint32Array(1 << 12)
  #label = new Uint32Array(1 << 12)
  #splits = new Uint8Array(1 << 12)

  /** Notes that the text stands in `split` (0, 1, 2) with `label`; returns what was known before. */
  see(text: string, pair: string | undefined, label: string | undefined, split: number): Before {
    const [low, high] = hash64(pair === undefined ? normal(text) : `${normal(text)}\u0001${normal(pair)}`)
    const [labelHash] = hash64(label ?? '')
    if (this.#size > 0.6 * this.#mask) this.#grow()
    const slot = this.#slot(low, high)
    const splits = this.#splits[slot]!
    if (splits === 0) {
      this.#size++
      this.#low[slot] = low
      this.#high[slot] = high
      this.#label[slot] = labelHash
    }
    this.#splits[slot] = splits | (1 << split)
    return { splits, sameLabel: splits === 0 || this.#label[slot] === labelHash }
  }

  /** The slot of a key, or the free one where it belongs: linear probing. */
  #slot(low: number, high: number): number {
    let slot = low & this.#mask
    while (this.#splits[slot] !== 0 && !(this.#low[slot] === low && this.#high[slot] === high))
      slot = (slot + 1) & this.#mask
    return slot
  }

  #grow(): void {
    const [low, high, label, splits] = [this.#low, this.#high, this.#label, this.#splits]
    const length = 2 * low.length
    this.#mask = length - 1
    this.#low = new Uint32Array(length)
    this.#high = new Uint32Array(length)
    this.#label = new Uint32Array(length)
    this.#splits = new Uint8Array(length)
    for (let i = 0; i < low.length; i++) {
      if (splits[i] === 0) continue
      const slot = this.#slot(low[i]!, high[i]!)
      this.#low[slot] = low[i]!
      this.#high[slot] = high[i]!
      this.#label[slot] = label[i]!
      this.#splits[slot] = splits[i]!
    }
  }
}

/** Texts that differ only in case and spaces count as the same. */
const normal = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ')

/** Two 32-bit multiplicative hashes over UTF-16 units with different odd factors, mixed into each other at the end. */
function hash64(text: string): [low: number, high: number] {
  let low = 0x9e3779b9 ^ text.length
  let high = 0x243f6a88
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 0x85ebca6b)
    low ^= low >>> 15
    high = Math.imul(high ^ unit, 0xc2b2ae35)
    high ^= high >>> 13
  }
  low = Math.imul(low ^ (high >>> 16), 0x27d4eb2f)
  high = Math.imul(high ^ (low >>> 15), 0x165667b1)
  return [(low ^ (high >>> 13)) >>> 0, (high ^ (low >>> 16)) >>> 0]
}
