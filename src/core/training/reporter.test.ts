import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Point, Progress } from '../../shared/run.ts'
import { stepPlan } from './plan.ts'
import { Reporter } from './reporter.ts'

const plan = stepPlan(40, { batch: 10, epochs: 2, steps: 0, evaluateEvery: 0 })

function reporting(step: number, earlier: number) {
  const sent: { progress: Progress; points: readonly Point[] }[] = []
  const io = {
    progress: (progress: Progress, points: readonly Point[]) => void sent.push({ progress, points }),
    note: () => {},
    stopRequested: () => false,
  }
  return { reporter: new Reporter(io, plan, step, earlier), sent }
}

test('the time left is what the steps so far took, times those to come', async () => {
  const { reporter, sent } = reporting(2, 100)
  reporter.flush('Training')
  expect(sent[0]!.progress).toMatchObject({ step: 2, steps: 8, epoch: 0.5, epochs: 2, secondsLeft: null })
  await pause(50)
  reporter.stepped(3, 500, 0.5, { 'train/loss': 1 })
  reporter.stepped(4, 700, 0.5, { 'train/loss': 2 })
  reporter.flush('Training')
  const { progress } = sent.at(-1)!
  // Two steps of six are done, so it takes twice as long again; the time before the continuation does not count.
  const taken = progress.seconds - 100
  expect(progress.secondsLeft! / taken).toBeCloseTo(2, 1)
  expect(progress.tokensPerSecond).toBe(1200)
})

test('points carry their step, epoch and value, and each is sent once', () => {
  const { reporter, sent } = reporting(0, 0)
  reporter.stepped(1, 10, 1, { 'train/loss': 3 })
  reporter.stepped(2, 20, 1, { 'train/loss': 2 })
  reporter.add({ 'dev/accuracy': 0.5 })
  reporter.flush('Done')
  const points = sent
    .flatMap((s) => s.points)
    .map(({ series, step, epoch, value }) => [series, step, epoch, value])
  expect(points).toEqual([
    ['train/loss', 1, 0.25, 3],
    ['train/tokensPerSecond', 1, 0.25, 10],
    ['train/loss', 2, 0.5, 2],
    ['train/tokensPerSecond', 2, 0.5, 20],
    ['dev/accuracy', 2, 0.5, 0.5],
  ])
})
