// Cuts one word into the longest known pieces from left to right, as BERT's WordPiece does.

/** Longer words (in characters) are unknown as a whole: BERT's own limit. */
const longestWord = 100

/**
 * The ids of the pieces of `word`, or `[unknown]` when some part has no piece.
 * Continuations are looked up with '##' in front.
 */
export function wordPieces(word: string, ids: ReadonlyMap<string, number>, unknown: number): number[] {
  const whole = ids.get(word)
  if (whole !== undefined) return [whole]
  const characters = [...word]
  if (characters.length > longestWord) return [unknown]
  const pieces: number[] = []
  for (let start = 0; start < characters.length;) {
    let end = characters.length
    let found: number | undefined
    for (; end > start; end--) {
      found = ids.get((start === 0 ? '' : '##') + characters.slice(start, end).join(''))
      if (found !== undefined) break
    }
    if (found === undefined) return [unknown]
    pieces.push(found)
    start = end
  }
  return pieces
}
