// The tail of a stream is plain text, wherever it was cut.
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { keepTail } from './tail.ts'

const red = '\u001b[1;31m'
const plain = '\u001b[m'

test('colours are taken out, also where they come in two pieces', async () => {
  const stream = new PassThrough()
  const tail = keepTail(stream)
  stream.write('\u001b[1;')
  stream.end(`31m[E:onnxruntime] Non-zero status code${plain}\n`)
  await new Promise((resolve) => stream.on('end', resolve))
  expect(tail()).toBe('[E:onnxruntime] Non-zero status code\n')
})

test('a long stream keeps its last whole lines', async () => {
  const stream = new PassThrough()
  // 19 characters hold the last line and, of the one before, a piece of its colour.
  const tail = keepTail(stream, 19)
  stream.end(`first\n${red}second${plain}\n${red}third${plain}\n`)
  await new Promise((resolve) => stream.on('end', resolve))
  expect(tail()).toBe('third\n')
})
