// A priority queue of counted pairs whose counts change all the time: the largest count first, ties by pair.

export interface PairHeap {
  /** Changes the count of `pair` by `change`. */
  add(pair: number, change: number): void
  /** The pair with the largest positive count (the smallest such pair on a tie), or undefined. */
  pop(): number | undefined
}

/**
 * A binary heap with lazy deletion. Counts live in a map; the heap may hold old counts. A pair that grew is
 * queued again at its next `pop`, one that shrank when its old count comes up, so the top is always right.
 */
export function pairHeap(): PairHeap {
  const counts = new Map<number, number>()
  const grown = new Set<number>()
  const pairs: number[] = []
  const priorities: number[] = []

  const before = (pair: number, priority: number, at: number) =>
    priority > priorities[at]! || (priority === priorities[at]! && pair < pairs[at]!)

  const place = (at: number, pair: number, priority: number) => {
    pairs[at] = pair
    priorities[at] = priority
  }

  const push = (pair: number, priority: number) => {
    let at = pairs.length
    place(at, pair, priority)
    for (let parent = (at - 1) >> 1; at > 0 && before(pair, priority, parent); parent = (at - 1) >> 1) {
      place(at, pairs[parent]!, priorities[parent]!)
      at = parent
    }
    place(at, pair, priority)
  }

  const removeTop = () => {
    const pair = pairs.pop()!
    const priority = priorities.pop()!
    if (pairs.length === 0) return
    let at = 0
    for (let child = 1; child < pairs.length; child = 2 * at + 1) {
      const right = child + 1
      if (right < pairs.length && before(pairs[right]!, priorities[right]!, child)) child = right
      if (before(pair, priority, child)) break
      place(at, pairs[child]!, priorities[child]!)
      at = child
    }
    place(at, pair, priority)
  }

  return {
    add: (pair, change) => {
      const count = (counts.get(pair) ?? 0) + change
      if (count === 0) counts.delete(pair)
      else counts.set(pair, count)
      if (change > 0) grown.add(pair)
    },
    pop: () => {
      for (const pair of grown) {
        const count = counts.get(pair)
        if (count !== undefined) push(pair, count)
      }
      grown.clear()
      while (pairs.length > 0) {
        const pair = pairs[0]!
        const priority = priorities[0]!
        removeTop()
        const count = counts.get(pair) ?? 0
        if (count === priority) return pair
        if (count > 0 && count < priority) push(pair, count)
      }
      return undefined
    },
  }
}
