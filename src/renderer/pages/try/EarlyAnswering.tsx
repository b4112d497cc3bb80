// Trying a run with exits: the rule by which texts leave, a text and its way through the layers, or a whole file.
import { useState } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { AskedTexts, type Pairs } from './AskedTexts.tsx'
import { firstRule, ruleOf } from './exitRules.ts'
import { FilePrediction } from './FilePrediction.tsx'
import { Leaving } from './Leaving.tsx'
import { RuleFields } from './RuleFields.tsx'

interface EarlyAnsweringProps {
  readonly run: RunInfo
  readonly pairs: Pairs
  /** The rule that the address asks for. */
  readonly exit: string | null
}

export function EarlyAnswering({ run, pairs, exit }: EarlyAnsweringProps) {
  const [draft, setDraft] = useState(() => firstRule(run, exit))
  const rule = ruleOf(draft)
  const settled = rule !== null || draft.rule === null
  return (
    <>
      <RuleFields run={run} draft={draft} onChange={setDraft} />
      <AskedTexts pairs={pairs}>
        {(asked) => settled && <Leaving run={run} rule={rule} asked={asked} />}
      </AskedTexts>
      {settled && <FilePrediction run={run} pairs={pairs} rule={rule} />}
    </>
  )
}
