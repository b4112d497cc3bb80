// Files as people really have them: wrong, empty, binary, huge, and written in other encodings.
import { expect, test, type Lab } from './fixture.ts'

const good = 'text,label\nthe film was great,good\na sad waste of time,bad\nlovely,good\nawful,bad\n'

/** Drops one file and gives back the panel that speaks about it. */
async function drop(lab: Lab, name: string, bytes: Buffer | string) {
  await lab.drop([{ name, bytes: Buffer.from(bytes) }])
  return lab.page.getByRole('region', { name })
}

const refused: readonly { what: string; name: string; bytes: Buffer; says: RegExp }[] = [
  { what: 'an empty file', name: 'empty.csv', bytes: Buffer.alloc(0), says: /empty/i },
  { what: 'blank lines only', name: 'blank.csv', bytes: Buffer.from('\n\n   \n'), says: /empty|no rows/i },
  {
    what: 'a picture by the name of CSV',
    name: 'picture.csv',
    bytes: Buffer.from([
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0, 1, 2, 3, 255, 254, 0, 0,
    ]),
    says: /not.*text|binary|picture|image|PNG/i,
  },
  {
    what: 'broken JSON',
    name: 'broken.json',
    bytes: Buffer.from('[{"text": "a", '),
    says: /valid JSON/,
  },
  {
    what: 'a Parquet file cut short',
    name: 'cut.parquet',
    bytes: Buffer.from('PAR1 and no more'),
    says: /Parquet/i,
  },
]

for (const { what, name, bytes, says } of refused)
  test(`${what} is refused in a sentence, and the next file works`, async ({ lab }) => {
    const panel = await drop(lab, name, bytes)
    await expect(panel.getByRole('alert')).toContainText(says)
    await expect(panel.getByRole('alert')).toContainText(name)
    await panel.getByRole('button', { name: 'Take it out' }).click()
    const next = await drop(lab, 'good.csv', good)
    await expect(next.getByRole('cell', { name: 'the film was great' })).toBeVisible()
    await lab.page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(lab.page.getByRole('heading', { name: 'good' })).toBeVisible()
  })

for (const [encoding, bytes] of [
  [
    'Latin-1',
    Buffer.from('text,label\nschöne Grüße,good\nübel und träge,bad\nsüß,good\nöde,bad\n', 'latin1'),
  ],
  [
    'UTF-16',
    Buffer.from('\ufefftext,label\nschöne Grüße,good\nübel und träge,bad\nsüß,good\nöde,bad\n', 'utf16le'),
  ],
] as const)
  test(`a file in ${encoding} shows its own letters`, async ({ lab }) => {
    const panel = await drop(lab, 'letters.csv', bytes)
    await expect(panel.getByRole('cell', { name: 'schöne Grüße' })).toBeVisible()
    await lab.page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(lab.page.getByText('übel und träge')).toBeVisible()
  })

test('rows that cannot be used are set aside by number and reason', async ({ lab }) => {
  await drop(lab, 'rows.csv', `${good}only one field\n,bad\n`)
  await lab.page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(lab.page.getByText(/set aside/i).first()).toBeVisible()
})

test('200,000 rows come in while the window stays usable', async ({ lab }) => {
  const rows = Array.from(
    { length: 200_000 },
    (_, i) =>
      `row ${i}: ${'some words that make a line as long as usual '.repeat(2)},${i % 2 ? 'odd' : 'even'}\n`,
  )
  await drop(lab, 'huge.csv', `text,label\n${rows.join('')}`)
  await lab.page.getByRole('button', { name: 'Import', exact: true }).click({ timeout: 60_000 })
  await expect(lab.page.getByRole('heading', { name: 'huge' })).toBeVisible({ timeout: 90_000 })
  await expect(lab.page.getByText('200,000').first()).toBeVisible()
})
