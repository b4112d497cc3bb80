// Models as people bring them: a folder dropped or chosen, a run that becomes a model, deleted and back again.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writeTinyBert } from '../src/testing/tinyBert.ts'
import { expect, test } from './fixture.ts'
import { dropFolder, expectState, goTo, importSample, startRun } from './hands.ts'

/** A model's folder among other things that a person keeps there. */
async function modelFolder(home: string, name: string, shards = 1): Promise<string> {
  const folder = join(home, 'outside', name)
  await writeTinyBert(folder, { shards })
  writeFileSync(
    join(folder, 'README.md'),
    '---\nlicense: apache-2.0\n---\n\n# A tiny BERT\n\nRandom weights.\n',
  )
  writeFileSync(join(folder, 'training_args.bin'), 'not for Lathe')
  mkdirSync(join(folder, 'checkpoint-1'))
  writeFileSync(join(folder, 'checkpoint-1', 'config.json'), '{}')
  return folder
}

const row = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Models' }).getByRole('row', { name })

test('a dropped folder becomes a model, is renamed, checked, deleted and brought back', async ({
  lab,
  host,
}) => {
  test.skip(host === 'desktop', 'needs a browser that can make a drop of a folder')
  const { page, home } = lab
  await dropFolder(page, await modelFolder(home, 'my-bert', 3))
  await expect(page.getByRole('heading', { level: 1, name: 'A tiny BERT' })).toBeVisible()
  await expect(page.getByText(/Sound: 44 weight tensors read/)).toBeVisible()
  await expect(page.getByText('Random weights.')).toBeVisible()
  expect(readdirSync(join(home, 'models'))).toEqual(['my-bert'])
  const arrived = readdirSync(join(home, 'models', 'my-bert'))
  expect(arrived).toContain('model-00002-of-00003.safetensors')
  expect(arrived).not.toContain('training_args.bin')
  expect(readdirSync(join(home, 'uploads'))).toEqual([])

  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('My BERT')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'My BERT' })).toBeVisible()

  await test.step('one flipped bit is found', async () => {
    const shard = join(home, 'models', 'my-bert', 'model-00001-of-00003.safetensors')
    const bytes = readFileSync(shard)
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(shard, bytes)
    await page.getByRole('button', { name: 'Check the files' }).click()
    await expect(page.getByRole('alert')).toContainText(/model-00001-of-00003\.safetensors has changed/)
  })
  await test.step('deleted and undone, deleted and erased', async () => {
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect(page.getByRole('region', { name: 'Trash' })).toContainText('My BERT')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(row(page, 'My BERT')).toBeVisible()
    await expect(row(page, 'My BERT')).toContainText('Damaged')
    await page.getByRole('link', { name: 'My BERT' }).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('button', { name: /Erase for good/ }).click()
    await expect(page.getByRole('region', { name: 'Trash' })).toHaveCount(0)
    expect(readdirSync(join(home, 'trash'))).toEqual([])
    expect(readdirSync(join(home, 'models'))).toEqual([])
  })
})

test('what is no model is refused in a sentence, before its weights are sent', async ({ lab, host }) => {
  test.skip(host === 'desktop', 'needs a browser that can make a drop of a folder')
  const { page, home } = lab
  const folder = await modelFolder(home, 'strange')
  writeFileSync(join(folder, 'config.json'), '{"model_type": "mamba"}')
  await dropFolder(page, folder)
  await expect(page.getByRole('alert')).toContainText(/family "mamba"/)
  await page.getByRole('button', { name: 'Take it out' }).click()
  await lab.drop([{ name: 'config.json', bytes: Buffer.from('{}') }])
  await expect(page.getByRole('alert')).toContainText(/no model\.safetensors/)
  expect(readdirSync(join(home, 'models'))).toEqual([])
})

test('what a run has learned becomes a model, and a new run starts from it', async ({ lab, host }) => {
  const { page, home } = lab
  await goTo(page, 'Models')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Add a folder' }).click()
  await (await chooser).setFiles(await modelFolder(home, 'chosen'))
  await expect(page.getByRole('heading', { level: 1, name: 'A tiny BERT' })).toBeVisible()
  if (host === 'web') await expect(page.getByText('In Lathe’s folder')).toBeVisible()

  await importSample(lab)
  await page.getByRole('button', { name: 'Train on this' }).click()
  await page.getByRole('combobox', { name: 'Pre-trained model' }).click()
  await page.getByRole('option', { name: 'A tiny BERT' }).click()
  await startRun(page, { method: 'LoRA', epochs: 1, name: 'teacher' })
  await expectState(page, 'Done')
  await page.getByRole('button', { name: 'Use as base model' }).click()
  await page.getByRole('textbox', { name: 'Name of the model' }).fill('Support expert')
  await page.getByRole('button', { name: 'Make the model' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Support expert' })).toBeVisible()
  await expect(page.getByText(/A tiny BERT with LoRA on support-messages, accuracy \d/)).toBeVisible()

  await page.getByRole('button', { name: 'Train on it' }).click()
  await expect(page.getByRole('combobox', { name: 'Pre-trained model' })).toHaveValue('Support expert')
  await startRun(page, { method: 'Head only', epochs: 1, name: 'pupil' })
  await expectState(page, 'Done')
  await goTo(page, 'Models')
  await page.getByRole('link', { name: 'Support expert' }).click()
  await expect(page.getByText('Run 2', { exact: true })).toBeVisible()
})
