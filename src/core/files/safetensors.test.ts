// Safetensors files written, read back and refused, on a real disk.
import { mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCheckpoint } from './checkpoint.ts'
import { openSafetensors } from './safetensors.ts'
import { writeSafetensors } from './safetensorsWriter.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-safetensors-'))
  path = join(folder, 'model.safetensors')
})
afterEach(() => rm(folder, { recursive: true }))

/** A file with this header and so many bytes of data, whether that makes sense or not. */
async function raw(header: unknown, bytes: number): Promise<void> {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer)
  await writeFile(path, Buffer.concat([length, text, new Uint8Array(bytes)]))
}
const f32 = (shape: number[], start: number, end: number): unknown => ({
  dtype: 'F32',
  shape,
  data_offsets: [start, end],
})

test('what is written is read back, in every type and into shared memory', async () => {
  const values = Float32Array.of(0, -0, 1, -2.5, 65504, 1e-7, 0.1, Infinity)
  await writeSafetensors(
    path,
    [
      { name: 'b', shape: [2, 4], data: values, dtype: 'BF16' },
      { name: 'h', shape: [8], data: async () => values, dtype: 'F16' },
      { name: 'f', shape: [4, 2], data: () => values },
      { name: 'empty', shape: [0, 3], data: new Float32Array() },
    ],
    { made: 'by a test' },
  )
  const file = await openSafetensors(path)
  expect([...file.tensors.keys()]).toEqual(['empty', 'f', 'b', 'h'])
  expect(file.metadata).toEqual({ format: 'pt', made: 'by a test' })
  expect(file.tensors.get('f')!.start % 8).toBe(0)

  const shared = new SharedArrayBuffer(1024)
  const target = new Float32Array(shared, 64, 8)
  await file.readInto('f', target)
  expect([...target]).toEqual([...values])
  await file.readInto('h', target)
  expect([...target]).toEqual([...new Float16Array(values)])
  await file.readInto('b', target)
  expect([...target]).toEqual([0, -0, 1, -2.5, 65536, 1.0011717677116394e-7, 0.10009765625, Infinity])
  await file.readInto('empty', new Float32Array())
  await expect(file.readInto('nobody', target)).rejects.toMatchObject({
    code: 'tensor',
    details: { tensor: 'nobody' },
  })
  await expect(file.readInto('f', target.subarray(1))).rejects.toThrow(
    'has shape [4,2], 8 values, where 7 are expected',
  )
  await file.close()
})

test('values that straddle the conversion buffer arrive whole', async () => {
  const count = (1 << 20) + 3
  const data = Float32Array.from({ length: count }, (_, i) => i % 2048)
  await writeSafetensors(path, [{ name: 'w', shape: [count], data, dtype: 'F16' }])
  const file = await openSafetensors(path)
  const target = new Float32Array(count)
  await file.readInto('w', target)
  await file.close()
  expect(Buffer.compare(Buffer.from(target.buffer), Buffer.from(data.buffer))).toBe(0)
})

test('the writer refuses doubled names and wrong sizes and leaves nothing behind', async () => {
  const one = { name: 'w', shape: [1], data: new Float32Array(1) }
  await expect(writeSafetensors(path, [one, one])).rejects.toThrow('is there twice')
  await expect(writeSafetensors(path, [{ ...one, shape: [2] }])).rejects.toMatchObject({ code: 'tensor' })
  expect(await readdir(folder)).toEqual([])
})

test.each([
  ['a header beyond the file', '{"w":{}}', -4, 'file'],
  ['no JSON', 'not json!', 0, 'file'],
  ['a JSON list', [], 0, 'file'],
  ['metadata that are not text', { __metadata__: { a: 1 } }, 0, 'file'],
  ['bytes that no tensor owns', { w: f32([1], 0, 4) }, 8, 'file'],
  ['a tensor past the end', { w: f32([4], 0, 16) }, 8, 'file'],
  ['a gap', { w: f32([1], 4, 8) }, 8, 'tensor'],
  ['overlapping tensors', { v: f32([2], 0, 8), w: f32([1], 4, 8) }, 8, 'tensor'],
  [
    'a name used twice',
    '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
    8,
    'tensor',
  ],
  ['a shape that needs other bytes', { w: f32([3], 0, 8) }, 8, 'tensor'],
  ['a negative size', { w: f32([-1], 0, 4) }, 4, 'tensor'],
  ['a size beyond all numbers', { w: f32([2 ** 52, 2 ** 52], 0, 4) }, 4, 'tensor'],
  ['offsets the wrong way round', { w: f32([1], 4, 0) }, 4, 'tensor'],
  ['an unknown type', { w: { dtype: 'constructor', shape: [1], data_offsets: [0, 4] } }, 4, 'tensor'],
  ['an entry that is no object', { w: 7 }, 0, 'tensor'],
])('refuses %s', async (_what, header, bytes, code) => {
  await raw(header, Math.max(bytes, 0))
  if (bytes < 0) await truncate(path, (await readFile(path)).length + bytes)
  await expect(openSafetensors(path)).rejects.toMatchObject({ code, details: { file: path } })
})

test('refuses missing, empty and enormous files', async () => {
  await expect(openSafetensors(path)).rejects.toMatchObject({ code: 'file' })
  await writeFile(path, '')
  await expect(openSafetensors(path)).rejects.toMatchObject({ code: 'file' })
  await writeFile(path, new Uint8Array(new BigUint64Array([1n << 62n]).buffer))
  await expect(openSafetensors(path)).rejects.toThrow('announces a header of 4611686018427387904')
})

test('integers are listed but not read as weights', async () => {
  await raw({ ids: { dtype: 'I64', shape: [1, 2], data_offsets: [0, 16] } }, 16)
  const file = await openSafetensors(path)
  expect(file.tensors.get('ids')).toMatchObject({ dtype: 'I64', shape: [1, 2] })
  await expect(file.readInto('ids', new Float32Array(2))).rejects.toThrow('holds I64 values')
  await file.close()
})

test('a tensor beyond 2 GiB of offsets is read from its place', async () => {
  const hole = 2 ** 31 + 8
  const header = JSON.stringify({
    hole: { dtype: 'U8', shape: [hole], data_offsets: [0, hole] },
    w: f32([2], hole, hole + 8),
  })
  await raw(header, 0)
  const start = 8 + header.length + hole
  const handle = await open(path, 'r+')
  await handle.write(new Uint8Array(Float32Array.of(3, 4).buffer), 0, 8, start)
  await handle.close()
  const file = await openSafetensors(path)
  const target = new Float32Array(2)
  await file.readInto('w', target)
  await file.close()
  expect([...target]).toEqual([3, 4])
})

test('shards are read as one checkpoint', async () => {
  await writeSafetensors(join(folder, 'model-1.safetensors'), [
    { name: 'a', shape: [1], data: Float32Array.of(1) },
  ])
  await writeSafetensors(join(folder, 'model-2.safetensors'), [
    { name: 'b', shape: [1], data: Float32Array.of(2) },
  ])
  const index = join(folder, 'model.safetensors.index.json')
  const say = (map: unknown): Promise<void> => writeFile(index, JSON.stringify({ weight_map: map }))
  await say({ a: 'model-1.safetensors', b: 'model-2.safetensors' })
  const checkpoint = await openCheckpoint(folder)
  const target = new Float32Array(1)
  await checkpoint.readInto('b', target)
  expect([[...checkpoint.tensors.keys()], target[0]]).toEqual([['a', 'b'], 2])
  await checkpoint.close()

  await say({ a: 'model-2.safetensors' })
  await expect(openCheckpoint(folder)).rejects.toThrow('should be in model-2.safetensors')
  await say({ a: '../model-1.safetensors' })
  await expect(openCheckpoint(folder)).rejects.toMatchObject({ code: 'file' })
  await say({ a: 'model-3.safetensors' })
  await expect(openCheckpoint(folder)).rejects.toMatchObject({ code: 'file' })
})

test('a folder with only pickled weights is refused with the reason and a way out', async () => {
  await writeFile(join(folder, 'pytorch_model.bin'), 'x')
  await expect(openCheckpoint(folder)).rejects.toThrow(/can run any program.*save_pretrained/)
  await rm(join(folder, 'pytorch_model.bin'))
  await expect(openCheckpoint(folder)).rejects.toThrow('has no model.safetensors')
  await expect(openCheckpoint(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'model' })
})
