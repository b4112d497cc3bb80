// How many tokens each part of a pair keeps when together they are too long.

/**
 * Lengths after "longest first" truncation to `room` tokens: the longer part gives way until both are equally
 * long, then both give way; an odd token goes to the part that was longer (to the second on a tie).
 * The same as truncation by transformers in Python.
 */
export function longestFirst(first: number, second: number, room: number): [first: number, second: number] {
  if (first + second <= room) return [first, second]
  const shorter = Math.min(first, second, Math.floor(room / 2))
  const longer = room - shorter
  return first > second ? [longer, shorter] : [shorter, longer]
}
