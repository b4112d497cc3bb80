// Texts that leave early on WebGPU, for real, through a software Vulkan driver, against the same on the processor.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExitRule } from '../../../shared/exits/rules.ts'
import type { FromWorker, RunPlace, ToWorker } from '../../../shared/jobs.ts'
import type { DeviceName, RunSpecInput } from '../../../shared/run.ts'
import { makePlace, reviews } from '../../../testing/runPlace.ts'
import { softwareVulkan } from '../../../testing/softwareVulkan.ts'
import { runWorker } from '../../../testing/workerProcess.ts'
import type { RunFile } from '../../training/method.ts'
import { train } from '../../training/train.ts'

type Left = Extract<FromWorker, { kind: 'left' }>

const vulkan = softwareVulkan()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-leaving-gpu-'))
})
afterAll(() => rm(folder, { recursive: true }))

const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const texts = reviews(24, 3)
  .split('\n')
  .slice(1)
  .map((line, i) => ({ row: i + 1, text: line.split(',')[0]! }))

for (const [name, spec] of [
  ['full, with learned certainty', { exit: { id: 'alternating', options: { certainty: true } } }],
  ['soft prompt', { tuning: { id: 'softPrompt' } }],
] as [string, Partial<RunSpecInput>][])
  test(`WebGPU and the processor let the same texts go at the same layers: ${name}`, async ({ skip }) => {
    skip(vulkan === null, 'needs a Vulkan driver')
    const place = await makePlace(join(folder, name), {
      csv: reviews(60),
      bert: { layers: 3 },
      spec: {
        exit: { id: 'joint' },
        tuning: { id: 'full' },
        split: { dev: 0.2 },
        training: { batch: 8, steps: 40, learningRate: 5e-3, maxLength: 32 },
        device: 'cpu',
        ...spec,
      },
    })
    await train(place, io, false)
    const whole = await left(place, 'cpu', null)
    const rule = halfway(whole)
    const [cpu, gpu] = [await left(place, 'cpu', rule), await left(place, 'webgpu', rule)]
    const layers = cpu.answers.map(({ layer }) => layer)
    expect(new Set(layers).size).toBeGreaterThan(1)
    expect(gpu.answers.map(({ layer }) => layer)).toEqual(layers)
    gpu.answers.forEach(({ path, predicted }, i) => {
      const there = cpu.answers[i]!
      expect(predicted).toBe(there.predicted)
      path.forEach(({ logits, doubt }, l) => {
        logits.forEach((z, c) => expect(z).toBeCloseTo(there.path[l]!.logits[c]!, 3))
        if (doubt !== null) expect(doubt).toBeCloseTo(there.path[l]!.doubt!, 3)
      })
    })
  }, 300_000)

/** A threshold in the widest gap of the middle, so that about half leave at the first layer and no last digit decides which. */
function halfway({ answers }: Left): ExitRule {
  const sure = answers
    .map(({ path }) => Math.max(...path[0]!.probabilities.map(({ probability }) => probability)))
    .toSorted((a, b) => a - b)
    .slice(8, 17)
  const gaps = sure.slice(1).map((p, i) => p - sure[i]!)
  const widest = gaps.indexOf(Math.max(...gaps))
  return { rule: 'probability', threshold: (sure[widest]! + sure[widest + 1]!) / 2 }
}

/** What a worker that sees the driver makes of the texts, on a device that it must not leave. */
async function left(place: RunPlace, device: DeviceName, rule: ExitRule | null): Promise<Left> {
  const path = join(place.runFolder, 'run.json')
  const file = JSON.parse(await readFile(path, 'utf8')) as RunFile
  await writeFile(path, JSON.stringify({ ...file, spec: { ...file.spec, device } }))
  const question: ToWorker = { kind: 'leave', id: 1, examples: texts, rule, measure: false }
  const { messages, stderr } = await runWorker(
    { kind: 'leaver', place },
    {
      env: vulkan!,
      onMessage: (message, worker) => {
        if (message.kind === 'ready') worker.send(question)
        if (message.kind === 'left') worker.kill()
      },
    },
  )
  expect(messages.filter(({ kind }) => kind === 'note')).toEqual([])
  const answer = messages.find(({ kind }) => kind === 'left')
  if (answer?.kind !== 'left') throw new Error(`${JSON.stringify(messages)}\n${stderr}`)
  return answer
}
