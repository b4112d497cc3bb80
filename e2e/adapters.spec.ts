// Adapters that somebody else has trained: dropped, given their base model and the names of their classes, tried, trained on, combined.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { goldenFolder } from '../src/testing/golden.ts'
import { writeTinyBert } from '../src/testing/tinyBert.ts'
import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { dropFolder, expectState, goTo, importSample } from './hands.ts'

/** What real peft, or AdapterHub's package, has saved, for a base model called "tiny". */
function adapterFolder(home: string, golden = 'peft/lora', name = 'their-adapter'): string {
  const folder = join(home, 'outside', name)
  cpSync(goldenFolder(golden), folder, { recursive: true })
  const path = join(folder, 'adapter_config.json')
  const config = JSON.parse(readFileSync(path, 'utf8')) as object
  const base = golden.startsWith('peft') ? 'base_model_name_or_path' : 'model_name'
  writeFileSync(path, JSON.stringify({ ...config, [base]: 'someone/tiny' }))
  return folder
}

/** Drops an adapter and imports it as it proposes, or with names for its classes. */
async function importDropped(page: Page, folder: string, name: string, classes?: string): Promise<void> {
  await dropFolder(page, folder)
  const dialog = page.getByRole('dialog', { name: 'Import an adapter' })
  if (classes !== undefined) await dialog.getByRole('textbox', { name: 'Classes' }).fill(classes)
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** Writes the files of the open export, which must be read back as the same. */
async function writeFiles(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('button', { name: 'Write the files' }).click()
  await expect(dialog.getByRole('status')).toContainText('✓')
  await page.keyboard.press('Escape')
}

/** Tries the run on a text: its classes have their names. */
async function expectSunrise(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('textbox', { name: 'First text' }).fill('where does the sun rise')
  await expect(page.getByRole('table', { name: 'Probabilities' })).toContainText('east')
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

  await expectSunrise(page)

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

test('a dropped adapter of AdapterHub brings its head and the names of its classes', async ({
  lab,
  host,
}) => {
  test.skip(host === 'desktop', 'needs a browser that can make a drop of a folder')
  const { page, home } = lab
  await dropFolder(page, adapterFolder(home, 'adapterhub/bertTwoLayers', 'from-the-hub'))
  const dialog = page.getByRole('dialog', { name: 'Import an adapter' })
  await expect(dialog).toContainText('Bottleneck adapter of AdapterHub')
  await expect(dialog.getByRole('combobox', { name: 'Base model' })).toHaveValue('tiny')
  await expect(dialog.getByRole('textbox', { name: 'Classes' })).toHaveValue('north\neast\nsouth\nwest')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'from-the-hub' })).toBeVisible()

  await page.getByRole('button', { name: 'Export' }).click()
  const leaving = page.getByRole('dialog', { name: 'Export' })
  await expect(leaving.getByRole('radio')).toHaveCount(2)
  await leaving.getByRole('radio', { name: 'AdapterHub adapter' }).click()
  await writeFiles(page)

  await expectSunrise(page)
})

test('two LoRAs are ticked, weighed and combined; the one they become answers and leaves', async ({
  lab,
  host,
}) => {
  test.skip(host === 'desktop', 'needs a browser that can make a drop of a folder')
  const { page, home } = lab
  const classes = 'north\neast\nsouth\nwest'
  for (const [golden, name] of [
    ['peft/lora', 'weather'],
    ['peft/loraOther', 'maps'],
    ['adapterhub/bertTwoLayers', 'from-the-hub'],
  ] as const)
    await importDropped(page, adapterFolder(home, golden, name), name, classes)
  await goTo(page, 'Runs')
  const combine = page.getByRole('button', { name: 'Combine' })
  const tick = async (name: string): Promise<void> => page.getByRole('checkbox', { name }).click()
  await tick('Tick run 1: weather')
  await expect(combine).toHaveCount(0)
  await tick('Tick run 3: from-the-hub')
  await expect(combine).toHaveCount(0)
  await tick('Tick run 3: from-the-hub')
  await tick('Tick run 2: maps')
  await combine.click()

  const dialog = page.getByRole('dialog', { name: 'Combine LoRAs' })
  await expect(dialog.getByRole('textbox', { name: 'Name of the run' })).toHaveValue('weather + maps')
  await expect(dialog).toContainText('They sum to 1.')
  await dialog.getByRole('textbox', { name: 'Weight of 1 weather' }).fill('0.7')
  const slider = dialog.getByRole('slider', { name: 'Weight of 2 maps, roughly' })
  await slider.focus()
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft')
  await expect(dialog.getByRole('textbox', { name: 'Weight of 2 maps' })).toHaveValue('0.3')
  await dialog.getByRole('radio', { name: /svd/ }).click()
  await dialog.getByRole('textbox', { name: 'Rank' }).fill('6')
  await dialog.getByRole('textbox', { name: 'Name of the run' }).fill('both at once')
  await dialog.getByRole('button', { name: 'Combine' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'both at once' })).toBeVisible()
  await expect(page.getByText('Combined (svd): 0.7 of run 1 and 0.3 of run 2.')).toBeVisible()

  await page.getByRole('button', { name: 'Export' }).click()
  await writeFiles(page)

  await expectSunrise(page)
})
