import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type NodeHost, serveNode } from '../serveNode.ts'
import { openStore } from '../store/store.ts'
import { createUploads } from './uploads.ts'
import { doubleTrainer, sampleSpec, temporaryFolder } from '../../testing/host/samples.ts'

const home = temporaryFolder()
let host: NodeHost
let port: number
let token: string

beforeAll(async () => {
  host = await serveNode({ home, entry: doubleTrainer })
  const url = new URL(host.url)
  port = Number(url.port)
  token = url.searchParams.get('token') ?? ''
})
afterAll(() => host.close())

interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

/** fetch() cannot set Host and Origin, so the plain client asks. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
    })
    asked.on('error', reject).end(body)
  })
}

const cookie = (): { cookie: string } => ({ cookie: `lathe-${port}=${token}` })

/** The status of a WebSocket's handshake; 101 where it opened. */
function shake(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
    socket.on('open', () => resolve((socket.terminate(), 101)))
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {})
  })
}

const intruders: [string, () => Record<string, string>][] = [
  ['no token', () => ({})],
  ['a wrong token', () => ({ cookie: `lathe-${port}=${'x'.repeat(token.length)}` })],
  ['a foreign Host', () => ({ ...cookie(), host: `evil.example:${port}` })],
  ['another port as Host', () => ({ ...cookie(), host: '127.0.0.1:1' })],
  ['a foreign Origin', () => ({ ...cookie(), origin: 'http://evil.example' })],
  ['an opaque Origin', () => ({ ...cookie(), origin: 'null' })],
]

for (const [who, headers] of intruders) {
  test.each([
    ['GET', '/'],
    ['GET', '/assets/index.js'],
    ['GET', '/download/r1/peft'],
    ['POST', '/upload?name=a.csv'],
    ['OPTIONS', '/upload'],
    ['GET', '/ws'],
  ])(`${who} is refused at %s %s`, async (method, path) => {
    expect((await ask(path, headers(), method, method === 'POST' ? 'a,b' : '')).status).toBe(403)
  })
  test(`${who} gets no WebSocket`, async () => {
    expect(await shake('/ws', headers())).toBe(403)
  })
}

test('a wrong token in the address is refused', async () => {
  expect((await ask('/?token=wrong')).status).toBe(403)
})

test('the first visit swaps the token for a cookie and leaves the address clean', async () => {
  const { status, headers } = await ask(`/?token=${token}`)
  expect(status).toBe(302)
  expect(headers['location']).toBe('/')
  expect(headers['set-cookie']).toEqual([`lathe-${port}=${token}; HttpOnly; SameSite=Strict; Path=/`])
})

test('every answer forbids foreign content and allows no other origin', async () => {
  const { headers } = await ask('/', cookie())
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; ")
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('with the cookie the WebSocket opens, and only at its own path', async () => {
  expect(await shake('/ws', { ...cookie(), origin: `http://127.0.0.1:${port}` })).toBe(101)
  expect(await shake('/other', cookie())).toBe(403)
})

test('an address that is none does not end the host', async () => {
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x' }
  expect((await ask('//', upgrade)).status).toBe(403)
  expect((await ask('//')).status).toBe(403)
  expect((await ask('/', cookie())).headers['x-content-type-options']).toBe('nosniff')
})

test('an upload is stored under its name and known by its id', async () => {
  const answer = await ask('/upload?name=..%2F..%2Fmy%20data.csv', cookie(), 'POST', 'text,label\nhi,a\n')
  expect(answer.status).toBe(200)
  const { ref, name } = JSON.parse(answer.body) as { ref: string; name: string }
  expect(name).toBe('../../my data.csv')
  expect(readdirSync(join(home, 'uploads', ref))).toEqual(['my data.csv'])
})

test('an export leaves as one zip', async () => {
  expect((await ask('/download/r1/peft', cookie())).status).toBe(404)
  expect((await ask('/download/..%2Fmodels/peft', cookie())).status).toBe(404)
  const store = openStore(join(home, 'lathe.sqlite'))
  const parts = { name: '', datasetName: '', datasetHash: '', modelTitle: '', modelFolder: '' }
  store.runs.add({ ...parts, spec: sampleSpec() })
  store.close()
  mkdirSync(join(home, 'runs', 'r1', 'exports', 'peft', 'part'), { recursive: true })
  writeFileSync(join(home, 'runs', 'r1', 'exports', 'peft', 'part', 'a.txt'), 'weights')
  const { status, headers, body } = await ask('/download/r1/peft', cookie())
  expect([status, headers['content-disposition']]).toEqual([
    200,
    'attachment; filename="lathe-run-1-peft.zip"',
  ])
  expect(body.slice(0, 4)).toBe('PK\u0003\u0004')
  expect(body).toContain('part/a.txt')
  expect(body).toContain('weights')
  for (const path of ['/download/r1/..', '/download/r1/%2e%2e', '/download/r1/onnx', '/download/r2/peft'])
    expect((await ask(path, cookie())).status).toBe(404)
})

test('an upload that is too large leaves nothing behind', async () => {
  const folder = temporaryFolder()
  const uploads = createUploads(folder, 10)
  const server = createServer((request, response) => {
    uploads.take(request, 'big.csv').then(
      () => response.end('kept'),
      (error: Error) => response.end(error.message),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${own}/`, {
    method: 'POST',
    // A stream has no Content-Length: the limit is met while reading.
    body: new Blob(['0123456789', 'and more']).stream(),
    duplex: 'half',
  } as RequestInit)
  expect(await answer.text()).toMatch(/big\.csv is larger than/)
  expect(readdirSync(folder)).toEqual([])
  server.close()
})
