// Training on WebGPU, for real, through a software Vulkan driver, against the same training on the processor.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import type { DeviceName } from '../../shared/run.ts'
import { anotherRun, makePlace } from '../../testing/runPlace.ts'
import { softwareVulkan } from '../../testing/softwareVulkan.ts'
import { runWorker } from '../../testing/workerProcess.ts'
import { openSafetensors } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'

const vulkan = softwareVulkan()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-webgpu-'))
})
afterAll(() => rm(folder, { recursive: true }))

const tunings = {
  ...{ lora: {}, DoRA: { id: 'lora', options: { dora: true } }, ia3: {}, adapter: {} },
  ...{ prefix: {}, softPrompt: {}, full: {} },
}
for (const [name, choice] of Object.entries(tunings))
  test(`WebGPU and the processor agree after 5 steps: ${name}`, async ({ skip }) => {
    skip(vulkan === null, 'needs a Vulkan driver')
    const place = await makePlace(join(folder, name), {
      bert: { layers: 1 },
      spec: {
        tuning: { id: name, options: {}, ...choice },
        training: { steps: 5, batch: 8, microTokens: 64, warmup: 0 },
        split: { dev: 0.2 },
      },
    })
    const cpu = await trained(place, 'cpu')
    const gpu = await trained(place, 'webgpu')
    expect([cpu.device, gpu.device]).toEqual(['cpu', 'webgpu'])
    expect(gpu.losses).toHaveLength(5)
    gpu.losses.forEach((loss, i) => expect(relative([loss], [cpu.losses[i]!])).toBeLessThan(1e-3))
    // The true gradient of a key's bias is 0: softmax does not see a shift common to all keys.
    for (const [name, weight] of [...cpu.weights].filter(([name]) => !name.endsWith('key.bias')))
      expect(relative(gpu.weights.get(name)!, weight), name).toBeLessThan(1e-3)
  }, 300_000)

/** Trains in a process that sees the driver. */
async function trained(
  of: RunPlace,
  device: DeviceName,
): Promise<{ device: string; losses: number[]; weights: Map<string, Float32Array> }> {
  const place = await anotherRun({ ...of, spec: { ...of.spec, device } }, join(of.runFolder, device))
  const { messages, stderr } = await runWorker({ kind: 'train', place, resume: false }, { env: vulkan! })
  const last = messages.at(-1)
  if (last?.kind !== 'trained') throw new Error(`${JSON.stringify(last)}\n${stderr}`)
  const points = messages.flatMap((m) => (m.kind === 'points' ? m.points : []))
  const losses = points.filter((p) => p.series === 'train/loss').map((p) => p.value)
  const file = await openSafetensors(join(place.runFolder, 'best.safetensors'))
  const weights = new Map<string, Float32Array>()
  for (const [name, { shape }] of file.tensors) {
    const data = new Float32Array(elementCount(shape))
    await file.readInto(name, data)
    weights.set(name, data)
  }
  await file.close()
  return { device: last.result.device, losses, weights }
}

/** The largest difference, as a share of the largest value. */
function relative(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [worst, size] = [0, 1e-6]
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(actual[i]! - expected[i]!))
    size = Math.max(size, Math.abs(expected[i]!))
  }
  return worst / size
}
