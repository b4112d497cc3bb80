// What the run will cost, and the button that starts it.
import { Button, Divider, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { RunPlan } from '../../../shared/contract.ts'
import type { RunSpec } from '../../../shared/run.ts'
import { lab } from '../../lab/lab.ts'
import { refresh } from '../../lab/queries.ts'
import { goOn } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes, count, duration, percent, short } from '../../ui/format.ts'
import { splits, splitTitles } from '../../ui/runNames.ts'

interface EstimateProps {
  readonly spec: RunSpec | null
  readonly plan: RunPlan | undefined
  readonly error: unknown
  readonly name: string
  readonly onName: (name: string) => void
}

export function Estimate({ spec, plan, error, name, onName }: EstimateProps) {
  const probe = useMutation({ mutationFn: (of: RunSpec) => lab.call('runs.probe', { spec: of }) })
  const start = useMutation({
    mutationFn: (of: RunSpec) => lab.call('runs.start', { spec: of }),
    onSuccess: async ({ id }) => {
      await refresh('runs')
      goOn('train', 'runs', id)
    },
  })
  // A measurement holds for the run it was made for.
  const [measured, setMeasured] = useState('')
  const shape = JSON.stringify({ ...spec, name: '' })
  const { reset } = probe
  useEffect(() => {
    if (measured && measured !== shape) reset()
  }, [measured, shape, reset])

  const cost = probe.data
  const rows: [string, string][] = [
    ...(plan
      ? ([
          [
            'Trainable',
            `${short(plan.trainableParameters)} (${percent(plan.trainableParameters / plan.totalParameters)})`,
          ],
          ['Parameters', short(plan.totalParameters)],
          ['Steps', count(plan.steps)],
          ...splits.flatMap((split): [string, string][] =>
            plan.rows[split] ? [[`${splitTitles[split]} rows`, count(plan.rows[split])]] : [],
          ),
        ] satisfies [string, string][])
      : []),
    ...(cost
      ? ([
          ['Time', duration(cost.seconds)],
          ['Tokens per second', count(cost.tokensPerSecond)],
          ['Memory', bytes(cost.memoryBytes)],
          ['Disk', bytes(cost.diskBytes)],
        ] satisfies [string, string][])
      : []),
  ]
  return (
    <Paper withBorder p="md" className="sticky" component="section" aria-label="Estimate">
      <Stack gap="sm">
        <Title order={2}>Estimate</Title>
        <ErrorNote error={error} />
        <Table verticalSpacing={3} horizontalSpacing={0} withRowBorders={false}>
          <Table.Tbody>
            {rows.map(([what, value]) => (
              <Table.Tr key={what}>
                <Table.Th fw={400} c="dimmed" scope="row">
                  {what}
                </Table.Th>
                <Table.Td className="number">{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {plan?.warnings.map((warning) => (
          <Text key={warning} size="sm" c="orange">
            {warning}
          </Text>
        ))}
        <Button
          variant="default"
          px="xs"
          disabled={!spec || error !== null}
          loading={probe.isPending}
          onClick={() => {
            setMeasured(shape)
            if (spec) probe.mutate(spec)
          }}
        >
          Measure on this machine
        </Button>
        <Text size="xs" c="dimmed">
          Trains five steps on your rows and tells time, memory and disk.
        </Text>
        <ErrorNote error={probe.error} />
        <Divider />
        <TextInput
          label="Name"
          placeholder="Optional"
          maxLength={200}
          value={name}
          onChange={(event) => onName(event.currentTarget.value)}
        />
        <Button
          size="md"
          disabled={!spec || error !== null}
          loading={start.isPending}
          onClick={() => spec && start.mutate({ ...spec, name })}
        >
          Start
        </Button>
        <ErrorNote error={start.error} />
      </Stack>
    </Paper>
  )
}
