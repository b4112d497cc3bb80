import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect, type Lab as Client } from '../shared/connect.ts'
import type { FileRef } from '../shared/host.ts'
import type { RunInfo } from '../shared/runInfo.ts'
import { serve } from '../shared/serve.ts'
import type { Connection } from '../shared/wire.ts'
import { socketConnection } from './host/socket.ts'
import { serveNode } from './serveNode.ts'
import {
  doubleTrainer,
  openTestLab,
  prepareHome,
  sampleSpec,
  temporaryFolder,
} from '../testing/host/samples.ts'

interface Reached {
  readonly client: Client
  give(name: string, content: string): Promise<FileRef>
  close(): Promise<void>
}

/** Two ends in one process; every message still goes through JSON, as on a wire. */
function directPair(): [Connection, Connection] {
  const listeners: ((message: unknown) => void)[][] = [[], []]
  const end = (mine: number): Connection => ({
    send: (message) => {
      const text = JSON.stringify(message)
      queueMicrotask(() => listeners[1 - mine]?.forEach((listener) => listener(JSON.parse(text))))
    },
    onMessage: (listener) => void listeners[mine]?.push(listener),
    onClose: () => {},
  })
  return [end(0), end(1)]
}

async function overPair(): Promise<Reached> {
  const folder = temporaryFolder()
  const lab = await openTestLab(folder)
  const [near, far] = directPair()
  lab.listen(serve(far, lab.handlers))
  return {
    client: connect(near),
    give: (name, content) => {
      writeFileSync(join(folder, name), content)
      return Promise.resolve({ ref: join(folder, name), name })
    },
    close: lab.close,
  }
}

async function overWebSocket(): Promise<Reached> {
  const home = temporaryFolder()
  await prepareHome(home)
  const host = await serveNode({ home, entry: doubleTrainer })
  const { origin, port, searchParams } = new URL(host.url)
  const headers = { cookie: `lathe-${port}=${searchParams.get('token')}` }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers })
  await new Promise((resolve) => socket.on('open', resolve))
  return {
    client: connect(socketConnection(socket)),
    give: async (name, body) => {
      const response = await fetch(`${origin}/upload?name=${name}`, { method: 'POST', body, headers })
      return (await response.json()) as FileRef
    },
    close: async () => {
      socket.terminate()
      await host.close()
    },
  }
}

const csv = [
  'text,label',
  'a fine film,good',
  'a dull film,bad',
  'truly fine,good',
  'truly dull,bad',
  '',
].join('\n')

describe.each([
  ['a direct pair', overPair],
  ['a WebSocket', overWebSocket],
])('over %s', async (_, reach) => {
  const { client, give, close } = await reach()
  afterAll(close)

  async function importCsv(): Promise<string> {
    const file = await give('films.csv', csv)
    const { id } = await client.call('datasets.import', { name: 'Films', files: [{ file, split: 'train' }] })
    return id
  }

  test('the laboratory says who it is', async () => {
    const info = await client.call('app.info', {})
    expect(info).toMatchObject({
      version: '0.1.0',
      host: 'node',
      devices: [{ name: 'cpu', available: true }],
    })
    expect(info.trainingSchema).toMatchObject({ properties: { epochs: { title: 'Epochs', default: 3 } } })
  })

  test('calls that break the contract are refused by name', async () => {
    await expect(client.call('toString' as 'app.info', {})).rejects.toMatchObject({ code: 'wire' })
    await expect(client.call('runs.get', {} as { id: string })).rejects.toThrow(
      /runs.get was given a wrong id/,
    )
    await expect(client.call('runs.get', { id: 'r99' })).rejects.toMatchObject({ code: 'notFound' })
  })

  test('a file is looked at, imported, paged through, renamed, deleted and brought back', async () => {
    const file = await give('films.csv', csv)
    const table = await client.call('datasets.detect', { file })
    expect(table.roles).toEqual({ text: 'text', pair: null, label: 'label' })
    const id = await importCsv()
    expect(await client.call('datasets.get', { id })).toMatchObject({
      name: 'Films',
      labels: ['bad', 'good'],
    })
    const page = await client.call('datasets.rows', { id, split: 'train', label: 'bad', limit: 1 })
    expect(page).toEqual({ total: 2, rows: [{ row: 2, text: 'a dull film', label: 'bad' }] })

    await client.call('datasets.rename', { id, name: 'Pictures' })
    // The same rows again are the same dataset and keep their name.
    expect(await importCsv()).toBe(id)
    expect((await client.call('datasets.get', { id })).name).toBe('Pictures')
    await client.call('datasets.delete', { id })
    await expect(client.call('datasets.get', { id })).rejects.toMatchObject({ code: 'notFound' })
    await client.call('datasets.restore', { id })
    expect((await client.call('datasets.get', { id })).name).toBe('Pictures')
  })

  test('a run is planned, started, heard of, and exported', async () => {
    const spec = sampleSpec({ dataset: await importCsv() })
    expect(await client.call('runs.plan', { spec })).toMatchObject({ steps: 20, trainableParameters: 10 })
    expect(await client.call('runs.probe', { spec })).toMatchObject({ tokensPerSecond: 2 })
    const steps: number[] = []
    client.on('runs.points', ({ points }) => steps.push(...points.map(({ step }) => step)))
    const ended = new Promise<RunInfo>((resolve) => {
      client.on('runs.changed', (run) => run.state === 'done' && resolve(run))
    })
    const { id } = await client.call('runs.start', { spec })
    expect(await ended).toMatchObject({ id, datasetName: 'Pictures', result: { best: { value: 0.75 } } })
    expect(steps).toEqual(Array.from({ length: 20 }, (__, i) => i + 1))
    expect(await client.call('runs.list', {})).toMatchObject([{ id, state: 'done' }])
    const series = await client.call('runs.series', { id, afterStep: 18 })
    expect(series['train/loss']?.map(({ step }) => step)).toEqual([19, 20])
    expect(await client.call('runs.export', { id, format: 'peft' })).toMatchObject({
      bytes: 2,
      files: [{ name: 'adapter_config.json', bytes: 2 }],
      check: { same: 4 },
    })
  })

  test('one process answers all texts that are tried on a run', async () => {
    const texts = [{ text: 'short' }, { text: 'a rather long text' }]
    const first = await client.call('runs.predict', { ids: ['r1'], texts })
    const second = await client.call('runs.predict', { ids: ['r1'], texts })
    expect(first.answers[0]?.predictions.map(({ predicted }) => predicted)).toEqual(['short', 'long'])
    expect(second.answers).toEqual(first.answers)
  })

  test('a text comes in pieces; a question that is refused leaves the others alone', async () => {
    const pieces: string[] = []
    const unlisten = client.on('texts.piece', ({ request, text }) => {
      if (request === 'mine') pieces.push(text)
    })
    const ask = (prompt: string) =>
      client.call('texts.generate', {
        of: { run: 'r1' },
        request: 'mine',
        prompt,
        options: { temperature: 0 },
      })
    const [written, refused] = await Promise.allSettled([ask('one two'), ask('')])
    expect(written).toMatchObject({ value: { text: ' one two', tokens: 2, end: 'length' } })
    expect(refused).toMatchObject({ reason: { code: 'option' } })
    expect(pieces).toEqual([' one', ' two'])
    unlisten()
    const { scores } = await client.call('texts.score', {
      of: { run: 'r1' },
      context: 'it was',
      continuations: [' good', ' bad'],
    })
    expect(scores.map(({ share }) => share)).toEqual([0.5, 0.5])
  })

  test('settings are kept', async () => {
    expect(await client.call('settings.get', {})).toEqual({ runsAtOnce: 1 })
    expect(await client.call('settings.set', { runsAtOnce: 2 })).toEqual({ runsAtOnce: 2 })
    expect(await client.call('settings.get', {})).toEqual({ runsAtOnce: 2 })
  })
})
