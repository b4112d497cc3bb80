// The built Node host and its window in a real browser.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Browser, BrowserContextOptions } from '@playwright/test'
import type { Driver } from './driver.ts'

const server = resolve(import.meta.dirname, '../../out/main/server.js')

export interface NodeHost {
  /** The address to open, with its token. */
  readonly url: string
  readonly pid: number
  close(): Promise<void>
}

/** Starts out/main/server.js and reads its address from what it says. */
export async function startNodeHost(home: string): Promise<NodeHost> {
  const host = spawn(process.execPath, [server, '--home', home], { stdio: ['ignore', 'pipe', 'pipe'] })
  return { url: await address(host), pid: host.pid ?? 0, close: () => end(host) }
}

function address(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (text: Buffer): void => {
      said += String(text)
      const url = /ready at (\S+)\n/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    }
    host.stdout?.on('data', listen)
    host.stderr?.on('data', listen)
    host.on('error', reject)
    host.on('exit', (code) => reject(new Error(`The Node host ended (${code}) and said: ${said}`)))
  })
}

async function end(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return
  const exited = once(host, 'exit')
  host.kill('SIGTERM')
  const impatience = setTimeout(() => host.kill('SIGKILL'), 15_000)
  await exited
  clearTimeout(impatience)
}

export async function openWeb(
  browser: Browser,
  options: BrowserContextOptions,
  home: string,
): Promise<Driver> {
  const host = await startNodeHost(home)
  const context = await browser.newContext({ ...options, acceptDownloads: true })
  const page = await context.newPage()
  await page.goto(host.url)
  return {
    page,
    pid: host.pid,
    close: async () => {
      await context.close()
      await host.close()
    },
  }
}
