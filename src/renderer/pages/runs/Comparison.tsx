// Chosen runs side by side: their curves in one chart each, and the options in which they differ.
import { SimpleGrid, Stack, Text, Title, useComputedColorScheme } from '@mantine/core'
import { useMemo } from 'react'
import type { RunInfo } from '../../../shared/contract.ts'
import { runColour, runDash } from '../../charts/colours.ts'
import { CurveChart } from '../../charts/CurveChart.tsx'
import { measured, smoothed, type Curve } from '../../charts/curves.ts'
import { useChartView } from '../../charts/view.ts'
import { ViewControls } from '../../charts/ViewControls.tsx'
import { useLiveRuns } from '../../lab/liveRuns.ts'
import { OptionsTable } from '../../ui/OptionsTable.tsx'
import { metricTitle, nameOf } from '../../ui/runNames.ts'
import { chiefMetric } from '../run/chiefMetric.ts'

export function Comparison({ runs }: { readonly runs: readonly RunInfo[] }) {
  const live = useLiveRuns(runs.map(({ id }) => id))
  const scheme = useComputedColorScheme('light')
  const [view, setView] = useChartView()
  const metric = chiefMetric(runs[0]!, live[0]?.series ?? {})
  const looks = runs.map((run) => ({
    key: run.id,
    label: `${run.number} ${nameOf(run)}`,
    colour: runColour(run.number, scheme),
    dash: runDash(run.number),
  }))
  // The series keep their identity until points arrive, so the curves are drawn again only then.
  const seen = live.map(({ series }) => series)
  const [training, validation, scores] = useMemo(
    () => [
      looks.flatMap((look, i) => smoothed(seen[i]?.['train/loss'] ?? [], view.axis, view.smoothing, look)),
      looks.map((look, i) => measured(seen[i]?.['dev/loss'] ?? [], view.axis, look)),
      looks.map((look, i) => measured(seen[i]?.[`dev/${metric}`] ?? [], view.axis, look)),
    ],
    [...seen, metric, view, scheme, runs],
  )
  return (
    <Stack gap="sm">
      <Title order={2}>Compared</Title>
      <ViewControls view={view} onChange={setView} />
      <SimpleGrid cols={{ base: 2, lg: 3 }} spacing="lg">
        <CurveChart
          title={`Validation ${metricTitle(metric)}`}
          curves={drawn(scores)}
          axis={view.axis}
          empty="No looks at the validation rows yet."
        />
        <CurveChart
          title="Training loss"
          curves={drawn(training)}
          axis={view.axis}
          log={view.log}
          empty="No points yet."
        />
        <CurveChart
          title="Validation loss"
          curves={drawn(validation)}
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

function drawn(curves: readonly Curve[] | undefined): readonly Curve[] {
  return (curves ?? []).filter(({ points }) => points.length > 0)
}
