// An adapter that real peft has saved comes in, is asked, scored, merged, taken away and trained on, by real workers.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Payload } from '../../shared/contract.ts'
import type { RunInfo } from '../../shared/runInfo.ts'
import { type RunSpec, runSpec } from '../../shared/run.ts'
import { goldenFolder } from '../../testing/golden.ts'
import { openTestLab, temporaryFolder } from '../../testing/host/samples.ts'
import { reviews } from '../../testing/runPlace.ts'
import { forkNode } from '../host/nodePlatform.ts'
import type { Lab } from './lab.ts'

const trainer = join(import.meta.dirname, '../../worker/trainer.ts')
const adapter = join(temporaryFolder(), 'lora')
const files = [{ ref: adapter, name: 'lora' }]
const labels = ['good', 'bad', 'dull', 'fine']
let lab: Lab
let run: RunInfo
let dataset: string
beforeAll(async () => {
  lab = await openTestLab(temporaryFolder(), { forkWorker: () => forkNode(trainer) })
  // The tiny model is as large as the golden one: it stands for the base that the adapter names.
  cpSync(goldenFolder('peft/lora'), adapter, { recursive: true })
  const path = join(adapter, 'adapter_config.json')
  const config = JSON.parse(readFileSync(path, 'utf8')) as object
  writeFileSync(path, JSON.stringify({ ...config, base_model_name_or_path: 'someone/tiny' }))
  const ref = join(temporaryFolder(), 'reviews.csv')
  writeFileSync(ref, reviews(40))
  const split = 'train' as const
  const imported = { name: 'Reviews', files: [{ file: { ref, name: 'reviews.csv' }, split, options: {} }] }
  dataset = (await lab.handlers['datasets.import'](imported)).id
})
afterAll(() => lab.close())

/** The run once it has ended. */
const ended = async ({ id }: { readonly id: string }): Promise<RunInfo> =>
  new Promise((resolve) =>
    lab.listen((event, payload) => {
      const info = payload as RunInfo
      if (event === 'runs.changed' && info.id === id && ['done', 'failed'].includes(info.state)) resolve(info)
    }),
  )

test('it tells what it is, and which model here is its base', async () => {
  expect(await lab.handlers['adapters.look']({ files })).toEqual({
    kind: 'LoRA of PEFT',
    baseModel: 'someone/tiny',
    model: 'tiny',
    labels: ['LABEL_0', 'LABEL_1', 'LABEL_2', 'LABEL_3'],
    labelsKnown: false,
  })
})

test('it becomes a run without a dataset, whose folder holds all that others need', async () => {
  run = await lab.handlers['adapters.import']({ files, name: 'From afar', model: 'tiny', labels })
  expect(run).toMatchObject({
    name: 'From afar',
    state: 'done',
    canContinue: false,
    datasetName: '',
    modelTitle: 'tiny',
    trainableParameters: 4 * 4 * (32 + 32) + 4 * 32 + 4,
    note: 'Trained elsewhere: LoRA of PEFT. It names "someone/tiny" as its base model.',
  })
  expect(readdirSync(lab.context.home.run(run.id)).sort()).toEqual(['best.safetensors', 'run.json'])
  expect(readdirSync(lab.context.home.uploads)).toEqual([])
  const goOn = async () => lab.handlers['runs.continue']({ id: run.id, moreEpochs: 1 })
  await expect(goOn()).rejects.toMatchObject({
    code: 'run',
    message: expect.stringMatching(/no data of its own/),
  })
})

test('files sent one by one do as well as a folder', async () => {
  const { uploads } = lab.context.home
  const sent = ['adapter_config.json', 'adapter_model.safetensors'].map((name, i) => {
    const ref = join(uploads, String(i), name)
    cpSync(join(adapter, name), ref)
    return { ref, name }
  })
  expect(await lab.handlers['adapters.look']({ files: sent })).toMatchObject({ model: 'tiny' })
  expect(readdirSync(uploads)).toEqual(['0', '1'])
})

test('one that does not fit leaves no run and no file', async () => {
  const before = (await lab.handlers['runs.list']({})).length
  const wish = { files, name: 'wrong', model: 'starter', labels }
  await expect(lab.handlers['adapters.import'](wish)).rejects.toMatchObject({
    code: 'tensor',
    message: expect.stringContaining('made for another base model'),
  })
  expect(await lab.handlers['runs.list']({})).toHaveLength(before)
  expect(readdirSync(lab.context.home.run('')).filter((name) => name.startsWith('.'))).toEqual([])
  expect(readdirSync(lab.context.home.uploads).filter((name) => name.startsWith('import'))).toEqual([])
})

test('it is asked, and scored on a dataset', async () => {
  const { id } = run
  const asked = await lab.handlers['runs.predict']({ ids: [id], texts: [{ text: 'a b c' }] })
  expect(asked.answers[0]!.predictions[0]!.probabilities.map(({ label }) => label)).toEqual(labels)
  expect(await lab.handlers['runs.scoring']({ id })).toEqual({ labels, pairs: null, working: null })
  const phases: string[] = []
  const unlisten = lab.listen((event, payload) => {
    const { progress, ...of } = payload as Payload<'runs.scoring'>
    if (event === 'runs.scoring') phases.push(progress ? progress.phase : `end of ${of.dataset}`)
  })
  const scored = await lab.handlers['runs.evaluate']({ id, dataset })
  unlisten()
  expect(scored).toMatchObject({ mapping: { bad: 'bad', good: 'good' }, scores: { examples: 40 } })
  expect([...new Set(phases)]).toEqual([
    'Opening the model',
    'Reading the rows',
    'Scoring',
    `end of ${dataset}`,
  ])
})

test('scoring is stopped in the middle, and what was kept before stays', async () => {
  const { id } = run
  const before = await lab.handlers['runs.get']({ id })
  const unlisten = lab.listen((event) => {
    if (event === 'runs.scoring') void lab.handlers['runs.stopScoring']({ id })
  })
  const stopped = lab.handlers['runs.evaluate']({ id, dataset, mapping: { good: 'good' } })
  await expect(lab.handlers['runs.evaluate']({ id, dataset })).rejects.toThrow(/is being scored already/)
  expect((await lab.handlers['runs.scoring']({ id })).working).toMatchObject({ dataset })
  expect(await stopped).toBeNull()
  unlisten()
  expect((await lab.handlers['runs.scoring']({ id })).working).toBeNull()
  expect(await lab.handlers['runs.get']({ id })).toEqual(before)
})

test('it is taken away, and merged into a model', async () => {
  const { id } = run
  const exported = await lab.handlers['runs.export']({ id, format: 'peft' })
  expect(exported.check).toMatchObject({ rows: 16, same: 16 })
  const merged = await lab.handlers['models.fromRun']({ run: id, name: 'Merged' })
  expect(merged).toMatchObject({ source: 'run', lineage: { run: 'From afar', base: 'tiny' } })
  expect(existsSync(join(merged.folder, 'model.safetensors'))).toBe(true)
})

test('one of AdapterHub comes in with its head, sent file by file, and is asked, taken away and trained on', async () => {
  const theirs = goldenFolder('adapterhub/bertTwoLayers')
  const parts = ['adapter_config.json', 'adapter.safetensors', 'head_config.json', 'model_head.safetensors']
  const sent = parts.map((name) => {
    const ref = join(lab.context.home.uploads, `hub ${name}`, name)
    cpSync(join(theirs, name), ref)
    return { ref, name }
  })
  const { model, labels: points } = await lab.handlers['adapters.look']({ files: sent })
  expect({ model, points }).toEqual({ model: null, points: ['north', 'east', 'south', 'west'] })
  const { id, note, spec } = await lab.handlers['adapters.import']({
    files: sent,
    name: 'Hub',
    model: 'tiny',
  })
  expect(note).toMatch(/^Trained elsewhere: Bottleneck adapter of AdapterHub\./)
  const asked = await lab.handlers['runs.predict']({ ids: [id], texts: [{ text: 'a b c' }] })
  expect(asked.answers[0]!.predictions[0]!.probabilities.map(({ label }) => label)).toEqual(points)
  const { check } = await lab.handlers['runs.export']({ id, format: 'adapterHub' })
  expect(check).toMatchObject({ rows: 16, same: 16 })
  await expect(lab.handlers['runs.export']({ id, format: 'merged' })).rejects.toMatchObject({
    code: 'export',
    message:
      'What Adapter trained has no place in a merged model. Choose an AdapterHub adapter or an ONNX model.',
  })
  const on = runSpec.parse({ ...spec, name: 'on', dataset, start: id, training: { steps: 2, maxLength: 32 } })
  expect(await ended(await lab.handlers['runs.start']({ spec: on }))).toMatchObject({ state: 'done' })
})

test('a run starts from its weights, but not with another model or method', async () => {
  const spec = (change: Partial<RunSpec>): RunSpec =>
    runSpec.parse({
      ...run.spec,
      name: 'on',
      dataset,
      start: run.id,
      training: { steps: 2, maxLength: 32 },
      ...change,
    })
  const started = await lab.handlers['runs.start']({ spec: spec({}) })
  const { id } = started
  expect(await ended(started)).toMatchObject({ state: 'done', spec: { start: run.id }, canContinue: true })
  for (const change of [
    { model: 'starter' },
    { tuning: { id: 'head', options: {} } },
    { start: id, seed: 1, tuning: { id: 'lora', options: { rank: 2 } } },
  ])
    await expect(lab.handlers['runs.start']({ spec: spec(change) })).rejects.toMatchObject({ code: 'option' })
})

test('two LoRAs become one: with all the weight on one, it says what that one says', async () => {
  const asked = async (id: string) =>
    (await lab.handlers['runs.predict']({ ids: [id], texts: [{ text: 'a fine film' }] })).answers[0]!
      .predictions[0]!.probabilities
  const runs = [
    { id: run.id, weight: 1 },
    { id: run.id, weight: 0 },
  ]
  const both = await lab.handlers['adapters.combine']({ runs, by: 'cat', name: 'both' })
  expect(both).toMatchObject({ state: 'done', spec: { tuning: { options: { rank: 8, alpha: 8 } } } })
  const [one, other] = [await asked(run.id), await asked(both.id)]
  expect(other.map(({ label }) => label)).toEqual(labels)
  one.forEach(({ probability }, i) => expect(other[i]!.probability).toBeCloseTo(probability, 6))
})
