// The built desktop program under Electron.
import { resolve } from 'node:path'
import { _electron } from '@playwright/test'
import type { Driver } from './driver.ts'

export async function openDesktop(home: string): Promise<Driver> {
  const app = await _electron.launch({
    args: [resolve(import.meta.dirname, '../../out/main/electron.js')],
    env: { ...(process.env as Record<string, string>), LATHE_HOME: home },
  })
  return { page: await app.firstWindow(), pid: app.process().pid ?? 0, close: () => app.close() }
}
