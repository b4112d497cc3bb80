// A rule for leaving early, as it is written on the command line.
import { exitRules, type ExitRule } from '../../shared/exits/rules.ts'
import { ruleOfWords } from '../../shared/exits/ruleWords.ts'
import { LabError } from '../../shared/labError.ts'

export const exitFlagHelp = `let texts leave early: ${exitRules.join(', ')}, an equals sign and a threshold, e.g. entropy=0.3 or patience=2; several thresholds with slashes, one for each layer`

/** "entropy=0.3" or "probability=0.9/0.8/0.7" as a rule. Throws LabError `usage`. */
export function exitRuleFlag(text: string): ExitRule {
  const rule = ruleOfWords(text)
  if (rule) return rule
  throw new LabError(
    'usage',
    `--exit takes one of ${exitRules.join(', ')}, an equals sign and a threshold, e.g. entropy=0.3, not "${text}".`,
    { option: '--exit', got: text },
  )
}
