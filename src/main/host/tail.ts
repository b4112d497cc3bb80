// Keeps the last of a stream, e.g. what a worker said before it fell over.

/** Reads `stream` to its end and returns a look at its last `limit` characters so far. */
export function keepTail(stream: NodeJS.ReadableStream | null, limit = 16_384): () => string {
  let tail = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (chunk) => {
    tail = (tail + String(chunk)).slice(-limit)
  })
  return () => tail
}
