// What the run will cost, and the button that starts it.
import { Button, Divider, Paper, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { RunPlan } from '../../../shared/runInfo.ts'
import { LabError } from '../../../shared/labError.ts'
import type { RunSpec } from '../../../shared/run.ts'
import { lab } from '../../lab/lab.ts'
import { refresh } from '../../lab/queries.ts'
import { goOn } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Figures } from '../../ui/Figures.tsx'
import { NameAndStart } from '../../ui/NameAndStart.tsx'
import { bytes, capital, count, duration, parameterShare, short } from '../../ui/format.ts'
import { splits, splitTitles } from '../../ui/runNames.ts'
import { useProbe } from './useProbe.ts'

interface EstimateProps {
  readonly spec: RunSpec | null
  readonly plan: RunPlan | undefined
  /** Whether the plan is of this very spec, not of the one before. */
  readonly planned: boolean
  readonly error: unknown
  /** Why it does not fit into memory; null where it does. */
  readonly tight: string | null
  readonly name: string
  readonly onName: (name: string) => void
}

export function Estimate({ spec, plan, planned, error, tight, name, onName }: EstimateProps) {
  // Measuring what does not fit would take the machine down.
  const probe = useProbe(spec, planned && tight === null)
  const start = useMutation({
    mutationFn: (of: RunSpec) => lab.call('runs.start', { spec: of }),
    onSuccess: async ({ id }) => {
      await refresh('runs')
      goOn('train', 'runs', id)
    },
  })
  const cost = probe.data
  const rows: [string, string][] = [
    ...(plan
      ? ([
          [
            'Trainable',
            `${short(plan.trainableParameters)} (${parameterShare(plan.trainableParameters, plan.totalParameters)})`,
          ],
          ['Parameters', short(plan.totalParameters)],
          ['Steps', count(plan.steps)],
          ...splits.flatMap((split): [string, string][] =>
            plan.rows[split] ? [[`${splitTitles[split]} rows`, count(plan.rows[split])]] : [],
          ),
        ] satisfies [string, string][])
      : []),
    ['Time', cost ? duration(cost.seconds) : '–'],
    ['Memory', cost ? bytes(cost.memoryBytes) : '–'],
    ['Disk', cost ? bytes(cost.diskBytes) : '–'],
    ['Speed', cost ? `${count(cost.tokensPerSecond)} tokens/s` : '–'],
  ]
  return (
    <Paper withBorder p="md" className="sticky" component="section" aria-label="Estimate">
      <Stack gap="sm">
        <Title order={2}>Estimate</Title>
        <ErrorNote error={error} />
        <Figures rows={rows} />
        {tight !== null && (
          <Text size="sm" c="red" role="status">
            {tight}
          </Text>
        )}
        {plan?.warnings.map((warning) => (
          <Text key={warning} size="sm" c="orange">
            {warning}
          </Text>
        ))}
        <Text size="xs" c="dimmed" aria-live="polite">
          {measuring(
            probe,
            tight !== null,
            plan?.steps === 0 ? 'one look at your rows' : 'five steps on your rows',
          )}
        </Text>
        <Button
          variant="default"
          size="xs"
          disabled={!spec || error !== null}
          loading={probe.isFetching}
          onClick={() => void probe.refetch()}
        >
          {cost || probe.isFetching ? 'Measure again' : 'Measure on this machine'}
        </Button>
        <Divider />
        <NameAndStart
          name={name}
          onName={onName}
          ready={spec !== null && error === null}
          starting={start.isPending}
          error={start.error}
          onStart={() => spec && start.mutate({ ...spec, name })}
        />
      </Stack>
    </Paper>
  )
}

/** One sentence on where the measured figures come from, or why there are none. */
function measuring(
  { isFetching, error, data, training }: ReturnType<typeof useProbe>,
  tight: boolean,
  how: string,
): string {
  if (isFetching) return `Measuring: ${how}…`
  if (error) return `Not measured. ${LabError.from(error).message}`
  if (data) return `Measured with ${how}.`
  if (tight) return 'Not measured by itself while it does not fit.'
  if (training) return 'Not measured by itself while a run trains.'
  return `${capital(how)} will tell time, memory and disk.`
}
