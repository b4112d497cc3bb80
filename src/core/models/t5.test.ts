// T5 of both versions against transformers: states, logits, distances, and a beam search over several texts (parity/t5.py).
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { goldenFolder, readGoldenTensors } from '../../testing/golden.ts'
import { textFeeds, writtenFeeds } from '../inference/encoderDecoderFeeds.ts'
import { meanGraph, readingGraph, writingGraph } from '../inference/encoderDecoderGraphs.ts'
import { encoderDecoderWeights } from '../inference/gapWriter.ts'
import { Session } from '../runtime/session.ts'
import { writeSafetensors } from '../files/safetensorsWriter.ts'
import { inspectModel } from './inspect.ts'
import { openEncoderDecoder, openModel } from './open.ts'

interface Sequence {
  readonly texts: readonly (readonly number[])[]
  /** [texts, continuations, tokens] */
  readonly written: readonly (readonly (readonly number[])[])[]
  readonly beams: readonly { readonly tokens: readonly number[]; readonly score: number }[]
  readonly buckets: Readonly<Record<'encoder' | 'decoder', readonly number[]>>
  readonly publishedBuckets: Readonly<Record<'encoder' | 'decoder', readonly number[]>>
}

const device = { device: 'cpu', threads: 1 } as const

describe.each(['t5', 't5-gated'])('%s', async (name) => {
  const folder = goldenFolder(name)
  const model = await openEncoderDecoder(folder)
  const sequence = JSON.parse(await readFile(join(folder, 'sequence.json'), 'utf8')) as Sequence
  const expected = await readGoldenTensors(name, 'expected.safetensors')
  const graphs = [readingGraph(model), writingGraph(model), meanGraph(model)] as const
  const weights = await encoderDecoderWeights(model, folder, graphs)
  let [reading, writing, mean] = [] as Session[]
  const feeds = { ...weights, ...textFeeds(model, sequence.texts) }

  beforeAll(async () => {
    ;[reading, writing, mean] = await Promise.all(graphs.map((graph) => Session.create(graph, device)))
  })
  afterAll(async () => {
    for (const session of [reading, writing, mean]) await session!.release()
  })

  test('encoder states and decoder logits are those of transformers', async () => {
    const { states } = await reading!.run(feeds, { states: null })
    const [, longest, width] = states!.dims as [number, number, number]
    const all = states!.data as Float32Array
    const kept = sequence.texts.flatMap((text, b) => [
      ...all.subarray(b * longest * width, (b * longest + text.length) * width),
    ])
    expectClose(kept, expected.get('encoder')!.data)
    const rows = sequence.written.flat()
    const { logits } = await writing!.run(
      { ...feeds, states: states!, ...writtenFeeds(model, rows) },
      { logits: null },
    )
    expectClose(logits!.data as Float32Array, expected.get('logits')!.data)
  })

  test('a beam search by the mean of all texts finds what PyTorch finds', async () => {
    const { states } = await reading!.run(feeds, { states: null })
    let beams = [{ tokens: [model.start], score: 0 }]
    const steps = sequence.beams[0]!.tokens.length - 1
    for (let step = 0; step < steps; step++) {
      const written = sequence.texts.flatMap(() => beams.map(({ tokens }) => tokens))
      const { sums } = await mean!.run(
        { ...feeds, states: states!, ...writtenFeeds(model, written) },
        { sums: null },
      )
      const [, size] = sums!.dims as [number, number]
      beams = beams
        .flatMap(({ tokens, score }, k) =>
          Array.from((sums!.data as Float32Array).subarray(k * size, (k + 1) * size), (sum, id) => ({
            tokens: [...tokens, id],
            score: score + sum / sequence.texts.length,
          })),
        )
        .sort((a, b) => b.score - a.score)
        .slice(0, sequence.beams.length)
    }
    expect(beams.map(({ tokens }) => tokens)).toEqual(sequence.beams.map(({ tokens }) => tokens))
    beams.forEach(({ score }, i) => expect(score).toBeCloseTo(sequence.beams[i]!.score, 4))
  })

  test.each(['encoder', 'decoder'] as const)(
    'distances of the %s fall into the buckets of PyTorch',
    (side) => {
      const found = sequence.buckets[side].map((_, i) => model.bucketOf(side, i - 40))
      expect(found).toEqual(sequence.buckets[side])
    },
  )
})

test('the buckets of published models are those of PyTorch, too', async () => {
  const { publishedBuckets } = JSON.parse(
    await readFile(join(goldenFolder('t5'), 'sequence.json'), 'utf8'),
  ) as Sequence
  const folder = await t5With({ relative_attention_num_buckets: 32, relative_attention_max_distance: 128 })
  const model = await openEncoderDecoder(folder)
  for (const side of ['encoder', 'decoder'] as const)
    expect(publishedBuckets[side].map((_, i) => model.bucketOf(side, i - 300))).toEqual(
      publishedBuckets[side],
    )
})

test('it is known for what it is, and not trained', async () => {
  const folder = goldenFolder('t5-gated')
  expect(await inspectModel(folder)).toMatchObject({
    family: 't5',
    languageModel: 'spans',
    layers: 2,
    hidden: 16,
    vocabulary: 60,
    maxLength: 512,
  })
  await expect(openModel(folder)).rejects.toMatchObject({
    code: 'method',
    message: expect.stringContaining('--template-model'),
  })
  await expect(openEncoderDecoder(goldenFolder('bert'))).rejects.toMatchObject({
    code: 'method',
    message: expect.stringContaining('Choose a T5 model'),
  })
})

test.each([
  [{ feed_forward_proj: 'gated-silu' }, /wrong feed_forward_proj/],
  [{ d_kv: 0 }, /wrong d_kv/],
  [{ relative_attention_num_buckets: 7 }, /wrong relative_attention_num_buckets/],
])('a config.json with %o is refused', async (change, message) => {
  await expect(openEncoderDecoder(await t5With(change))).rejects.toMatchObject({
    code: 'model',
    message: expect.stringMatching(message),
  })
})

test('a missing weight and one of another shape are named', async () => {
  const tensors = await readGoldenTensors('t5', 'model.safetensors')
  const folder = await t5With({})
  const model = await openEncoderDecoder(folder)
  const load = (): Promise<unknown> => encoderDecoderWeights(model, folder, [writingGraph(model)])
  const name = 'decoder.block.1.layer.1.EncDecAttention.k.weight'
  const write = (all: readonly (readonly [string, { shape: readonly number[]; data: Float32Array }])[]) =>
    writeSafetensors(
      join(folder, 'model.safetensors'),
      all.map(([own, tensor]) => ({ name: own, ...tensor })),
    )
  await write([...tensors].filter(([own]) => own !== name))
  await expect(load()).rejects.toMatchObject({ code: 'tensor', message: expect.stringContaining(name) })
  await write([...tensors].map(([own, t]) => [own, own === name ? { ...t, shape: [16, 24] } : t]))
  await expect(load()).rejects.toMatchObject({
    code: 'tensor',
    message: expect.stringMatching(/shape \[16, 24\].*asks for \[24, 16\]/),
  })
})

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})

/** A copy of the golden T5 whose config.json says something else. */
async function t5With(change: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-t5-'))
  folders.push(folder)
  await cp(goldenFolder('t5'), folder, { recursive: true })
  const path = join(folder, 'config.json')
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...change }))
  return folder
}

function expectClose(got: ArrayLike<number>, wanted: Float32Array): void {
  expect(got.length).toBe(wanted.length)
  const off = Array.from(wanted, (x, i) => Math.abs(got[i]! - x) / Math.max(1, Math.abs(x)))
  expect(Math.max(...off)).toBeLessThan(5e-5)
}
