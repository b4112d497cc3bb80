import { open, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Session, tensor } from '../runtime/session.ts'
import { createGraph, type Graph } from './graph.ts'
import { serialize } from './serialize.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-serialize-'))
})
afterAll(() => rm(folder, { recursive: true }))

const cpu = { device: 'cpu', threads: 1 } as const

/** y = table[ids] */
function lookUp(rows: number, width: number): Graph {
  const g = createGraph({ training: false })
  g.output('y', g.embed(g.parameter('table', [rows, width]), g.input('ids', ['M'], 'int64')))
  return g
}

const ids = (...values: number[]): { ids: ReturnType<typeof tensor> } => ({
  ids: tensor(BigInt64Array.from(values, BigInt), [values.length]),
})

test('weights inside the file stop being inputs', async () => {
  const g = lookUp(3, 2)
  const data = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer)
  const bytes = serialize(g.emitter, [{ value: g.parameters.get('table')!.value, data }])
  const session = await Session.load(bytes, cpu)
  expect(session.inputNames).toEqual(['ids'])
  const { y } = await session.run(ids(2, 0), { y: null })
  expect([...(y!.data as Float32Array)]).toEqual([5, 6, 1, 2])
})

test('a weight of more than 2 GB beside the file, at any offset', async ({ skip }) => {
  const width = 1024
  const rows = (2 ** 31 / 4 / width) * 1.25
  const length = rows * width * 4
  const { bavail, bsize } = await statfs(folder)
  skip(process.platform === 'win32', 'needs files with holes')
  skip(bavail * bsize < length, 'needs 2.5 GB of free disk')
  // Holes but for the last row: the file costs a few blocks.
  const offset = 4096
  const file = await open(join(folder, 'weights.bin'), 'w')
  const last = Float32Array.from({ length: width }, (_, i) => i / 8)
  await file.truncate(offset + length)
  await file.write(new Uint8Array(last.buffer), 0, last.byteLength, offset + length - last.byteLength)
  await file.close()

  const g = lookUp(rows, width)
  const value = g.parameters.get('table')!.value
  const path = join(folder, 'model.onnx')
  await writeFile(path, serialize(g.emitter, [{ value, data: { location: 'weights.bin', offset, length } }]))
  const session = await Session.load(path, cpu)
  const { y } = await session.run(ids(rows - 1, 7), { y: null })
  const found = y!.data as Float32Array
  expect([...found.subarray(0, width)]).toEqual([...last])
  expect(found.subarray(width).every((x) => x === 0)).toBe(true)
  await session.release()
})

test('one session serves every batch shape', async () => {
  const g = createGraph({ training: false })
  g.output('y', g.gemm(g.input('x', ['M', 2]), g.parameter('w', [2, 1]), null))
  const session = await Session.create(g, cpu)
  const w = tensor(Float32Array.of(1, 10), [2, 1])
  for (const rows of [1, 5, 2]) {
    const x = tensor(
      Float32Array.from({ length: rows * 2 }, (_, i) => i),
      [rows, 2],
    )
    const { y } = await session.run({ x, w }, { y: null })
    expect([...(y!.data as Float32Array)]).toEqual(
      Array.from({ length: rows }, (_, i) => 2 * i + 10 * (2 * i + 1)),
    )
  }
})

test('the names of outputs are those asked for, also for one value under two names', async () => {
  const g = createGraph({ training: false })
  const y = g.tanh(g.input('x', [1]))
  g.output('first', y)
  g.output('second', y)
  g.output('third', g.emitter.inputs[0]!)
  const session = await Session.create(g, cpu)
  const x = tensor(Float32Array.of(0.5), [1])
  const out = await session.run({ x }, { first: null, second: null, third: null })
  expect(out['first']!.data).toEqual(out['second']!.data)
  expect([...(out['third']!.data as Float32Array)]).toEqual([0.5])
})
