// Exports the golden models, whose logits are known from PyTorch, in every format for check_exports.py.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoraSettings } from '../src/core/formats/lora.ts'
import { writeMerged } from '../src/core/formats/merged.ts'
import { writeOnnx } from '../src/core/formats/onnxModel.ts'
import { writePeft } from '../src/core/formats/peft.ts'
import { openModel } from '../src/core/models/open.ts'
import { goldenFolder, readGolden, readGoldenTensors } from '../src/testing/golden.ts'

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
await writeFile(join(folder, 'exports.json'), JSON.stringify({ base: goldenFolder, exports }))
