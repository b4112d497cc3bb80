// Chosen runs side by side: their curves in one chart each, and the options in which they differ.
import { SimpleGrid, Stack, Text, Title, useComputedColorScheme } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { Point } from '../../../shared/run.ts'
import type { RunInfo } from '../../../shared/contract.ts'
import { runColour, runDash } from '../../charts/colours.ts'
import { CurveChart } from '../../charts/CurveChart.tsx'
import { measured, smoothed, type Curve, type Look } from '../../charts/curves.ts'
import { useChartView, type ChartView } from '../../charts/view.ts'
import { ViewControls } from '../../charts/ViewControls.tsx'
import { useLiveRuns, type LiveRun } from '../../lab/liveRuns.ts'
import { OptionsTable } from '../../ui/OptionsTable.tsx'
import { metricTitle, labelOf } from '../../ui/runNames.ts'
import { chiefMetric } from '../run/chiefMetric.ts'

const none: readonly Point[] = []

export function Comparison({ runs }: { readonly runs: readonly RunInfo[] }) {
  const live = useLiveRuns(runs.map(({ id }) => id))
  const scheme = useComputedColorScheme('light')
  const [view, setView] = useChartView()
  const metric = chiefMetric(runs[0]!, live[0]?.series ?? {})
  const looks = useMemo(
    () =>
      runs.map((run) => ({
        key: run.id,
        label: labelOf(run),
        colour: runColour(run.number, scheme),
        dash: runDash(run.number),
      })),
    [runs, scheme],
  )
  // Each series keeps its identity until points arrive, and so do the curves made of it.
  const training = useCurves(looks, live, 'train/loss', view)
  const validation = useCurves(looks, live, 'dev/loss', view)
  const scores = useCurves(looks, live, `dev/${metric}`, view)
  return (
    <Stack gap="sm">
      <Title order={2}>Compared</Title>
      <ViewControls view={view} onChange={setView} />
      <SimpleGrid cols={{ base: 2, lg: 3 }} spacing="lg">
        <CurveChart
          title={`Validation ${metricTitle(metric)}`}
          curves={scores}
          axis={view.axis}
          empty="No looks at the validation rows yet."
        />
        <CurveChart
          title="Training loss"
          curves={training}
          axis={view.axis}
          log={view.log}
          empty="No points yet."
        />
        <CurveChart
          title="Validation loss"
          curves={validation}
          axis={view.axis}
          log={view.log}
          empty="No looks at the validation rows yet."
        />
      </SimpleGrid>
      {runs.length > 1 && (
        <>
          <Title order={2}>What they differ in</Title>
          <OptionsTable runs={runs} differences />
          <Text size="sm" c="dimmed">
            Everything else is the same.
          </Text>
        </>
      )}
    </Stack>
  )
}

function useCurves(
  looks: readonly Look[],
  live: readonly LiveRun[],
  series: string,
  view: ChartView,
): readonly Curve[] {
  const points = useStable(live.map((run) => run.series[series] ?? none))
  return useMemo(
    () =>
      looks
        .flatMap((look, i) =>
          series.startsWith('train/')
            ? smoothed(points[i] ?? none, view.axis, view.smoothing, look)
            : [measured(points[i] ?? none, view.axis, look)],
        )
        .filter((curve) => curve.points.length > 0),
    [looks, points, series, view],
  )
}

/** The same list as last time as long as its items are the same. */
function useStable<T>(items: readonly T[]): readonly T[] {
  const [kept, setKept] = useState(items)
  const same = kept.length === items.length && items.every((item, i) => item === kept[i])
  if (!same) setKept(items)
  return same ? kept : items
}
