// Texts that give way to each other where they are too long together.

/**
 * The texts less about a share of all their characters, at least one: the longest give way until they are as long as the
 * next, then those together.
 */
export function shorten(texts: readonly string[], share: number): string[] {
  const characters = texts.map((text) => [...text])
  const total = characters.reduce((sum, { length }) => sum + length, 0)
  let room = total - Math.max(1, Math.floor(share * total))
  // Shortest first: what one leaves of its equal share is there for the longer ones.
  const order = [...texts.keys()].sort((a, b) => characters[a]!.length - characters[b]!.length)
  for (const [n, i] of order.entries()) {
    const own = characters[i]!
    own.length = Math.min(own.length, Math.floor(room / (order.length - n)))
    room -= own.length
  }
  return characters.map((own) => own.join(''))
}
