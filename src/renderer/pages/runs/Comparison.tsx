// Chosen runs side by side: their curves in one chart each, and the options in which they differ.
import { Button, Group, SimpleGrid, Stack, Text, Title, useComputedColorScheme } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Point } from '../../../shared/run.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { runColour, runDash } from '../../charts/colours.ts'
import { CurveChart } from '../../charts/CurveChart.tsx'
import { measured, smoothed, type Curve, type Look } from '../../charts/curves.ts'
import { curvesCsv } from '../../charts/curvesCsv.ts'
import { useChartView, type ChartView } from '../../charts/view.ts'
import { ViewControls } from '../../charts/ViewControls.tsx'
import { save } from '../../lab/files.ts'
import { lab } from '../../lab/lab.ts'
import { useLiveRuns, type LiveRun } from '../../lab/liveRuns.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { OptionsTable } from '../../ui/OptionsTable.tsx'
import { metricTitle, labelOf } from '../../ui/runNames.ts'
import { chiefMetric } from '../run/chiefMetric.ts'

/** Finer than any drawing; runs of fewer steps are saved whole. */
const mostBuckets = 4000
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
  const saving = useMutation({
    mutationFn: async (smoothing: number) => {
      const named = runs.map(async ({ id, number, name }) => ({
        number,
        name,
        series: await lab.call('runs.series', { id, buckets: mostBuckets }),
      }))
      save('curves.csv', curvesCsv(await Promise.all(named), smoothing))
    },
  })
  // Each series keeps its identity until points arrive, and so do the curves made of it.
  const training = useCurves(looks, live, 'train/loss', view)
  const validation = useCurves(looks, live, 'dev/loss', view)
  const scores = useCurves(looks, live, `dev/${metric}`, view)
  return (
    <Stack gap="sm">
      <Title order={2}>Compared</Title>
      <Group justify="space-between">
        <ViewControls view={view} onChange={setView} />
        <Button
          size="xs"
          variant="default"
          loading={saving.isPending}
          onClick={() => saving.mutate(view.smoothing)}
        >
          Save all curves as CSV
        </Button>
      </Group>
      <ErrorNote error={saving.error} />
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
