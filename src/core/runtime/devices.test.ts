import { expect, test } from 'vitest'
import { createGraph } from '../graph/graph.ts'
import { chooseDevice, listDevices, threadCount } from './devices.ts'
import { openOn, openSessions } from './openSessions.ts'
import { tensor } from './session.ts'

const doubled = () => {
  const g = createGraph({ training: false })
  g.output('y', g.scale(g.input('x', ['M']), { factor: 2 }))
  return g
}

/** A device that no system has together with the one these tests run on. */
const absent = process.platform === 'win32' ? 'coreml' : 'dml'
const absentReason = `it exists only on ${absent === 'dml' ? 'Windows' : 'macOS'}.`

test('every device is listed, the processor works, and others say in words why not', async () => {
  const devices = await listDevices()
  expect(devices.map((d) => d.name)).toEqual(['cpu', 'webgpu', 'cuda', 'dml', 'coreml'])
  expect(devices[0]).toEqual({ name: 'cpu', title: 'Processor', available: true, reason: '' })
  expect(devices.find((d) => d.name === absent)).toMatchObject({ available: false, reason: absentReason })
  for (const { available, reason } of devices) expect(reason).toMatch(available ? /^$/ : /^[^\n]{10,200}\.$/)
})

test('a device that is not there gives way to the processor and says so', async () => {
  const notes: string[] = []
  const { device, sessions } = await openSessions({ a: doubled() }, { device: absent, threads: 1 }, (n) =>
    notes.push(n),
  )
  expect(device).toBe('cpu')
  expect(notes).toEqual([
    expect.stringMatching(/cannot be used: it exists only on .* Working on the processor instead\.$/),
  ])
  const { y } = await sessions.a.run({ x: tensor(Float32Array.of(1, 2), [2]) }, { y: null })
  expect([...(y!.data as Float32Array)]).toEqual([2, 4])
})

test('a device that refuses the graph gives way to the processor and says so', async () => {
  const g = createGraph({ training: false })
  g.output('y', g.emitter.node('NoSuchOperator', [g.input('x', ['M'])], ['M']))
  const notes: string[] = []
  await expect(openOn('webgpu', { a: g }, 1, (n) => notes.push(n))).rejects.toMatchObject({
    code: 'device',
    message: expect.stringContaining('Processor: ONNX Runtime could not run the graph'),
  })
  expect(notes).toEqual([
    expect.stringContaining('(WebGPU) cannot run this model. Working on the processor instead.'),
  ])
})

test('the automatic choice needs no note', async () => {
  expect((await chooseDevice('auto')).note).toBe('')
})

test('0 threads is one for each core', () => {
  expect(threadCount(3)).toBe(3)
  expect(threadCount(0)).toBeGreaterThanOrEqual(1)
})

test('a run that fails names the device', async () => {
  const { sessions } = await openOn('cpu', { a: doubled() }, 1, () => {})
  await expect(
    sessions.a.run({ x: tensor(Float32Array.of(1, 2, 3, 4), [2, 2]) }, { y: null }),
  ).rejects.toMatchObject({ code: 'device', message: expect.stringContaining('Processor: ONNX Runtime') })
})
