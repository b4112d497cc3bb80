// Which rule and threshold the cockpit is set to, and what they do to the rows on show.
import { useCallback, useMemo, useState } from 'react'
import { operatingPoint, type OperatingPoint } from '../../../../shared/exits/operatingPoints.ts'
import type { ExitRule, ExitRuleName } from '../../../../shared/exits/rules.ts'
import {
  curveOf,
  keptShares,
  rulesOf,
  stepKeeping,
  stepSaving,
  type Curve,
  type Layered,
} from '../../../../shared/exits/layered.ts'

export interface ChosenRule {
  /** Of every rule that the run allows. */
  readonly curves: readonly Curve[]
  readonly curve: Curve
  readonly rule: ExitRule
  /** The slider's; where layers have thresholds of their own, where it was left. */
  readonly step: number
  readonly point: OperatingPoint
  /** Another rule, set to save about as much. */
  changeRule(name: ExitRuleName): void
  /** Sets the slider, of this rule or another. */
  move(step: number, name?: ExitRuleName): void
  /** Gives each layer its own threshold; null gives all one again. */
  setOwn(thresholds: readonly number[] | null): void
}

/** Thresholds are told apart by `choosing` rows; what they do is told of `shown`. Begins at 99 % of the full score. */
export function useChosenRule(choosing: Layered, shown: Layered): ChosenRule {
  const curves = useMemo(
    () => rulesOf(choosing.said).map((rule) => curveOf(rule, choosing, shown)),
    [choosing, shown],
  )
  const [name, setName] = useState<ExitRuleName>(curves[0]!.rule)
  const curve = curves.find((one) => one.rule === name)!
  const [step, setStep] = useState(() => stepKeeping(keptShares[0], curve, shown.full))
  const [own, setOwn] = useState<readonly number[] | null>(null)
  const rule = useMemo<ExitRule>(
    () => (own ? { rule: name, threshold: [...own] } : curve.points[step]!.rule),
    [own, name, curve, step],
  )
  const point = useMemo(() => operatingPoint(rule, shown.rows, shown.score), [rule, shown])
  const move = useCallback((to: number, other?: ExitRuleName): void => {
    setOwn(null)
    setStep(to)
    if (other) setName(other)
  }, [])
  const changeRule = (other: ExitRuleName): void =>
    move(
      stepSaving(
        point.saved,
        curves.find((one) => one.rule === other)!,
      ),
      other,
    )
  return { curves, curve, rule, step, point, changeRule, move, setOwn }
}
