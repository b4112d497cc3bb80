// Trying a run with exits: the rule by which texts leave, a text and its way through the layers, or a whole file.
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { rewrite } from '../../router.ts'
import { AskedTexts, type Pairs } from './AskedTexts.tsx'
import { askedBy, firstRule, ruleOf, type RuleDraft } from './exitRules.ts'
import { FilePrediction } from './FilePrediction.tsx'
import { Leaving } from './Leaving.tsx'
import { RuleFields } from './RuleFields.tsx'

interface EarlyAnsweringProps {
  readonly run: RunInfo
  readonly pairs: Pairs
  /** The rule that the address asks for. */
  readonly exit: string | null
}

/** Milliseconds without a change before the address says the rule: a browser lets a page change it only so often. */
const pause = 300

export function EarlyAnswering({ run, pairs, exit }: EarlyAnsweringProps) {
  const [draft, setDraft] = useState(() => firstRule(run, exit))
  const written = useRef(exit)
  const write = useDebouncedCallback((next: RuleDraft) => {
    written.current = askedBy(next)
    rewrite('try', run.id, { exit: written.current })
  }, pause)
  // A link, or back, asks for another rule than was written from here.
  useEffect(() => {
    if (exit === written.current) return
    written.current = exit
    setDraft(firstRule(run, exit))
  }, [run, exit])
  const change = (next: RuleDraft): void => {
    setDraft(next)
    write(next)
  }
  const rule = ruleOf(draft)
  const settled = rule !== null || draft.rule === null
  return (
    <>
      <RuleFields run={run} draft={draft} onChange={change} />
      <AskedTexts pairs={pairs}>
        {(asked) => settled && <Leaving run={run} rule={rule} asked={asked} />}
      </AskedTexts>
      {settled && <FilePrediction run={run} pairs={pairs} rule={rule} />}
    </>
  )
}
