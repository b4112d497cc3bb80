// The cockpit of early exits: a rule and a threshold, and at once what they save and cost, for whom and where.
import { Group, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import type { RunInfo } from '../../../../shared/runInfo.ts'
import { leaversByClass } from '../../../../shared/exits/leavers.ts'
import { LayerBars } from '../../../charts/LayerBars.tsx'
import { Facts } from '../../../ui/Facts.tsx'
import { Folded } from '../../../ui/Folded.tsx'
import { capital, count, number, percent } from '../../../ui/format.ts'
import { metricTitle, splitTitles } from '../../../ui/runNames.ts'
import { SplitControl } from '../../../ui/SplitControl.tsx'
import { Term } from '../../../ui/Term.tsx'
import { ExitCurves } from './ExitCurves.tsx'
import { ExitTexts } from './ExitTexts.tsx'
import { GuaranteePanel } from './GuaranteePanel.tsx'
import { KeptTable } from './KeptTable.tsx'
import type { Curve, JudgedSplit, Layered } from '../../../../shared/exits/layered.ts'
import { LayerQuality } from './LayerQuality.tsx'
import { OtherRuns } from './OtherRuns.tsx'
import { OwnThresholds } from './OwnThresholds.tsx'
import { ruleLooks, ruleSentence } from './rules.ts'
import { RuleSlider } from './RuleSlider.tsx'
import { TakeAway } from './TakeAway.tsx'
import { useChosenRule } from './useChosenRule.ts'

interface CockpitProps {
  readonly run: RunInfo
  /** At least one; thresholds are chosen on the first. */
  readonly splits: readonly { readonly split: JudgedSplit; readonly layered: Layered }[]
}

export function Cockpit({ run, splits }: CockpitProps) {
  const [split, setSplit] = useState(splits[0]!.split)
  const choosing = splits[0]!.layered
  const dev = splits.find((one) => one.split === 'dev')?.layered
  const shown = splits.find((one) => one.split === split)!.layered
  const chosen = useChosenRule(choosing, shown)
  const { curves, curve, rule, point, move } = chosen
  const { labels, layers } = shown.said
  const classes = labels.length > 0
  const metric = capital(metricTitle(classes ? 'accuracy' : 'pearson'))
  const leavers = useMemo(
    () => leaversByClass(point.layers, shown.rows, labels.length),
    [point, shown, labels],
  )
  const named = useMemo(
    () => curves.map((one) => ({ ...one, label: ruleLooks[one.rule].title, full: shown.full })),
    [curves, shown],
  )
  const pick = useCallback((one: Curve, step: number) => move(step, one.rule), [move])
  // Thousands of texts are put in order after the curve and the bars have moved.
  const left = useDeferredValue(point.layers)
  return (
    <Stack gap="xl">
      <Stack gap="md" component="section" aria-label="Rule">
        <Group justify="space-between">
          <Group gap="xs">
            <SegmentedControl
              size="xs"
              aria-label="Rule"
              value={rule.rule}
              onChange={(name) => chosen.changeRule(name as typeof rule.rule)}
              data={curves.map((one) => ({ value: one.rule, label: ruleLooks[one.rule].title }))}
            />
            <Term name="exitRule" />
          </Group>
          <SplitControl splits={splits.map((one) => one.split)} value={split} onChange={setSplit} />
        </Group>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
          <Stack gap="xs" miw={0}>
            <ExitCurves chosen={chosen} shown={shown} metric={metric} />
            <RuleSlider curve={curve} step={chosen.step} onStep={move} />
            <Text size="sm">{ruleSentence(rule)}</Text>
            <KeptTable kind="Rule" curves={named} onPick={pick} />
          </Stack>
          <Stack gap="md" miw={0}>
            <LayerBars title="Where texts leave" counts={leavers} labels={labels} />
            <div aria-live="polite">
              <Facts
                label="At this threshold"
                facts={[
                  { name: metric, value: number(point.score) },
                  { name: 'By all layers', value: number(shown.full) },
                  { name: 'Layers saved', value: percent(point.saved) },
                  { name: 'Mean layers', value: `${number(point.meanLayers)} of ${count(layers)}` },
                  { name: `${splitTitles[split]} rows`, value: count(shown.rows.length) },
                ]}
              />
            </div>
            <TakeAway run={run} rule={rule} />
          </Stack>
        </SimpleGrid>
        <Folded title="A threshold for each layer">
          <OwnThresholds rule={rule} layers={layers - 1} onChange={chosen.setOwn} />
        </Folded>
      </Stack>
      {classes && dev && (
        <GuaranteePanel
          rule={rule.rule}
          dev={dev}
          test={splits.find((one) => one.split === 'test')?.layered}
          onThreshold={(threshold) => move(curve.points.findIndex((one) => one.rule.threshold === threshold))}
        />
      )}
      {!(classes && dev) && (
        <Text size="sm" c="dimmed">
          {classes
            ? 'A promise of accuracy takes validation rows, and this run held none out.'
            : 'A promise of accuracy is for classes; this run answers with numbers.'}
        </Text>
      )}
      <ExitTexts shown={shown} left={left} />
      <LayerQuality run={run} split={split} shown={shown} left={left} />
      <OtherRuns run={run} split={split} shown={shown} rule={rule.rule} metric={metric} />
    </Stack>
  )
}
