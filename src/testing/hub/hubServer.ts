// A small Hub on 127.0.0.1 that speaks the real one's protocol, and can be made to misbehave. Large files come from a second origin, as from the real one's CDN.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { gitSha1, isLarge, modelDocument, type Repo, sha256, snapshotOf, tagsOf, treeEntry } from './repos.ts'

/** One request, as a test may want to disturb it. */
export interface Visit {
  readonly path: string
  /** The name of the file whose bytes are asked for; empty for the API. */
  readonly file: string
  /** Whether it reached the Hub itself, not the server of its large files. */
  readonly isHub: boolean
  /** First byte asked for. */
  readonly start: number
  /** 1 for the first request of this path and range, 2 for the next ... */
  readonly times: number
}

export interface Trouble {
  /** Answers with this and nothing else. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Breaks the connection after so many bytes. */
  readonly cutAfter?: number
  /** Sends so many bytes and then nothing more, with the connection open. */
  readonly hangsAfter?: number
  readonly bytesPerSecond?: number
  /** Changes a byte. */
  readonly damaged?: boolean
  /** Sends all of the file whatever was asked. */
  readonly ignoresRange?: boolean
}

export interface HubServer {
  readonly url: string
  readonly repos: Record<string, Repo>
  /** Every request, e.g. "GET /api/models". */
  readonly visits: string[]
  /** Tokens that reached the second origin; none ever should. */
  readonly leaks: string[]
  trouble: (visit: Visit) => Trouble | undefined
  close(): Promise<void>
}

export async function startHubServer(repos: Record<string, Repo>): Promise<HubServer> {
  const times = new Map<string, number>()
  const hub = createServer((request, response) => void handle(request, response, false))
  const cdn = createServer((request, response) => void handle(request, response, true))
  const server: HubServer = {
    url: await listen(hub),
    repos,
    visits: [],
    leaks: [],
    trouble: () => undefined,
    close: async () => {
      for (const one of [hub, cdn]) {
        one.closeAllConnections()
        await new Promise((resolve) => one.close(resolve))
      }
    },
  }
  const cdnUrl = await listen(cdn)

  async function handle(request: IncomingMessage, response: ServerResponse, isCdn: boolean): Promise<void> {
    const url = new URL(request.url ?? '/', server.url)
    const path = decodeURIComponent(url.pathname)
    const { authorization, range = '' } = request.headers
    server.visits.push(`${request.method} ${path}`)
    if (isCdn && authorization !== undefined) server.leaks.push(authorization)
    const file = isCdn || path.includes('/resolve/') ? path.slice(path.lastIndexOf('/') + 1) : ''
    const start = Number(/^bytes=(\d+)-/.exec(range)?.[1] ?? 0)
    const key = `${isCdn} ${path} ${start}`
    times.set(key, (times.get(key) ?? 0) + 1)
    const trouble = server.trouble({ path, file, isHub: !isCdn, start, times: times.get(key)! }) ?? {}
    if (trouble.status !== undefined) return void response.writeHead(trouble.status, trouble.headers).end()
    const token = authorization?.replace('Bearer ', '')
    if (path.startsWith('/api/')) return api(url, path, response)
    const [, name = '', revision = '', wanted = ''] = /^\/(.+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? []
    const repo = repos[name]
    const snapshot = repo && snapshotOf(repo, revision)
    const content = snapshot?.files.get(wanted)
    if (!content) return refuse(response, 404, 'EntryNotFound')
    if (!isCdn && repo?.gatedFor !== undefined && token !== repo.gatedFor)
      return refuse(response, token === undefined ? 401 : 403, 'GatedRepo')
    response.setHeader('x-repo-commit', snapshot!.commit)
    if (!isLarge(wanted) || isCdn)
      return send(response, content, isCdn ? sha256(content) : gitSha1(content), range, trouble)
    response.writeHead(302, {
      location: `${cdnUrl}${url.pathname}`,
      'x-linked-etag': `"${sha256(content)}"`,
      'x-linked-size': String(content.length),
    })
    response.end()
  }

  function api(url: URL, path: string, response: ServerResponse): void {
    if (path === '/api/models') return json(response, search(repos, url.searchParams))
    const [, name = '', kind = '', revision = ''] =
      /^\/api\/models\/(.+?)\/(revision|tree|discussions)(?:\/(.+))?$/.exec(path) ?? []
    const repo = repos[name]
    // As the real one does for everybody without a token.
    if (!repo) return refuse(response, 401, 'RepoNotFound')
    if (kind === 'discussions') return json(response, { discussions: conversions(repo), count: 0, start: 0 })
    const snapshot = snapshotOf(repo, revision)
    if (!snapshot) return refuse(response, 404, 'RevisionNotFound')
    if (kind === 'revision') return json(response, modelDocument(name, repo, snapshot))
    return json(
      response,
      [...snapshot.files].map(([file, content]) => treeEntry(file, content)),
    )
  }

  return server
}

function search(repos: Record<string, Repo>, query: URLSearchParams): object[] {
  const text = query.get('search')?.toLowerCase() ?? ''
  const task = query.get('pipeline_tag')
  const wanted = query.getAll('filter')
  return Object.entries(repos)
    .filter(([name]) => name.toLowerCase().includes(text))
    .filter(([, repo]) => task === null || (repo.task ?? 'fill-mask') === task)
    .map(([name, repo]) => ({ name, repo, snapshot: snapshotOf(repo, 'main')! }))
    .filter(({ repo, snapshot: { files } }) => {
      const config = JSON.parse(files.get('config.json')?.toString() ?? '{}') as { model_type?: string }
      const tags = tagsOf(repo, files, config.model_type)
      return wanted.every((tag) => tags.includes(tag))
    })
    .toSorted((a, b) => (b.repo.downloads ?? 0) - (a.repo.downloads ?? 0))
    .slice(0, Number(query.get('limit') ?? 500))
    .map(({ name, repo, snapshot }) => modelDocument(name, repo, snapshot))
}

function conversions(repo: Repo): object[] {
  return (repo.conversions ?? []).map((num) => ({
    num,
    title: 'Adding `safetensors` variant of this model',
    status: 'open',
    isPullRequest: true,
    author: { name: 'SFconvertbot' },
  }))
}

async function send(
  response: ServerResponse,
  content: Buffer,
  etag: string,
  range: string,
  trouble: Trouble,
): Promise<void> {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(trouble.ignoresRange ? '' : range) ?? []
  const start = Number(first ?? 0)
  const end = last ? Number(last) + 1 : content.length
  let body = Buffer.from(content.subarray(start, end))
  if (trouble.damaged) body[body.length >> 1]! ^= 1
  response.writeHead(first === undefined ? 200 : 206, {
    'content-length': String(body.length),
    etag: `"${etag}"`,
    'accept-ranges': 'bytes',
    ...(first === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${content.length}` }),
  })
  body = body.subarray(0, trouble.cutAfter ?? trouble.hangsAfter)
  const step = trouble.bytesPerSecond === undefined ? body.length : Math.ceil(trouble.bytesPerSecond / 50)
  for (let done = 0; done < body.length && !response.destroyed; done += step) {
    response.write(body.subarray(done, done + step))
    if (trouble.bytesPerSecond !== undefined) await pause(20)
  }
  if (trouble.hangsAfter !== undefined) return
  if (trouble.cutAfter === undefined) return void response.end()
  // What was written has to leave first.
  await pause(20)
  response.destroy()
}

function json(response: ServerResponse, document: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'x-error-code': reason }).end()
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
