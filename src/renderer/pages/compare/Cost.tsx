// What a comparison will cost, and the button that starts it.
import { Button, Divider, Paper, Stack, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import type { LadderSpec } from '../../../shared/ladder.ts'
import { lab } from '../../lab/lab.ts'
import { refresh } from '../../lab/queries.ts'
import { goOn } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Figures } from '../../ui/Figures.tsx'
import { NameAndStart } from '../../ui/NameAndStart.tsx'
import { bytes, count, duration } from '../../ui/format.ts'

/** Milliseconds without a change before the cost is asked for. */
const pause = 500

interface CostProps {
  readonly spec: LadderSpec | null
  /** What still has to be chosen; empty where nothing has. */
  readonly missing: string
  readonly name: string
  readonly onName: (name: string) => void
}

export function Cost({ spec, missing, name, onName }: CostProps) {
  const shape = JSON.stringify({ ...spec, name: '' })
  const [settled] = useDebouncedValue(shape, pause)
  const plan = useQuery({
    queryKey: ['ladderPlan', shape],
    queryFn: () => lab.call('ladders.plan', { spec: spec!, measure: false }),
    enabled: spec !== null && settled === shape,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const measured = useQuery({
    queryKey: ['ladderPlan', 'measured', shape],
    queryFn: () => lab.call('ladders.plan', { spec: spec!, measure: true }),
    enabled: false,
    retry: false,
  })
  const start = useMutation({
    mutationFn: (of: LadderSpec) => lab.call('ladders.start', { spec: of }),
    onSuccess: async ({ id }) => {
      await Promise.all([refresh('ladders'), refresh('runs')])
      goOn('compare', 'compare', id)
    },
  })
  const cost = spec ? (measured.data ?? plan.data) : undefined
  const rows: [string, string][] = [
    ['Runs', cost ? count(cost.runs) : '–'],
    ['Time', cost?.seconds ? duration(cost.seconds) : '–'],
    ['Disk in the end', cost ? bytes(cost.diskBytes) : '–'],
    ['Disk while a run works', cost ? bytes(cost.passingBytes) : '–'],
  ]
  const wrong = plan.error ?? measured.error
  return (
    <Paper withBorder p="md" className="sticky" component="section" aria-label="Cost">
      <Stack gap="sm">
        <Title order={2}>Cost</Title>
        <ErrorNote error={spec && wrong} />
        <Figures rows={rows} />
        <Text size="xs" c="dimmed" aria-live="polite">
          {missing || (measured.isFetching ? 'Measuring: a few steps with each method…' : cost?.basis)}
        </Text>
        {cost?.warnings.map((warning) => (
          <Text key={warning} size="sm" c="orange">
            {warning}
          </Text>
        ))}
        <Button
          variant="default"
          size="xs"
          disabled={!spec || wrong !== null}
          loading={measured.isFetching}
          onClick={() => void measured.refetch()}
        >
          Measure on this machine
        </Button>
        <Divider />
        <NameAndStart
          name={name}
          onName={onName}
          ready={spec !== null && wrong === null}
          starting={start.isPending}
          error={start.error}
          onStart={() => spec && start.mutate({ ...spec, name })}
        />
        <Text size="xs" c="dimmed">
          The runs wait in the queue and go on after a restart. You can stop at any time and continue later.
        </Text>
      </Stack>
    </Paper>
  )
}
