// Exports of the golden models, whose logits are known from PyTorch, for check_exports.py.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findTuning } from '../src/core/catalog/tunings.ts'
import { readAdapterHub } from '../src/core/formats/adapterHub/read.ts'
import { writeAdapterHub } from '../src/core/formats/adapterHub/write.ts'
import { formats } from '../src/core/formats/formats.ts'
import { formatsOf } from '../src/core/formats/formatsOf.ts'
import { openAdapterFolder } from '../src/core/formats/imports/adapterFolder.ts'
import { readTensors } from '../src/core/formats/readTensors.ts'
import { withHead } from '../src/core/models/heads.ts'
import { openModel } from '../src/core/models/open.ts'
import { classify } from '../src/core/objectives/classify.ts'
import { regress } from '../src/core/objectives/regress.ts'
import { tensor } from '../src/core/runtime/session.ts'
import { evaluationGraph } from '../src/core/training/graphs.ts'
import { settledNames, settledWeights } from '../src/core/training/settled.ts'
import { adapter } from '../src/core/tuning/adapter.ts'
import { full } from '../src/core/tuning/full.ts'
import {
  goldenFamilies,
  goldenFolder,
  goldenTuning,
  readGolden,
  readGoldenTensors,
} from '../src/testing/golden.ts'

const folder = process.argv[2]!

interface GoldenExport {
  readonly family: string
  readonly format: string
  readonly folder: string
  readonly golden: string
  readonly labels: readonly string[]
}

async function place(name: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(path, { recursive: true })
  return path
}

async function exportFamily(family: string): Promise<GoldenExport[]> {
  const baseFolder = goldenFolder(family)
  const model = await openModel(baseFolder)
  const { cases } = await readGolden(family)
  const stored = await readGoldenTensors(family, 'model.safetensors')
  const exports: GoldenExport[] = []
  for (const found of cases.filter((c) => c.objective in outputs)) {
    const { file, objective } = found
    const labels = outputs[objective]!
    const fresh = await readGoldenTensors(family, file)
    const initial = [...fresh]
      .filter(([name]) => name.startsWith('initial/'))
      .map(([name, tensor]) => ({ name: name.replace('initial/', ''), ...tensor }))
    const tuning = goldenTuning(found)
    const method = findTuning(tuning)
    const applied = method.apply(method.schema.parse(tuning.options), model)
    const made = await settledWeights(applied, async () =>
      Object.fromEntries(initial.map(({ name, data, shape }) => [name, tensor(data, shape)])),
    )
    const settled = Object.entries(made).map(([name, { data, dims }]) => ({
      name,
      shape: dims,
      data: data as Float32Array,
    }))
    const tensors = [...initial.filter(({ name }) => !name.startsWith('prompt_encoder.')), ...settled]
    // What a classifier is made of: the checkpoint's language-model head is not.
    const task = labels.length > 0 ? classify.for(plain, labels, []) : regress.for({}, [], [])
    const used = evaluationGraph(model, full.apply({}, model), task).parameters
    const base = [...stored].flatMap(([name, tensor]) => (used.has(name) ? [{ name, ...tensor }] : []))
    const trained = {
      baseFolder,
      model,
      tensors: [...base, ...tensors],
      trained: new Set([...found.trainable, ...settledNames(applied)]),
      tuning,
      answers: 'rows' as const,
    }
    for (const format of formatsOf({ ...trained, exits: false })) {
      const to = await place(join(family, `${objective}.${found.tuning}.${format}`))
      await formats[format].write(to, trained, baseFolder, labels)
      exports.push({ family, format, folder: to, golden: join(baseFolder, file), labels })
    }
  }
  return exports
}

/** What the cases of adapters begin with, for adapterhub_check.py. */
async function exportAdapters(family: string): Promise<GoldenExport[]> {
  const baseFolder = goldenFolder(family)
  const model = await openModel(baseFolder)
  const { adapterCases } = await readGolden(family)
  const exports: GoldenExport[] = []
  for (const { file, objective, tuning, choice } of adapterCases) {
    const labels = outputs[objective]
    if (labels === undefined || choice.and) continue
    const fresh = await readGoldenTensors(family, file)
    const trained = [...fresh]
      .filter(([name]) => name.startsWith('initial/'))
      .map(([name, tensor]) => ({ name: name.replace('initial/', ''), ...tensor }))
    const to = await place(join(family, `${objective}.${tuning}.adapterHub`))
    await writeAdapterHub(to, baseFolder, model, adapter.schema.parse(choice.options), trained, labels)
    exports.push({ family, format: 'adapterHub', folder: to, golden: join(baseFolder, file), labels })
  }
  return exports
}

/** What the package itself saved, read by Lathe and written again, with its heads of all kinds. */
async function exportTheirs(): Promise<GoldenExport[]> {
  const exports: GoldenExport[] = []
  for (const name of await readdir(goldenFolder('adapterhub'))) {
    const from = goldenFolder(join('adapterhub', name))
    const { tuning, weights, head, labels: told } = await readAdapterHub(await openAdapterFolder(from))
    const { model_type: family } = JSON.parse(await readFile(join(from, 'adapter_config.json'), 'utf8')) as {
      readonly model_type: string
    }
    const baseFolder = goldenFolder(family)
    const model = withHead(await openModel(baseFolder), head ?? 'own')
    const golden = join(from, 'golden.safetensors')
    const { shape } = (await readGoldenTensors('adapterhub', join(name, 'golden.safetensors'))).get('logits')!
    const numbered = Array.from({ length: shape[1]! }, (_, i) => `LABEL_${i}`)
    const labels = shape[1] === 1 ? [] : (told ?? numbered)
    const options = adapter.schema.parse(tuning(model).options)
    const to = await place(join('theirs', name))
    await writeAdapterHub(to, baseFolder, model, options, await readTensors(weights), labels)
    exports.push({ family, format: 'adapterHub', folder: to, golden, labels })
  }
  return exports
}

/** The labels of each objective that has exports. */
const outputs: { readonly [objective: string]: readonly string[] } = {
  classify: ['north', 'east', 'south', 'west'],
  classifyWeighted: ['north', 'east', 'south', 'west'],
  regress: [],
}
const plain = { balance: false, classWeights: {}, labelSmoothing: 0 }

const exports: GoldenExport[] = []
const adapters = await exportTheirs()
for (const family of goldenFamilies) {
  exports.push(...(await exportFamily(family)))
  adapters.push(...(await exportAdapters(family)))
}

await writeFile(join(folder, 'golden.json'), JSON.stringify({ families: goldenFolder(''), exports }))
await writeFile(
  join(folder, 'adapters.json'),
  JSON.stringify({ families: goldenFolder(''), exports: adapters }),
)
