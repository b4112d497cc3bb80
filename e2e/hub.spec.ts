// The Hugging Face Hub in the window, against a server on this machine that speaks its protocol and can misbehave.
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startHubServer, type HubServer } from '../src/testing/hub/hubServer.ts'
import { sharded, tinyBertFiles } from '../src/testing/hub/models.ts'
import { expect, test } from './fixture.ts'
import { expectState, goTo, importSample, startRun } from './hands.ts'

test.skip(({ host }) => host === 'desktop', 'needs a window whose host can be restarted')

let server: HubServer
const kept = { ...process.env }

test.beforeEach(async ({ home }) => {
  const files = await tinyBertFiles()
  server = await startHubServer({
    'org/tiny-bert': { files: sharded(files, 3), licence: 'apache-2.0', downloads: 4000 },
    'org/secret-bert': { files, licence: 'other', gatedFor: 'hf_right', downloads: 10 },
    'org/pickled-bert': {
      files: { 'config.json': files['config.json']!, 'pytorch_model.bin': Buffer.from('pickle') },
      tags: ['safetensors'],
    },
  })
  Object.assign(process.env, {
    HF_ENDPOINT: server.url,
    HF_HUB_CACHE: join(home, 'cache'),
    HF_TOKEN_PATH: join(home, 'no-token'),
  })
})
test.afterEach(async () => {
  process.env = { ...kept }
  await server.close()
})

async function searchFor(page: Page, text: string): Promise<void> {
  await goTo(page, 'Models')
  await page.getByRole('tab', { name: 'Hugging Face Hub' }).click()
  await page.getByRole('textbox', { name: 'Search the Hugging Face Hub' }).fill(text)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
}

const found = (page: Page) => page.getByRole('table', { name: 'Found models' })
const downloads = (page: Page) => page.getByRole('region', { name: 'Downloads' })

test('search, download, cut, resume, train on it, delete, undo', async ({ lab }) => {
  const { page } = lab
  await importSample(lab)
  await goTo(page, 'Models')
  await page.getByRole('tab', { name: 'Hugging Face Hub' }).click()
  await expect(page.getByRole('table', { name: 'Recommended models' })).toContainText('MiniLM')
  expect(server.visits, 'nothing is asked of the Hub before a person asks').toEqual([])

  await searchFor(page, 'tiny')
  await expect(found(page)).toContainText('apache-2.0')
  await page.getByRole('button', { name: 'org/tiny-bert' }).click()
  const dialog = page.getByRole('dialog', { name: 'org/tiny-bert' })
  await expect(dialog.getByText('Memory with LoRA')).toBeVisible()

  await test.step('the connection breaks again and again: the download stops and says why', async () => {
    server.trouble = ({ file }) => (file.startsWith('model-00003') ? { cutAfter: 0 } : undefined)
    await dialog.getByRole('button', { name: 'Download' }).click()
    await expect(downloads(page).getByRole('alert')).toBeVisible({ timeout: 60_000 })
    await expect(downloads(page)).toContainText('stopped at')
  })
  await test.step('slow, paused, and still there after the page was left', async () => {
    server.trouble = () => ({ bytesPerSecond: 10_000 })
    await downloads(page).getByRole('button', { name: 'Resume' }).click()
    await downloads(page).getByRole('button', { name: 'Pause' }).click()
    await expect(downloads(page)).toContainText('paused at')
    await page.reload()
    await expect(downloads(page)).toContainText('paused at')
  })
  await test.step('resumed to its end', async () => {
    server.trouble = () => undefined
    await downloads(page).getByRole('button', { name: 'Resume' }).click()
    await expect(page.getByText('is on this machine now.')).toBeVisible({ timeout: 60_000 })
    await expect(downloads(page)).toHaveCount(0)
  })
  await test.step('train on it', async () => {
    await page.getByRole('tab', { name: 'On this machine' }).click()
    await page.getByRole('link', { name: 'org/tiny-bert' }).first().click()
    await expect(page.getByRole('heading', { level: 1, name: 'org/tiny-bert' })).toBeVisible()
    await page.getByRole('button', { name: 'Train on it' }).click()
    await startRun(page, { method: 'LoRA', epochs: 1, name: 'from the Hub' })
    await expectState(page, 'Done')
  })
  await test.step('delete and undo', async () => {
    await goTo(page, 'Models')
    const models = page.getByRole('table', { name: 'Models' })
    await models.getByRole('link', { name: 'org/tiny-bert' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await expect(models.getByRole('link', { name: 'org/tiny-bert' })).toHaveCount(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(models.getByRole('link', { name: 'org/tiny-bert' })).toBeVisible()
  })
})

test('a gated model asks for a token, pickled weights say why not, and without the Hub there is a sentence', async ({
  lab,
}) => {
  const { page } = lab
  await searchFor(page, 'secret')
  await expect(found(page)).toContainText('gated')
  await page.getByRole('button', { name: 'org/secret-bert' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('alert')).toContainText(/licence/)
  await expect(dialog.getByRole('button', { name: 'Download' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Token with the right to read' }).fill('hf_right')
  await dialog.getByRole('button', { name: 'Keep' }).click()
  await dialog.getByRole('button', { name: 'Download' }).click()
  await expect(page.getByText('is on this machine now.')).toBeVisible({ timeout: 60_000 })
  expect(server.leaks).toEqual([])

  await searchFor(page, 'pickled')
  await page.getByRole('button', { name: 'org/pickled-bert' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText(/pickle file/)
  await page.keyboard.press('Escape')

  await server.close()
  await searchFor(page, 'anything')
  await expect(page.getByRole('main').getByRole('alert')).toContainText(/reach/, { timeout: 60_000 })
  await page.getByRole('button', { name: 'Try again' }).waitFor()
})
