// lathe search, download and train --model ORG/NAME as real child processes, killed and interrupted among other things.
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from '../../testing/host/samples.ts'
import type { Trouble, Visit } from '../../testing/hub/hubServer.ts'
import { type HubPlace, openHubPlace, weights } from '../../testing/hub/place.ts'
import { startProxy } from '../../testing/hub/proxy.ts'
import { sha256 } from '../../testing/hub/repos.ts'

const entry = join(import.meta.dirname, '../../testing/host/cliDouble.ts')

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Lathe {
  readonly home: string
  run(...words: string[]): Promise<Ended>
  start(...words: string[]): { child: ChildProcess; ended: Promise<Ended> }
}

function makeLathe(environment: NodeJS.ProcessEnv = {}): Lathe {
  const home = temporaryFolder()
  const start: Lathe['start'] = (...words) => {
    const env = { ...process.env, LATHE_HOME: home, ...environment }
    const child = spawn(process.execPath, [entry, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    return {
      child,
      ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))),
    }
  }
  return { home, start, run: (...words) => start(...words).ended }
}

/** Resolves once a good part of the weights is on disk, and not all of it. */
async function halfway({ cache }: HubPlace): Promise<void> {
  const folder = join(cache, 'models--org--tiny', 'blobs')
  await vi.waitFor(
    () => {
      const parts = readdirSync(folder).filter((name) => name.startsWith(`${sha256(weights!)}.part-`))
      expect(statSync(join(folder, parts[0]!)).size).toBeGreaterThan(40_000)
    },
    { timeout: 30_000, interval: 20 },
  )
}

const slowly = (visit: Visit): Trouble | undefined =>
  visit.file === 'model.safetensors' ? { bytesPerSecond: 60_000 } : undefined

test('search and download print one JSON document, and the model can be trained by its name', async () => {
  await openHubPlace()
  const { run, home } = makeLathe()
  const found = await run('search', 'tiny', '--task', 'fill-mask', '--max-parameters', '100M', '--json')
  expect(found).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(found.out)).toMatchObject({ models: [{ repo: 'org/tiny', here: false }], more: false })
  const shown = await run('search', 'org')
  expect(shown.out).toMatch(/^name +family +task +parameters +size +licence +downloads +remark\n/)
  expect(shown.out).toMatch(/\norg\/tiny +bert +fill-mask +37,247 +149 kB +apache-2.0 +10\n/)

  const csv = join(home, 'films.csv')
  writeFileSync(csv, 'text,label\na fine film,good\na dull film,bad\ntruly fine,good\ntruly dull,bad\n')
  const train = ['train', '--data', csv, '--model', 'org/tiny', '--steps', '5', '--json']
  expect(await run(...train)).toMatchObject({
    code: 1,
    err: 'The model org/tiny is not on this machine. Download it first: "lathe download org/tiny", or Models in the window.\n',
  })
  const fetched = await run('download', 'org/tiny', '--json')
  expect(fetched).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(fetched.out)).toMatchObject({
    state: 'done',
    model: 'org/tiny',
    folder: expect.stringMatching(/snapshots/),
  })
  const trained = await run(...train)
  expect(trained).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(trained.out)).toMatchObject({ status: 'done', spec: { model: 'org/tiny' } })
})

test.each([
  ['SIGKILL', null],
  ['SIGINT', 1],
] as const)('a download ended by %s goes on when it is asked for again', async (signal, code) => {
  const place = await openHubPlace()
  place.server.trouble = slowly
  const { run, start } = makeLathe()
  const first = start('download', 'org/tiny')
  await halfway(place)
  first.child.kill(signal)
  const ended = await first.ended
  expect(ended.code).toBe(code)
  if (signal === 'SIGINT')
    expect(ended.err).toMatch(/Paused at \d+ %\. The same command goes on from there\.\n$/)

  const starts: number[] = []
  place.server.trouble = (visit) => void (visit.file === 'model.safetensors' && starts.push(visit.start))
  const second = await run('download', 'org/tiny')
  expect(second).toMatchObject({
    code: 0,
    out: expect.stringMatching(/lathe train --model org\/tiny --data FILE\n$/),
  })
  expect(second.err).toMatch(/Fetching .*100% \| 168 kB of 168 kB/)
  expect(Math.min(...starts)).toBeGreaterThan(40_000)
})

test('a proxy that the environment names is used, except where NO_PROXY says otherwise', async () => {
  const { server } = await openHubPlace()
  const proxy = await startProxy()
  onTestFinished(() => proxy.close())
  const HTTP_PROXY = `http://user:word@127.0.0.1:${proxy.port}`
  const through = await makeLathe({ HTTP_PROXY }).run('download', 'org/tiny', '--json')
  expect(through).toMatchObject({ code: 0, err: '' })
  const authorization = `Basic ${Buffer.from('user:word').toString('base64')}`
  expect(proxy.tunnels).toContain(`${new URL(server.url).host} ${authorization}`)
  const before = proxy.tunnels.length
  const around = await makeLathe({ HTTP_PROXY, NO_PROXY: '127.0.0.1' }).run('search', 'tiny')
  expect(around.code).toBe(0)
  expect(proxy.tunnels).toHaveLength(before)
})
