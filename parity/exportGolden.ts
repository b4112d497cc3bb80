// Exports for check_exports.py: the golden models, whose logits are known from PyTorch, and a run as a person takes it away.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportRun } from '../src/core/formats/exportRun.ts'
import type { LoraSettings } from '../src/core/formats/lora.ts'
import { writeMerged } from '../src/core/formats/merged.ts'
import { writeOnnx } from '../src/core/formats/onnxModel.ts'
import { writePeft } from '../src/core/formats/peft.ts'
import { Predictor } from '../src/core/inference/predictor.ts'
import { openModel } from '../src/core/models/open.ts'
import { train } from '../src/core/training/train.ts'
import { exportFormats } from '../src/shared/contract.ts'
import { goldenFolder, readGolden, readGoldenTensors } from '../src/testing/golden.ts'
import { makePlace } from '../src/testing/runPlace.ts'

const folder = process.argv[2]!
const { cases } = await readGolden()
const model = await openModel(goldenFolder)
const base = [...(await readGoldenTensors('model.safetensors'))]
  .filter(([name]) => !name.startsWith('cls.'))
  .map(([name, tensor]) => ({ name, ...tensor }))
const modules = base.filter(({ shape }) => shape.length === 2).map(({ name }) => name.replace('.weight', ''))
const exports: { format: string; folder: string; golden: string; labels: string[] }[] = []

async function place(name: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(path)
  return path
}

for (const { file, objective, tuning, lora } of cases.filter((c) => c.objective !== 'maskedLm')) {
  const labels = objective === 'regress' ? [] : ['north', 'east', 'south', 'west']
  const golden = join(goldenFolder, file)
  const tensors = [...(await readGoldenTensors(file))]
    .filter(([name]) => name.startsWith('initial/'))
    .map(([name, tensor]) => ({ name: name.replace('initial/', ''), ...tensor }))
  const settings: LoraSettings | null = lora && { ...lora, dropout: 0.1 }
  if (settings) {
    const peft = await place(`${objective}.${tuning}.peft`)
    await writePeft(peft, goldenFolder, settings, tensors, modules)
    exports.push({ format: 'peft', folder: peft, golden, labels })
  }
  const merged = await place(`${objective}.${tuning}.merged`)
  await writeMerged(merged, goldenFolder, [...base, ...tensors], settings, labels)
  exports.push({ format: 'merged', folder: merged, golden, labels })
  const onnx = await place(`${objective}.${tuning}.onnx`)
  await writeOnnx(onnx, goldenFolder, model, [...base, ...tensors], settings, labels)
  exports.push({ format: 'onnx', folder: onnx, golden, labels })
}

// Trained, exported and asked by the code that the program itself uses.
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const run = await makePlace(join(folder, 'trained'), {
  spec: { training: { steps: 20, learningRate: 0.01 }, device: 'cpu', threads: 1 },
})
await train(run, io, false)
const texts = ['a wonderful film', 'the worst story of all time, and so dull', 'great']
const predictor = await Predictor.open(run, io.note)
const predictions = await predictor.predict(texts.map((text, i) => ({ row: i + 1, text })))
const trained: { format: string; folder: string }[] = []
for (const format of exportFormats) {
  const to = join(folder, `trained.${format}`)
  await exportRun(run, format, to, {}, io.note)
  trained.push({ format, folder: to })
}

await writeFile(
  join(folder, 'exports.json'),
  JSON.stringify({
    base: goldenFolder,
    exports,
    trained: { base: run.modelFolder, labels: predictor.file.labels, texts, predictions, exports: trained },
  }),
)
