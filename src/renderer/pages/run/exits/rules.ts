// The rules in words, and how their curves look.
import { runColour } from '../../../charts/colours.ts'
import type { ExitRule, ExitRuleName } from '../../../../shared/exits/rules.ts'
import { plural } from '../../../ui/format.ts'

interface RuleLook {
  readonly title: string
  /** When a text leaves, after "A text leaves as soon as ". */
  readonly when: (threshold: string) => string
  /** Number of its colour; with two classes entropy and probability make the same curve, so one of them is dashed. */
  readonly colour: number
  readonly dash: string
}

export const ruleLooks: Readonly<Record<ExitRuleName, RuleLook>> = {
  entropy: {
    title: 'Entropy',
    when: (threshold) => `the entropy of a layer’s answer is below ${threshold} (1 is no idea at all)`,
    colour: 1,
    dash: '',
  },
  probability: {
    title: 'Probability',
    when: (threshold) => `a layer gives one class a probability of at least ${threshold}`,
    colour: 2,
    dash: '7 5',
  },
  patience: {
    title: 'Patience',
    when: (threshold) =>
      `${plural(Number(threshold), 'layer')} in a row ${threshold === '1' ? 'agrees' : 'agree'} with the one before`,
    colour: 3,
    dash: '2 3',
  },
  certainty: {
    title: 'Learned certainty',
    when: (threshold) => `the learned chance that a layer is wrong is below ${threshold}`,
    colour: 4,
    dash: '9 3 2 3',
  },
}

export const ruleColour = (rule: ExitRuleName, scheme: 'light' | 'dark'): string =>
  runColour(ruleLooks[rule].colour, scheme)

/** The sentence of a rule. */
export function ruleSentence({ rule, threshold }: ExitRule): string {
  return typeof threshold === 'number'
    ? `A text leaves as soon as ${ruleLooks[rule].when(String(threshold))}.`
    : `Each layer has a threshold of its own for ${ruleLooks[rule].title.toLowerCase()}.`
}
