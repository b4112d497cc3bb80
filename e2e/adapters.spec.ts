// An adapter that somebody else has trained: dropped, given its base model and the names of its classes, tried, trained on.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { goldenFolder } from '../src/testing/golden.ts'
import { writeTinyBert } from '../src/testing/tinyBert.ts'
import { expect, test } from './fixture.ts'
import { dropFolder, expectState, goTo, importSample } from './hands.ts'

/** What real peft has saved, for a base model called "tiny". */
function adapterFolder(home: string): string {
  const folder = join(home, 'outside', 'their-adapter')
  cpSync(goldenFolder('peft/lora'), folder, { recursive: true })
  const path = join(folder, 'adapter_config.json')
  const config = JSON.parse(readFileSync(path, 'utf8')) as object
  writeFileSync(path, JSON.stringify({ ...config, base_model_name_or_path: 'someone/tiny' }))
  return folder
}

test.beforeEach(({ home }) => writeTinyBert(join(home, 'models', 'tiny')))

test('a dropped adapter becomes a run that answers, and a new run goes on from its weights', async ({
  lab,
  host,
}) => {
  test.skip(host === 'desktop', 'needs a browser that can make a drop of a folder')
  const { page, home } = lab
  await importSample(lab)
  await dropFolder(page, adapterFolder(home))

  const dialog = page.getByRole('dialog', { name: 'Import an adapter' })
  await expect(dialog).toContainText('LoRA of PEFT')
  await expect(dialog.getByRole('combobox', { name: 'Base model' })).toHaveValue('tiny')
  await test.step('a wrong base is refused in the dialog', async () => {
    await dialog.getByRole('combobox', { name: 'Base model' }).click()
    await page.getByRole('option', { name: /starter/i }).click()
    await dialog.getByRole('button', { name: 'Import' }).click()
    await expect(dialog.getByRole('alert')).toContainText('made for another base model')
    await dialog.getByRole('combobox', { name: 'Base model' }).click()
    await page.getByRole('option', { name: 'tiny' }).click()
  })
  await dialog.getByRole('textbox', { name: 'Classes' }).fill('north\neast\nsouth\nwest')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'their-adapter' })).toBeVisible()
  await expect(page.getByText(/Trained elsewhere: LoRA of PEFT/)).toBeVisible()
  expect(readdirSync(join(home, 'uploads')).filter((name) => /^(import|adapter)/.test(name))).toEqual([])

  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('textbox', { name: 'First text' }).fill('where does the sun rise')
  await expect(page.getByRole('table', { name: 'Probabilities' })).toContainText('east')

  await goTo(page, 'Runs')
  await page.getByRole('link', { name: 'their-adapter' }).click()
  await test.step('it is scored on rows of ours, whose labels are told to mean its own', async () => {
    await page.getByRole('tab', { name: 'Out of domain' }).click()
    await page.getByRole('combobox', { name: 'Test on another dataset' }).click()
    await page.getByRole('option', { name: /support-messages/ }).click()
    const meanings = page.getByRole('table', { name: 'Which label means which' }).getByRole('combobox')
    for (const [at, meaning] of ['north', 'east'].entries()) {
      await meanings.nth(at).click()
      await page.getByRole('option', { name: meaning }).click()
    }
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    const scores = page.getByRole('table', { name: 'Out of domain' })
    await expect(scores.getByRole('columnheader', { name: 'Accuracy' })).toBeVisible()
    await expect(scores.getByRole('row', { name: /support-messages/ })).toContainText(/0\.\d/)
  })

  await page.getByRole('button', { name: 'Train on' }).click()
  await expect(page.getByText(/Goes on from the weights of their-adapter/)).toBeVisible()
  await page.getByLabel('Epochs', { exact: true }).fill('1')
  const estimate = page.getByRole('region', { name: 'Estimate' })
  await estimate.getByLabel('Name').fill('gone on')
  await estimate.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'gone on' })).toBeVisible()
  await expectState(page, 'Done')
})
