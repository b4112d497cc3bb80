// Adapters with heads that AdapterHub's package has saved become runs that say what it says; those of Lathe come back as they left.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goldenFolder, readGoldenTensors } from '../../../testing/golden.ts'
import { goldenBase, goldenLogits } from '../../../testing/goldenRun.ts'
import { makePlace } from '../../../testing/runPlace.ts'
import { temporaryFolder } from '../../data/testing.ts'
import { openSafetensors } from '../../files/safetensors.ts'
import { Predictor } from '../../inference/predictor.ts'
import { SharedBase } from '../../inference/sharedBase.ts'
import { openMethod, readRunFile } from '../../training/method.ts'
import { train } from '../../training/train.ts'
import { readTensors } from '../readTensors.ts'
import { exportRun } from '../exportRun.ts'
import { importAdapter, lookAtAdapter } from './importAdapter.ts'

const folder = temporaryFolder()
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const points = ['north', 'east', 'south', 'west']
const familyOf = (name: string): string => name.replace(/(Static|Pooled|Relu|OneLayer|TwoLayers)$/, '')
const numbered = [0, 1, 2, 3].map((i) => `LABEL_${i}`)

test.each([
  ['bertTwoLayers', 'pfeiffer', 4, 'tanh', points],
  ['bertOneLayer', 'houlsby', 3, 'linear', null],
  ['bertPooled', 'parallel', 4, 'own', []],
  ['bertStatic', 'houlsby', 4, 'own', null],
  ['robertaTwoLayers', 'houlsby', 4, 'own', points],
  ['robertaOneLayer', 'parallel', 4, 'linear', null],
  ['robertaStatic', 'pfeiffer', 16, 'own', null],
  ['distilbertTwoLayers', 'parallel', 4, 'tanh', points],
  ['distilbertOneLayer', 'pfeiffer', 4, 'linear', null],
  ['distilbertRelu', 'pfeiffer', 4, 'own', null],
  ['distilbertStatic', 'houlsby', 4, 'own', null],
  ['albertStatic', 'pfeiffer', 4, 'own', null],
  ['albertTwoLayers', 'parallel', 4, 'gelu', null],
  ['deberta-v2Static', 'houlsby', 4, 'own', null],
  ['electraStatic', 'pfeiffer', 4, 'own', null],
  ['electraTwoLayers', 'houlsby', 4, 'tanh', points],
  ['gpt2Static', 'houlsby', 4, 'own', null],
  ['gpt2OneLayer', 'pfeiffer', 4, 'linear', null],
  ['gpt2TwoLayers', 'parallel', 4, 'silu', null],
  ['xlm-robertaStatic', 'pfeiffer', 4, 'own', null],
] as const)('%s of adapters', async (name, kind, reductionFactor, head, labels) => {
  const family = familyOf(name)
  const modelFolder = await goldenBase(folder, family)
  const runFolder = join(folder, `run ${name}`)
  await mkdir(runFolder)
  const theirs = goldenFolder(join('adapterhub', name))
  const expected = (await readGoldenTensors('adapterhub', join(name, 'golden.safetensors'))).get('logits')!
  const outputs = expected.shape[1]!
  expect(await lookAtAdapter(theirs)).toEqual({
    kind: 'Bottleneck adapter of AdapterHub',
    baseModel: `lathe-golden/${family}`,
    labels: labels ?? numbered.slice(0, outputs),
    labelsKnown: (labels?.length ?? 0) > 0,
  })
  const { spec } = await importAdapter(theirs, runFolder, { name, model: family, modelFolder })
  expect(spec).toMatchObject({
    objective: { id: outputs === 1 ? 'regress' : 'classify', options: { head } },
    tuning: { id: 'adapter', options: { kind, reductionFactor } },
  })
  const found = await goldenLogits(runFolder, modelFolder, family)
  expect(found.length).toBe(expected.data.length)
  expect(Math.max(...found.map((x, i) => Math.abs(x - expected.data[i]!)))).toBeLessThan(1e-4)

  // The head learns on with the adapter, whatever the base holds.
  const method = await openMethod(modelFolder, await readRunFile(runFolder))
  const trained = method.trainingGraph().trained.map(({ value }) => value.name)
  expect(trained.some((one) => one.startsWith(`${method.model.head.name}.`))).toBe(true)
  expect(trained.includes('head.dense.weight')).toBe(!['own', 'linear'].includes(head))
})

test('runs with heads of different kinds share a pass, and each says what it says alone', async () => {
  const modelFolder = join(folder, 'bert')
  const runs = ['bertTwoLayers', 'bertOneLayer', 'bertStatic'].map((name) => join(folder, `run ${name}`))
  const examples = ['a great film', 'dull'].map((text, row) => ({ row, text }))
  const base = await SharedBase.open(modelFolder, io.note)
  const together = await base.predict(runs, examples)
  expect(together.passes).toBe(1)
  for (const [i, run] of runs.entries()) {
    const alone = await base.predict([run], examples)
    alone.predictions[0]!.forEach(({ probabilities }, row) =>
      probabilities.forEach(({ probability }, at) =>
        expect(together.predictions[i]![row]!.probabilities[at]!.probability).toBeCloseTo(probability, 5),
      ),
    )
  }
  await base.release()
})

test('what comes in leaves again as it came, also under a head that is not its family’s own', async () => {
  for (const name of ['bertTwoLayers', 'robertaOneLayer', 'distilbertStatic']) {
    const runFolder = join(folder, `run ${name}`)
    const modelFolder = join(folder, familyOf(name))
    const { spec } = await readRunFile(runFolder)
    const place = { spec, runFolder, modelFolder, datasetFolder: join(folder, 'nowhere') }
    const out = join(folder, `out ${name}`)
    const { check } = await exportRun(place, 'adapterHub', out, {}, io.note)
    expect(check).toMatchObject({ rows: 16, same: 16 })
    const said = async (of: string): Promise<object> =>
      JSON.parse(await readFile(join(of, 'head_config.json'), 'utf8')) as object
    if (name === 'bertTwoLayers')
      expect(await said(out)).toMatchObject({
        config: ((await said(goldenFolder(join('adapterhub', name)))) as { config: object }).config,
      })
    const theirs = await readGoldenTensors('adapterhub', join(name, 'adapter.safetensors'))
    const ours = await readTensors(await openSafetensors(join(out, 'adapter.safetensors')))
    for (const [key, { data }] of theirs)
      expect(ours.find((one) => one.name === key.replace('.theirs.', '.lathe.'))!.data).toEqual(data)
    if (name === 'distilbertStatic') continue
    for (const format of ['peft', 'merged'] as const)
      await expect(exportRun(place, format, join(folder, 'no'), {}, io.note)).rejects.toMatchObject({
        code: 'export',
      })
    const onnx = await exportRun(place, 'onnx', join(folder, `onnx ${name}`), {}, io.note)
    expect(onnx.check).toMatchObject({ rows: 16, same: 16 })
  }
})

test('what leaves Lathe comes back with its class names and the very same logits, and leaves again', async () => {
  for (const head of ['own', 'gelu'] as const) {
    const place = await makePlace(join(folder, `trained ${head}`), {
      spec: {
        split: { dev: 0.2 },
        objective: { id: 'classify', options: { head } },
        tuning: { id: 'adapter', options: { kind: 'houlsby', reductionFactor: 4 } },
        training: { steps: 4, learningRate: 0.01 },
        threads: 1,
      },
    })
    await train(place, io, false)
    const out = join(folder, `exported ${head}`)
    await exportRun(place, 'adapterHub', out, {}, io.note)
    expect(await lookAtAdapter(out)).toMatchObject({ labels: ['bad', 'good'], labelsKnown: true })
    const runFolder = join(folder, `back ${head}`)
    await mkdir(runFolder)
    const { modelFolder } = place
    await importAdapter(out, runFolder, { name: 'back', model: modelFolder, modelFolder })
    const back = { ...place, spec: (await readRunFile(runFolder)).spec, runFolder }
    const texts = ['a great film', 'dull', 'what a waste of time'].map((text, row) => ({ row, text }))
    const logitsOf = async (run: typeof place): Promise<Float32Array[]> =>
      (await Predictor.open(run, io.note)).logits(texts)
    expect(await logitsOf(back)).toEqual(await logitsOf(place))

    const again = join(folder, `again ${head}`)
    await exportRun({ ...back, datasetFolder: join(folder, 'nowhere') }, 'adapterHub', again, {}, io.note)
    for (const name of ['adapter.safetensors', 'model_head.safetensors', 'head_config.json'])
      expect(await readFile(join(again, name))).toEqual(await readFile(join(out, name)))
  }
})
