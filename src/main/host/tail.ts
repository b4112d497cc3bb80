// Keeps the last of a stream, e.g. what a worker said before it fell over.
import type { Readable } from 'node:stream'

/** Reads `stream` to its end and returns a look at its last `limit` characters so far. */
export function keepTail(stream: Readable | null, limit = 16_384): () => string {
  let tail = ''
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-limit)
  })
  return () => tail
}
