// Reviews whose mood one word tells: what the journeys of prompts learn from.
import { expect, type Lab } from './fixture.ts'

const moods = {
  positive: ['superb', 'charming', 'wonderful', 'funny'],
  negative: ['dull', 'boring', 'awful', 'sad'],
}
const things = ['film', 'book', 'story', 'play', 'show']

/** 40 rows, half of them of each label. */
export const labelledReviews = [
  'text,label',
  ...Object.entries(moods).flatMap(([label, words]) =>
    words.flatMap((word) => things.map((what) => `a ${word} ${what},${label}`)),
  ),
].join('\n')

/** Other texts with the same words and no labels. */
export const plainReviews = Object.values(moods)
  .flatMap((words) => words.flatMap((word) => things.map((what) => `this ${what} is so ${word}`)))
  .join('\n')

const forms = ['a', 'this', 'what a', 'such a', 'one more', 'my', 'their', 'no other']

/** 320 rows, half of them of each label: enough to hold many out. */
export const manyReviews = [
  'text,label',
  ...Object.entries(moods).flatMap(([label, words]) =>
    words.flatMap((word) =>
      things.flatMap((what) => forms.map((form) => `${form} ${word} ${what},${label}`)),
    ),
  ),
].join('\n')

/** Drops a file and imports it as it was detected. */
export async function importText(lab: Lab, name: string, text: string): Promise<void> {
  await lab.drop([{ name, bytes: Buffer.from(text) }])
  await lab.page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(lab.page.getByRole('heading', { level: 1, name: name.split('.')[0]! })).toBeVisible()
}
