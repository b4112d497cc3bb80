import { expect, test } from 'vitest'
import { catalog } from '../../../core/catalog/catalog.ts'
import { emptySpec, type DraftSpec } from './draftSpec.ts'
import { fittingExits, whyNoExit, withFittingExit, type Chosen } from './exits.ts'

const { objectives, tunings, exits } = catalog()

const chosenBy = ({ objective, tuning }: DraftSpec): Chosen => ({
  objective: objectives.find(({ id }) => id === objective.id),
  tuning: tunings.find(({ id }) => id === tuning.id),
})
const draft = (objective: string, rest: Partial<DraftSpec> = {}): DraftSpec => ({
  ...emptySpec,
  objective: { id: objective, options: {} },
  ...rest,
})
const why = (of: DraftSpec): string | null => whyNoExit(of, chosenBy(of))

test('whatever learns to answer rows can have exits, and for the rest there is a reason', () => {
  expect(why(draft('classify'))).toBe(null)
  expect(why(draft('regress'))).toBe(null)
  expect(why(draft('cloze'))).toBe(null)
  expect(why(draft('maskedLm'))).toContain('answer rows')
  expect(why(draft('causalLm'))).toContain('answer rows')
  expect(why(draft('tfidf'))).toContain('No model')
  expect(why(draft('cloze', { tuning: { id: 'none', options: {} } }))).toContain('Nothing is trained')
  expect(why(draft('classify', { start: 'r1' }))).toContain('Start anew')
})

test('an exit goes when the run no longer can have it, and stays otherwise', () => {
  const selfDistil = { exit: { id: 'selfDistil', options: { temperature: 2 } } }
  const kept = draft('classify', selfDistil)
  expect(withFittingExit(kept, chosenBy(kept), exits)).toBe(kept)
  for (const objective of ['regress', 'clozeScore', 'maskedLm']) {
    const lost = draft(objective, selfDistil)
    expect(withFittingExit(lost, chosenBy(lost), exits).exit).toEqual({ id: 'none', options: {} })
  }
  const numbers = fittingExits(exits, chosenBy(draft('regress'))).map(({ id }) => id)
  expect(numbers).toEqual(['none', 'twoStage', 'joint', 'alternating', 'weighted'])
})
