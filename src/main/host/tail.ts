// Keeps the last of a stream, e.g. what a worker said before it fell over.
import { stripVTControlCharacters } from 'node:util'

/**
 * Reads `stream` to its end and returns a look at its last `limit` characters so far, from a whole line on and without
 * the colours that ONNX Runtime writes for terminals.
 */
export function keepTail(stream: NodeJS.ReadableStream | null, limit = 16_384): () => string {
  let tail = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (chunk) => {
    tail += String(chunk)
    if (tail.length <= limit) return
    // A cut in the midst of a colour code would leave "[1;31m" behind.
    const cut = tail.slice(-limit)
    tail = cut.slice(cut.indexOf('\n') + 1)
  })
  return () => stripVTControlCharacters(tail)
}
