// A run with exits is taken away as layers in the window, and the program that comes with them answers as the run does.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { endCommands, lathe } from './cli.ts'
import { expect, test } from './fixture.ts'
import { goTo } from './hands.ts'
import { manyReviews } from './reviews.ts'

test.afterEach(endCommands)

const texts = ['a superb film', 'this book is dull', 'a play', 'the story was so funny']

test.beforeEach(async ({ home }) => {
  const file = join(home, 'reviews.csv')
  writeFileSync(file, manyReviews)
  const options = ['--data', file, '--name', 'leaving', '--batch', '8', '--set', 'split.dev=0.3']
  const { code, stderr } = await lathe(home, 'train', ...options, '--steps', '30', '--exit', 'joint')
  expect(code, stderr).toBe(0)
})

test('the layers leave with a program that says what the run says, from the same layers', async ({
  lab,
  home,
}) => {
  const { page } = lab
  await goTo(page, 'Runs')
  await page.getByRole('link', { name: 'leaving', exact: true }).click()
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('radio', { name: 'ONNX layers' }).check()
  const write = dialog.getByRole('button', { name: 'Write the files' })
  const rule = dialog.getByRole('textbox', { name: 'Texts leave by' })

  await test.step('a rule that the run does not know cannot be written', async () => {
    await rule.fill('certainty=0.2')
    await expect(write).toBeDisabled()
    await expect(dialog).toContainText('One of entropy, probability, patience')
  })

  await test.step('without a rule, one is chosen that lets texts leave', async () => {
    await rule.fill('')
    await write.click()
    await expect(dialog.getByRole('status')).toContainText(/same predictions: (\d+)\/\1/i, {
      timeout: 60_000,
    })
    for (const name of ['layer.1.onnx', 'exits.json', 'exits.mjs', 'exits.py'])
      await expect(dialog.getByRole('cell', { name, exact: true })).toBeVisible()
  })

  const runs = join(home, 'runs')
  const [run] = readdirSync(runs)
  const out = join(runs, run!, 'exports/onnxExits')
  const { exit } = JSON.parse(readFileSync(join(out, 'exits.json'), 'utf8')) as {
    exit: { rule: string; threshold: number }
  }
  expect(exit.rule).toBe('entropy')

  await test.step('the program answers as the run does', async () => {
    // What a person installs.
    mkdirSync(join(home, 'node_modules/@huggingface'), { recursive: true })
    const installed = resolve(import.meta.dirname, '../node_modules')
    symlinkSync(join(installed, 'onnxruntime-node'), join(home, 'node_modules/onnxruntime-node'))
    symlinkSync(join(installed, '@xenova/transformers'), join(home, 'node_modules/@huggingface/transformers'))
    const { stdout, stderr } = spawnSync(process.execPath, [join(out, 'exits.mjs'), ...texts], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    const said = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { layer: number; label: string })
    const rows = join(home, 'rows.csv')
    const predicted = join(home, 'predicted.csv')
    writeFileSync(rows, ['text', ...texts].join('\n'))
    const asked = ['--run', run!, '--data', rows, '--exit', `entropy=${exit.threshold}`, '--out', predicted]
    const { code, stderr: trouble } = await lathe(home, 'predict', ...asked)
    expect(code, trouble).toBe(0)
    const [, ...lines] = readFileSync(predicted, 'utf8').trim().split('\n')
    const cells = lines.map((line) => line.split(','))
    expect(said.map(({ label, layer }) => [label, String(layer)])).toEqual(
      cells.map(([label, , layer]) => [label, layer]),
    )
  })
})
