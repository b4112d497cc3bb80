// How well each layer answers the validation rows while a run with exits trains: one curve for each layer.
import { SimpleGrid, useComputedColorScheme } from '@mantine/core'
import { useMemo } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { layerColour } from '../../charts/colours.ts'
import { CurveChart } from '../../charts/CurveChart.tsx'
import { measured, type Curve } from '../../charts/curves.ts'
import type { SeriesByName } from '../../charts/series.ts'
import { useChartView, type ChartView } from '../../charts/view.ts'
import { useLiveRun } from '../../lab/liveRuns.ts'
import { capital } from '../../ui/format.ts'
import { metricTitle } from '../../ui/runNames.ts'

export function LayerCharts({ run }: { readonly run: RunInfo }) {
  const { series } = useLiveRun(run.id)
  const [view] = useChartView()
  const scheme = useComputedColorScheme('light')
  const charts = useMemo(
    () => metricsOf(series).map((metric) => ({ metric, curves: curvesOf(series, metric, view, scheme) })),
    [series, view, scheme],
  )
  return (
    <SimpleGrid cols={2} spacing="lg">
      {charts.map(({ metric, curves }) => (
        <CurveChart
          key={metric}
          title={`${capital(metricTitle(metric))} of each layer`}
          curves={curves}
          axis={view.axis}
          log={metric === 'loss' && view.log}
          empty="Nothing yet."
        />
      ))}
    </SimpleGrid>
  )
}

/** What is measured of each layer: its loss, and the score that the run is judged by. See layerScores.ts for the names. */
const metricsOf = (series: SeriesByName): string[] =>
  Object.keys(series)
    .flatMap((name) => /^dev\/exit 1\/(.+)$/.exec(name)?.[1] ?? [])
    .toSorted((a, b) => Number(b === 'loss') - Number(a === 'loss'))

function curvesOf(series: SeriesByName, metric: string, view: ChartView, scheme: 'light' | 'dark'): Curve[] {
  const names = Object.keys(series).filter(
    (name) => /^dev\/exit \d+\//.test(name) && name.endsWith(`/${metric}`),
  )
  return names.map((_, l) =>
    measured(series[`dev/exit ${l + 1}/${metric}`] ?? [], view.axis, {
      key: `layer${l + 1}`,
      label: `Layer ${l + 1}`,
      colour: layerColour(l, names.length, scheme),
    }),
  )
}
