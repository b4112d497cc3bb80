// Runs: a table of all of them; ticked ones are compared below.
import { Button, Checkbox, Group, Stack, Table, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/contract.ts'
import { lab } from '../../lab/lab.ts'
import { refresh, useRuns } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { plural } from '../../ui/format.ts'
import { offerUndo } from '../../ui/undo.tsx'
import { Comparison } from './Comparison.tsx'
import { RunRow } from './RunRow.tsx'

export default function RunsPage() {
  const runs = useRuns()
  const [ticked, setTicked] = useState<readonly string[]>([])
  const remove = useMutation({ mutationFn: deleteRuns, onSuccess: () => setTicked([]) })
  if (runs.error) return <ErrorNote error={runs.error} />
  if (!runs.data) return null
  if (runs.data.length === 0)
    return (
      <Empty
        title="No runs yet"
        text="A run trains a model on your rows. Its curves appear here while it learns."
      >
        <Button onClick={() => go('train')}>Set up a run</Button>
      </Empty>
    )
  const list = runs.data.toSorted((a, b) => b.number - a.number)
  const chosen = list.filter(({ id }) => ticked.includes(id))
  const bests = bestByMetric(list)
  return (
    <Stack>
      <PageTitle title="Runs">
        {chosen.length > 0 && (
          <>
            <Text size="sm" c="dimmed">
              {plural(chosen.length, 'run')} ticked
            </Text>
            <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate(chosen)}>
              Delete
            </Button>
          </>
        )}
        {chosen.length === 1 && (
          <Button variant="default" onClick={() => go('train', '', { from: chosen[0]!.id })}>
            New run from this
          </Button>
        )}
        <Button onClick={() => go('train')}>New run</Button>
      </PageTitle>
      <ErrorNote error={remove.error} />
      <Table.ScrollContainer minWidth={640} type="native">
        <Table highlightOnHover aria-label="Runs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={32}>
                <Checkbox
                  size="xs"
                  aria-label="Tick all runs"
                  checked={chosen.length === list.length}
                  indeterminate={chosen.length > 0 && chosen.length < list.length}
                  onChange={(event) => setTicked(event.currentTarget.checked ? list.map(({ id }) => id) : [])}
                />
              </Table.Th>
              <Table.Th className="number">No.</Table.Th>
              <Table.Th>Name</Table.Th>
              <Table.Th>Data</Table.Th>
              <Table.Th>Method</Table.Th>
              <Table.Th className="number">Best score</Table.Th>
              <Table.Th className="number">Trainable</Table.Th>
              <Table.Th className="number">Time</Table.Th>
              <Table.Th>State</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                best={bests.has(run.id)}
                ticked={ticked.includes(run.id)}
                onTick={(on) => setTicked(on ? [...ticked, run.id] : ticked.filter((id) => id !== run.id))}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {chosen.length > 0 ? (
        <Comparison runs={chosen} />
      ) : (
        <Group>
          <Text size="sm" c="dimmed">
            Tick runs to lay their curves over each other and see what they differ in.
          </Text>
        </Group>
      )}
    </Stack>
  )
}

async function deleteRuns(runs: readonly RunInfo[]): Promise<void> {
  for (const { id } of runs) await lab.call('runs.delete', { id })
  await refresh('runs')
  offerUndo(`${plural(runs.length, 'run')} deleted.`, async () => {
    for (const { id } of runs) await lab.call('runs.restore', { id })
    await refresh('runs')
  })
}

/** The runs with the best score of their dataset and metric. */
function bestByMetric(runs: readonly RunInfo[]): ReadonlySet<string> {
  const best = new Map<string, { id: string; value: number }>()
  for (const { id, result, datasetHash } of runs) {
    if (!result?.best) continue
    const { series, value } = result.best
    const key = `${datasetHash} ${series}`
    const lead = best.get(key)
    const ahead = !lead || (series.endsWith('loss') ? value < lead.value : value > lead.value)
    if (ahead) best.set(key, { id, value })
  }
  return new Set([...best.values()].map(({ id }) => id))
}
