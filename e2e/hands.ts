// What a person does in the window, by the words a person reads there.
import type { Page } from '@playwright/test'
import { expect, sampleFile, type Lab } from './fixture.ts'

/** Drops the sample on the window and imports it; ends on the dataset's page. */
export async function importSample(lab: Lab): Promise<void> {
  const file = sampleFile()
  await lab.drop([file])
  await expect(lab.page.getByRole('region', { name: file.name }).getByRole('table')).toBeVisible()
  await lab.page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(lab.page.getByRole('button', { name: 'Train on this' })).toBeVisible()
}

export interface Wish {
  readonly method: string
  readonly epochs: number
  readonly name: string
  /** Steps between two safety copies. */
  readonly checkpointEvery?: number
}

/** From the Train page to a started run's page. */
export async function startRun(page: Page, { method, epochs, name, checkpointEvery }: Wish): Promise<void> {
  await page.getByRole('radio', { name: method, exact: true }).click()
  await page.getByLabel('Epochs', { exact: true }).fill(String(epochs))
  if (checkpointEvery !== undefined) {
    await page.getByRole('button', { name: 'More training options' }).click()
    await page.getByLabel('Checkpoint every (steps)').fill(String(checkpointEvery))
  }
  const estimate = page.getByRole('region', { name: 'Estimate' })
  await estimate.getByLabel('Name').fill(name)
  await expect(estimate.getByText('Trainable')).toBeVisible({ timeout: 60_000 })
  await estimate.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** Waits until the page of a run says the state, e.g. "Done". */
export async function expectState(page: Page, word: string): Promise<void> {
  await expect(page.getByText(word, { exact: true }).first()).toBeVisible({ timeout: 120_000 })
}

/** How many points the curves of a chart have. */
export async function pointsOf(page: Page, chart: string): Promise<number> {
  const paths = await page.getByRole('figure', { name: chart }).locator('path.recharts-curve').all()
  const drawings = await Promise.all(paths.map((path) => path.getAttribute('d')))
  return Math.max(0, ...drawings.map((drawing) => (drawing ?? '').split(/[ML]/).length - 1))
}

/** Goes to a page by its name in the rail. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
}

/** Drops a folder on the window as a file manager does: only the browser itself can make such an event. */
export async function dropFolder(page: Page, folder: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [folder], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
  await session.detach()
}
