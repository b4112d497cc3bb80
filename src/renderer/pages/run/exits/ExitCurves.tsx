// All rules on one chart, with the points at which early exits are usually reported, and the one at hand.
import { useComputedColorScheme } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import { boldestWith, type OperatingPoint } from '../../../../shared/exits/operatingPoints.ts'
import type { ExitRuleName } from '../../../../shared/exits/rules.ts'
import { SavedChart, type SavedPoint } from '../../../charts/SavedChart.tsx'
import { keptShares, type Curve, type Layered } from '../../../../shared/exits/layered.ts'
import { placed } from './placed.ts'
import { ruleColour, ruleLooks } from './rules.ts'
import type { ChosenRule } from './useChosenRule.ts'

interface ExitCurvesProps {
  readonly chosen: ChosenRule
  readonly shown: Layered
  readonly metric: string
}

export function ExitCurves({ chosen, shown, metric }: ExitCurvesProps) {
  const scheme = useComputedColorScheme('light')
  const { curves, curve, point, move } = chosen
  const pick = useCallback((rule: string, step: number) => move(step, rule as ExitRuleName), [move])
  const lines = useMemo(
    () =>
      curves.map(({ rule, points }) => ({
        key: rule,
        label: ruleLooks[rule].title,
        colour: ruleColour(rule, scheme),
        dash: ruleLooks[rule].dash,
        points: points.map(placed),
      })),
    [curves, scheme],
  )
  const colour = ruleColour(curve.rule, scheme)
  const marks = useMemo(
    () => reported(curve, shown.full).map((mark) => ({ ...mark, colour })),
    [curve, shown, colour],
  )
  return (
    <SavedChart
      title="Score against layers saved"
      metric={metric}
      lines={lines}
      marks={marks}
      markTitle={`Most saved with at least ${keptShares.map((share) => 100 * share).join(', ')} % of the full score`}
      chosen={{ ...placed(point), colour }}
      full={shown.full}
      onPick={pick}
    />
  )
}

/** The points of a curve that save most at each kept share; shares with the same point have one mark. */
function reported({ points }: Curve, full: number): (SavedPoint & { label: string })[] {
  const shares = new Map<OperatingPoint, string[]>()
  for (const share of keptShares) {
    const point = boldestWith(share, points, full)
    if (point) shares.set(point, [...(shares.get(point) ?? []), String(100 * share)])
  }
  return [...shares].map(([point, kept]) => ({ ...placed(point), label: `${kept.join(', ')} %` }))
}
