// A run's curves side by side: loss, the metric that counts, and the learning rate.
import { SimpleGrid, Stack, Text, useComputedColorScheme } from '@mantine/core'
import { useMemo } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { Point } from '../../../shared/run.ts'
import { runColour } from '../../charts/colours.ts'
import { CurveChart } from '../../charts/CurveChart.tsx'
import { measured, smoothed, type Curve } from '../../charts/curves.ts'
import { position, type SeriesByName } from '../../charts/series.ts'
import { reachOf } from '../../charts/scales.ts'
import { useChartView, type ChartView } from '../../charts/view.ts'
import { ViewControls } from '../../charts/ViewControls.tsx'
import { useLiveRun } from '../../lab/liveRuns.ts'
import { capital } from '../../ui/format.ts'
import { hasEnded, metricTitle } from '../../ui/runNames.ts'
import { chiefMetric, lessIsBetter } from './chiefMetric.ts'

const validationDash = '5 3'
const none: readonly Point[] = []

export function RunCharts({ run }: { readonly run: RunInfo }) {
  const { series, loaded } = useLiveRun(run.id)
  const [view, setView] = useChartView()
  const colour = runColour(run.number, useComputedColorScheme('light'))
  const metric = chiefMetric(run, series)
  const kept = run.result?.best?.step
  const loss = useMemo(() => lossCurves(series, view, colour), [series, view, colour])
  const scores = useMemo(() => metricCurves(series, metric, view, colour), [series, metric, view, colour])
  const rate = useMemo(
    () => rateCurves(series['train/learningRate'] ?? none, view, colour),
    [series, view, colour],
  )
  const best = useMemo(
    () => bestPoint(series[`dev/${metric}`] ?? none, metric, kept, view),
    [series, metric, kept, view],
  )
  const reach = useMemo(() => reachOf([...loss, ...scores, ...rate]), [loss, scores, rate])
  const waiting = loaded ? 'The first points come with the first steps.' : 'Loading the curves'
  if (hasEnded(run) && loaded && Object.keys(series).length === 0)
    return <Text c="dimmed">It ended before its first step, so there are no curves.</Text>
  return (
    <Stack gap="xs">
      <ViewControls view={view} onChange={setView} />
      <SimpleGrid cols={{ base: 2, lg: 3 }} spacing="lg">
        <CurveChart
          title="Loss"
          curves={loss}
          axis={view.axis}
          reach={reach}
          log={view.log}
          empty={waiting}
        />
        {metric !== 'loss' && (
          <CurveChart
            title={capital(metricTitle(metric))}
            curves={scores}
            axis={view.axis}
            reach={reach}
            best={best}
            empty={loaded ? 'Comes with the first look at the validation rows.' : waiting}
          />
        )}
        <CurveChart title="Learning rate" curves={rate} axis={view.axis} reach={reach} empty={waiting} />
      </SimpleGrid>
    </Stack>
  )
}

function lossCurves(series: SeriesByName, view: ChartView, colour: string): Curve[] {
  const dev = series['dev/loss'] ?? none
  return [
    ...smoothed(series['train/loss'] ?? none, view.axis, view.smoothing, {
      key: 'train',
      label: 'Training',
      colour,
    }),
    ...(dev.length > 0
      ? [measured(dev, view.axis, { key: 'dev', label: 'Validation', colour, dash: validationDash })]
      : []),
  ].filter(({ points }) => points.length > 0)
}

function metricCurves(series: SeriesByName, metric: string, view: ChartView, colour: string): Curve[] {
  return (['train', 'dev'] as const).flatMap((split) => {
    const points = series[`${split}/${metric}`] ?? none
    if (points.length === 0) return []
    const label = split === 'train' ? 'Training' : 'Validation'
    return [
      measured(points, view.axis, { key: split, label, colour, dash: split === 'dev' ? validationDash : '' }),
    ]
  })
}

function rateCurves(points: readonly Point[], view: ChartView, colour: string): Curve[] {
  if (points.length === 0) return []
  return [{ ...measured(points, view.axis, { key: 'rate', label: 'Learning rate', colour }), dots: false }]
}

function bestPoint(
  points: readonly Point[],
  metric: string,
  kept: number | undefined,
  view: ChartView,
): { x: number; y: number } | null {
  if (points.length === 0) return null
  const better = (a: Point, b: Point): boolean =>
    lessIsBetter.includes(metric) ? a.value < b.value : a.value > b.value
  // Of equals the run itself says which weights it kept.
  const best =
    points.find(({ step }) => step === kept) ??
    points.reduce((lead, point) => (better(point, lead) ? point : lead))
  return { x: position(best, view.axis), y: best.value }
}
