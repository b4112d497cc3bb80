// What every journey starts with: an empty laboratory, its window, and hands to use it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { openDesktop } from './drivers/desktop.ts'
import type { Driver } from './drivers/driver.ts'
import { openWeb } from './drivers/web.ts'

export { expect } from '@playwright/test'

export interface LabOptions {
  /** Who hosts the window. */
  readonly host: 'web' | 'desktop'
}

export interface Lab extends Driver {
  readonly home: string
  /** Drops bytes on the window as files, the way a file manager does. */
  drop(files: readonly { name: string; bytes: Buffer }[]): Promise<void>
  /** Gives a file on disk to a button that opens the file dialog. */
  chooseFile(button: Locator, path: string): Promise<void>
}

export const test = base.extend<LabOptions & { lab: Lab; home: string }>({
  host: ['web', { option: true }],
  home: async ({}, use) => {
    const home = mkdtempSync(join(tmpdir(), 'lathe-e2e-'))
    await use(home)
    rmSync(home, { recursive: true, maxRetries: 5 })
  },
  lab: async ({ host, browser, contextOptions, viewport, home }, use) => {
    const driver =
      host === 'web' ? await openWeb(browser, { ...contextOptions, viewport }, home) : await openDesktop(home)
    const complaints = listen(driver.page)
    await driver.page.getByRole('heading').first().waitFor()
    await use({
      ...driver,
      home,
      drop: (files) => drop(driver.page, files),
      chooseFile: async (button, path) => {
        const chooser = driver.page.waitForEvent('filechooser')
        await button.click()
        await (await chooser).setFiles(path)
      },
    })
    await driver.close()
    expect(complaints, 'errors in the window').toEqual([])
  },
})

/** Collects what a window must never say. */
function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return complaints
}

async function drop(page: Page, files: readonly { name: string; bytes: Buffer }[]): Promise<void> {
  const data = files.map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') }))
  const transfer = await page.evaluateHandle((given) => {
    const carried = new DataTransfer()
    for (const { name, base64 } of given)
      carried.items.add(new File([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], name))
    return carried
  }, data)
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer })
  await page.getByText('Drop to bring it in').waitFor()
  // A real drop hits whatever lies under the pointer.
  const under = await page.evaluateHandle(() =>
    document.elementFromPoint(innerWidth - 100, innerHeight - 100),
  )
  for (const event of ['dragover', 'drop'])
    await under.asElement()?.dispatchEvent(event, { dataTransfer: transfer })
}

/** The sample that comes with Lathe: support messages of 6 intents. */
export function samplePath(): string {
  return resolve(import.meta.dirname, '../resources/sample/support-messages.csv')
}

export function sampleFile(): { name: string; bytes: Buffer } {
  return { name: basename(samplePath()), bytes: readFileSync(samplePath()) }
}
