// Texts that Lathe writes and judges against transformers' generate(), with and without the cache.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { goldenFolder, readGolden, readGoldenGeneration } from '../../testing/golden.ts'
import { anotherRun, makePlace, reviews } from '../../testing/runPlace.ts'
import { writeTinyModel } from '../../testing/tinyModel.ts'
import { random } from '../../shared/random.ts'
import { temporaryFolder } from '../data/testing.ts'
import { train } from '../training/train.ts'
import { openCausalModel, type CausalPlace } from './causalModel.ts'
import { Generator } from './generator.ts'
import { candidates, draw } from './sampling.ts'
import { Scorer } from './scorer.ts'
import { TextStream } from './textStream.ts'

const folder = temporaryFolder()
const cpu = { device: 'cpu', threads: 1 } as const
const note = (): void => {}
const greedy = { maxNewTokens: 8, temperature: 0, topK: 0, topP: 1, seed: 1 }
const families = { gpt2: 'gpt2', llama: 'llama2', qwen2: 'qwen' } as const

const writer = async (place: CausalPlace): Promise<Generator> =>
  Generator.open(await openCausalModel(place), cpu, note)
const judge = async (place: CausalPlace): Promise<Scorer> =>
  Scorer.open(await openCausalModel(place), cpu, note)

/** A golden model that ends no text, with some tokenizer, without which no model can be opened. */
async function goldenModel(family: keyof typeof families): Promise<string> {
  const to = join(folder, `golden-${family}`)
  await mkdir(to, { recursive: true })
  await copyFile(join(goldenFolder(family), 'model.safetensors'), join(to, 'model.safetensors'))
  const tokenizer = goldenFolder(join('tokenizers', families[family]))
  for (const name of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(tokenizer, name), join(to, name))
  const config = JSON.parse(await readFile(join(goldenFolder(family), 'config.json'), 'utf8')) as object
  await writeFile(join(to, 'config.json'), JSON.stringify({ ...config, eos_token_id: -1 }))
  return to
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = []
  for await (const item of items) result.push(item)
  return result
}

describe.for(Object.keys(families) as (keyof typeof families)[])('%s', async (family) => {
  const place = { modelFolder: await goldenModel(family) }
  const { batch } = await readGolden(family)
  const golden = await readGoldenGeneration(family)

  test('greedy texts are those of transformers, and a token read behind the cache is one read with its text', async () => {
    const generator = await writer(place)
    for (const [i, ids] of batch.ids.entries()) {
      const written = await all(generator.tokens(ids, { ...greedy, maxNewTokens: golden.newTokens }))
      expect(written).toEqual(golden.greedy[i])
      // Without the cache: every token from a new text
      const again: number[] = []
      for (let count = 0; count < golden.newTokens; count++)
        again.push(...(await all(generator.tokens([...ids, ...again], { ...greedy, maxNewTokens: 1 }))))
      expect(again).toEqual(written)
    }
    await generator.release()
  })

  test('continuations are as likely as transformers says', async () => {
    const scorer = await judge(place)
    const found = await scorer.logProbabilities(batch.ids.map((ids) => ({ ids, start: golden.context })))
    found.forEach((row, i) => {
      expect(row.length).toBe(golden.logProbabilities[i]!.length)
      row.forEach((p, j) => expect(p).toBeCloseTo(golden.logProbabilities[i]![j]!, 4))
    })
    await scorer.release()
  })

  test('samplings leave the probabilities that transformers leaves', () => {
    for (const { probabilities, ...sampling } of golden.samplings) {
      const left = candidates(Float32Array.from(golden.logits), sampling)
      const found = new Float64Array(probabilities.length)
      left.ids.forEach((id, i) => (found[id] = left.probabilities[i]!))
      found.forEach((p, id) => expect(p, JSON.stringify(sampling)).toBeCloseTo(probabilities[id]!, 5))
    }
  })
})

test('draws follow the probabilities', () => {
  const left = { ids: Int32Array.of(7, 3, 5), probabilities: Float64Array.of(0.5, 0.3, 0.2) }
  const rng = random(3)
  const counts = new Map<number, number>()
  for (let i = 0; i < 10_000; i++) {
    const id = draw(left, rng)
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  // Four standard deviations of a fair draw
  left.ids.forEach((id, i) => {
    const p = left.probabilities[i]!
    expect(Math.abs(counts.get(id)! / 10_000 - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 10_000))
  })
})

describe('a text', () => {
  const modelFolder = join(folder, 'gpt2')
  let generator: Generator
  beforeAll(async () => {
    await writeTinyModel(modelFolder, 'gpt2')
    generator = await writer({ modelFolder })
  })
  const write = async (
    prompt: string,
    options: Partial<typeof greedy>,
  ): Promise<{ text: string; end: string }> => {
    const pieces = generator.generate(prompt, { ...greedy, ...options })
    let text = ''
    for (;;) {
      const { done, value } = await pieces.next()
      if (done) return { text, end: value }
      text += value
    }
  }

  test('is written again with the same seed, and differently with another', async () => {
    const options = { temperature: 1.5, maxNewTokens: 12 }
    const first = await write('the film', { ...options, seed: 1 })
    expect(first.end).toBe('length')
    expect(await write('the film', { ...options, seed: 1 })).toEqual(first)
    expect((await write('the film', { ...options, seed: 2 })).text).not.toBe(first.text)
  })

  test('may begin with nothing, and ends where the context is full', async () => {
    const { end } = await write('', { maxNewTokens: 1000, temperature: 1.5 })
    expect(['context', 'end']).toContain(end)
    await expect(write('film '.repeat(200), {})).rejects.toMatchObject({
      code: 'option',
      details: { maxLength: 64 },
    })
  })

  test('ends with the token that ends texts', async () => {
    const first = (await all(generator.tokens([5, 6, 7], greedy)))[0]!
    const ending = join(folder, 'ending')
    await writeTinyModel(ending, 'gpt2')
    await writeFile(join(ending, 'generation_config.json'), JSON.stringify({ eos_token_id: [first, 900] }))
    const other = await writer({ modelFolder: ending })
    expect(await other.tokens([5, 6, 7], greedy).next()).toEqual({ done: true, value: 'end' })
  })

  test('comes character by character, however its bytes lie in tokens', async () => {
    const { tokenizer } = await openCausalModel({ modelFolder })
    const text = 'déjà vu 🙂, 東京!'
    const stream = new TextStream(tokenizer, [...tokenizer.bare('so: ')])
    const pieces = [...tokenizer.bare(text)].map((id) => stream.push(id))
    expect(pieces.join('') + stream.end()).toBe(text)
    expect(pieces.length).toBeGreaterThan([...text].length)
    expect(pieces.join('')).not.toContain('\ufffd')
  })

  test('is judged by what its continuation adds, which shares 1 with the others', async () => {
    const scorer = await judge({ modelFolder })
    const [good, bad] = await scorer.score('the film was', [' good', ' bad and long'])
    expect(good!.share + bad!.share).toBeCloseTo(1, 10)
    expect(bad!.tokens).toBeGreaterThan(good!.tokens)
    expect(bad!.perToken).toBeCloseTo(bad!.logProbability / bad!.tokens, 10)
    // p(b c | a) = p(b | a) p(c | a b)
    const [both, first] = await scorer.score('the', [' film was good', ' film was'])
    expect(both!.logProbability).toBeCloseTo(first!.logProbability + good!.logProbability, 4)
    expect((await scorer.score('', ['the']))[0]!.tokens).toBeGreaterThan(0)
    await expect(scorer.score('the film', [''])).rejects.toMatchObject({ code: 'option' })
  })
})

test('a run writes as it was trained to, whichever tuning; a run that classifies and a model that fills in do not', async () => {
  const training = { epochs: 15, batch: 2, learningRate: 0.02 }
  const spec = {
    objective: { id: 'causalLm' },
    training,
    split: { dev: 0.2 },
    device: 'cpu',
    threads: 1,
  } as const
  const lines = Array.from({ length: 80 }, () => 'one two three four')
  for (const id of ['full', 'lora']) {
    const options = id === 'lora' ? { targets: ['all-linear'], rank: 16 } : {}
    const place = await makePlace(join(folder, id), {
      csv: ['text', ...lines].join('\n'),
      family: 'gpt2',
      spec: { ...spec, tuning: { id, options } },
    })
    await train(place, { progress: note, note, stopRequested: () => false }, false)
    const run = await writer(place)
    const untrained = await writer({ modelFolder: place.modelFolder })
    const expected = ' three'
    const few = { ...greedy, maxNewTokens: 8 }
    expect((await all(run.generate('one two', few))).join(''), id).toMatch(new RegExp(`^${expected}`))
    expect((await all(untrained.generate('one two', few))).join('')).not.toContain(expected)
  }
  const classifies = await makePlace(join(folder, 'classifies'), {
    csv: reviews(20),
    family: 'gpt2',
    spec: { training: { steps: 2 }, device: 'cpu', threads: 1 },
  })
  await train(classifies, { progress: note, note, stopRequested: () => false }, false)
  await expect(writer(classifies)).rejects.toThrow('Only runs of causalLm write texts')
  const fresh = await anotherRun(classifies, join(folder, 'fresh'))
  await expect(writer(fresh)).rejects.toMatchObject({ code: 'run' })
  const bert = join(folder, 'bert')
  await writeTinyModel(bert, 'bert')
  await expect(writer({ modelFolder: bert })).rejects.toMatchObject({ code: 'method' })
}, 60_000)

test.for([
  ['gpt2', 'prefix', { length: 4, reparameterise: true, mlpWidth: 8 }],
  ['llama', 'prefix', { length: 4 }],
  ['gpt2', 'softPrompt', { length: 4 }],
  ['llama', 'softPrompt', { length: 4, initial: 'random' }],
] as const)(
  '%s with %s: behind the cache it writes what its scorer finds likeliest',
  async ([family, id, options]) => {
    const place = await makePlace(join(folder, `${family}-${id}`), {
      csv: ['text', ...Array.from({ length: 30 }, () => 'one two three four')].join('\n'),
      family,
      spec: {
        objective: { id: 'causalLm' },
        tuning: { id, options },
        training: { steps: 3, batch: 4, learningRate: 0.3 },
        split: { dev: 0.2 },
        device: 'cpu',
        threads: 1,
      },
    })
    await train(place, { progress: note, note, stopRequested: () => false }, false)
    const generator = await writer(place)
    const scorer = await judge(place)
    const opened = await openCausalModel(place)
    const ids = opened.beginning('one two')
    const written = await all(generator.tokens(ids, { ...greedy, maxNewTokens: 3 }))
    const bare = await writer({ modelFolder: place.modelFolder })
    expect(await all(bare.tokens(ids, { ...greedy, maxNewTokens: 3 }))).not.toEqual(written)
    for (const [i, token] of written.entries()) {
      const before = [...ids, ...written.slice(0, i)]
      const next = [token, ...[...opened.tokenizer.vocabulary.values()].slice(0, 100)]
      const rows = next.map((last) => ({ ids: [...before, last], start: before.length }))
      const found = (await scorer.logProbabilities(rows)).flat()
      expect(found[0]).toBeCloseTo(Math.max(...found), 4)
    }
    // The virtual tokens take their places from the context.
    const { maxLength } = opened.model.facts
    expect(opened.maxLength).toBe(maxLength - 4)
    const long = new Array<number>(maxLength - 4 - 2).fill(ids[0]!)
    const ending = generator.tokens(long, { ...greedy, maxNewTokens: 10 })
    const rest = []
    for (;;) {
      const { done, value } = await ending.next()
      if (done) {
        expect(['context', 'end']).toContain(value)
        break
      }
      rest.push(value)
    }
    expect(rest.length).toBeLessThanOrEqual(2)
  },
)
