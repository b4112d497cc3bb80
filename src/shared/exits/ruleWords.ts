// A rule as people write it, on the command line and in addresses of the window: "entropy=0.3".
import { exitRule, type ExitRule } from './rules.ts'

/** "entropy=0.3", or "probability=0.9/0.8/0.7" where each layer has a threshold of its own. */
export function ruleWords({ rule, threshold }: ExitRule): string {
  return `${rule}=${[threshold].flat().join('/')}`
}

/** The rule that such words say; null where they say none. */
export function ruleOfWords(words: string): ExitRule | null {
  const [, rule = '', numbers = ''] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(words) ?? []
  // Number('') is 0, which nobody wrote.
  const thresholds = numbers.split('/').map((number) => (number.trim() === '' ? NaN : Number(number)))
  const threshold = thresholds.length === 1 ? thresholds[0] : thresholds
  const parsed = exitRule.safeParse({ rule, threshold })
  return parsed.success && thresholds.every(Number.isFinite) ? parsed.data : null
}
