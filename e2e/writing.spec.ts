// A causal language model that was trained on my texts goes on with a prompt in the window.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeTinyModel } from '../src/testing/tinyModel.ts'
import { lathe } from './cli.ts'
import { expect, test as base } from './fixture.ts'
import { goTo } from './hands.ts'

const test = base.extend({
  /** Where two runs of causalLm have ended: one of all weights, one of LoRA. */
  home: async ({ home }, use) => {
    const notes = join(home, 'notes.txt')
    writeFileSync(notes, 'the captain looked at the sea\n'.repeat(80))
    const model = join(home, 'tiny')
    await writeTinyModel(model, 'gpt2')
    const settings = ['--model', model, '--objective', 'causalLm', '--batch', '2', '--lr', '0.02']
    const tales = ['--tuning', 'full', '--epochs', '6', '--name', 'sea tales']
    await lathe(home, 'train', '--data', notes, ...settings, ...tales)
    const addition = ['--tuning', 'lora', '--steps', '2', '--name', 'sea addition']
    await lathe(home, 'train', '--data', notes, ...settings, ...addition)
    await use(home)
  },
})

test('a run goes on with a prompt, says why it ended, and writes the same again', async ({ lab }) => {
  const { page } = lab
  await goTo(page, 'Runs')
  await page.getByRole('link', { name: 'sea tales' }).click()
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('textbox', { name: 'Prompt' }).fill('the captain')
  const text = page.getByRole('region', { name: 'Text' })
  const write = page.getByRole('button', { name: 'Write', exact: true })
  await page.getByRole('button', { name: 'How it writes' }).click()
  await page.getByLabel('New tokens').fill('12')
  await page.getByLabel('Temperature').fill('2')
  await write.click()
  await expect(page.getByText(/^12 tokens, [\d.,]+ a second\. All its tokens are written\.$/)).toBeVisible()
  const first = await text.innerText()
  expect(first).toMatch(/^the captain./)
  await page.getByLabel('Seed').fill('14')
  await write.click()
  await expect(text).toHaveText(/^the captain./)
  await expect(text).not.toHaveText(first)
  await page.getByLabel('Seed').fill('13')
  await write.click()
  await expect(text).toHaveText(first)
  await page.getByRole('textbox', { name: 'Prompt' }).fill('the captain '.repeat(60))
  await write.click()
  await expect(page.getByRole('alert')).toContainText('Shorten the prompt')
})

test('LoRA of a model that writes leaves for PEFT, with the same loss', async ({ lab }) => {
  const { page } = lab
  await goTo(page, 'Runs')
  await page.getByRole('link', { name: 'sea addition' }).click()
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await expect(dialog.getByRole('radio')).toHaveCount(2)
  await expect(dialog.getByRole('radio', { name: 'PEFT adapter' })).toBeChecked()
  await dialog.getByRole('button', { name: 'Write the files' }).click()
  await expect(dialog.getByRole('status')).toHaveText(/Same loss: 16\/16 rows/)
  await expect(dialog.getByRole('table', { name: 'Files' })).toContainText('adapter_config.json')
})
