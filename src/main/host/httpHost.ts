// The Node host's server: the window's files, the WebSocket, uploads and downloads, all behind one guard.
import { randomBytes } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { WebSocketServer } from 'ws'
import { LabError } from '../../shared/labError.ts'
import { serve } from '../../shared/serve.ts'
import { exportFolder } from '../services/exports.ts'
import type { Lab } from '../services/lab.ts'
import { sendZip } from './downloads.ts'
import { address, createGuard, type Guard, queryToken } from './guard.ts'
import { socketConnection } from './socket.ts'
import type { Uploads } from './uploads.ts'
import { contentType, securityHeaders, windowFile, windowFolder } from './windowFiles.ts'

export interface HttpHost {
  /** The address to open, with the token. */
  readonly url: string
  close(): Promise<void>
}

/** Serves `lab` on 127.0.0.1; port 0 takes a free one. Throws LabError `option` where the port is taken. */
export async function startHttpHost(lab: Lab, uploads: Uploads, port: number): Promise<HttpHost> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new LabError('option', 'The port is a whole number from 0 to 65535; 0 takes a free one.')
  const token = randomBytes(24).toString('base64url')
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new LabError('option', `Port ${port} cannot be used: ${error.message}. Choose another with --port.`),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  const guard = createGuard(token, taken)
  server.on('request', (request, response) => void answer(request, response, { lab, uploads, guard }))

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 8 * 2 ** 20 })
  server.on('upgrade', (request, socket, head) => {
    // A client that is gone before it is answered is no error of ours.
    socket.on('error', () => socket.destroy())
    if (!guard.allows(request) || pathOf(request) !== '/ws') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = socketConnection(webSocket)
      connection.onClose(lab.listen(serve(connection, lab.handlers)))
      webSocket.on('error', () => webSocket.terminate())
    })
  })
  return {
    url: `http://127.0.0.1:${taken}/?token=${token}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Behind {
  readonly lab: Lab
  readonly uploads: Uploads
  readonly guard: Guard
}

async function answer(request: IncomingMessage, response: ServerResponse, behind: Behind): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  try {
    if (!behind.guard.allows(request)) {
      sendText(response, 403, 'Open the whole address that Lathe printed when it started.')
      return
    }
    await route(request, response, behind)
  } catch (thrown) {
    if (response.headersSent) response.destroy()
    else sendJson(response, 400, { error: LabError.from(thrown).toJSON() })
  }
}

async function route(request: IncomingMessage, response: ServerResponse, behind: Behind): Promise<void> {
  const path = pathOf(request)
  if (request.method === 'POST' && path === '/upload') {
    const name = address(request.url)?.searchParams.get('name') ?? 'file'
    return sendJson(response, 200, await behind.uploads.take(request, name))
  }
  if (request.method !== 'GET') return sendText(response, 405, 'There is nothing to do here.')
  if (queryToken(request.url) !== undefined) {
    // The token leaves the address bar, the history and the referrer at once.
    response.writeHead(302, { Location: '/', 'Set-Cookie': behind.guard.cookie, 'Cache-Control': 'no-store' })
    response.end()
    return
  }
  if (path.startsWith('/download/')) return download(path, response, behind)
  return sendWindow(path, response)
}

async function download(path: string, response: ServerResponse, { lab }: Behind): Promise<void> {
  const [, , id = '', format = ''] = path.split('/')
  const run = lab.context.store.runs.get(id)
  const folder = exportFolder(lab.context, id, format)
  // A known run's id and one plain word: nothing here can name another folder.
  if (!run || !/^[a-z]+$/.test(format) || !existsSync(folder))
    return sendText(response, 404, 'There is no such export. Export the run once more.')
  await sendZip(response, folder, `lathe-run-${run.number}-${format}.zip`)
}

async function sendWindow(path: string, response: ServerResponse): Promise<void> {
  const file = windowFile(windowFolder(), path)
  if (!file) {
    const built = windowFile(windowFolder(), '/')
    return sendText(response, 404, built ? 'Not found.' : 'The window is not built yet. Run "npm run build".')
  }
  // Vite names files in assets/ after their content.
  const cache = path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache'
  response.writeHead(200, { 'Content-Type': contentType(file), 'Cache-Control': cache })
  await pipeline(createReadStream(file), response)
}

function pathOf(request: IncomingMessage): string {
  return address(request.url)?.pathname ?? ''
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
}
