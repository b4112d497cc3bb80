// Runs: a table of all of them; ticked ones are compared below.
import { Button, Checkbox, Stack, Switch, Table, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { lab } from '../../lab/lab.ts'
import { refresh, useAppInfo, useRuns } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { plural } from '../../ui/format.ts'
import { methodOfRun } from '../../ui/methodTitle.ts'
import { SortHead } from '../../ui/SortHead.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { CombineDialog } from './CombineDialog.tsx'
import { offersCombining } from './combining.ts'
import { Comparison } from './Comparison.tsx'
import { RunRow } from './RunRow.tsx'
import {
  bestRuns,
  searchRuns,
  sortColumns,
  sortingAfter,
  sortRuns,
  type SortColumn,
  type Sorting,
} from './runsTable.ts'

export default function RunsPage() {
  const runs = useRuns()
  const [ticked, setTicked] = useState<readonly string[]>([])
  const [search, setSearch] = useState('')
  const [asked, setAsked] = useState<boolean | null>(null)
  const [combining, setCombining] = useState(false)
  const [sorting, setSorting] = useState<Sorting>({ by: 'number', direction: 'down' })
  const info = useAppInfo().data
  const methodOf = ({ spec }: RunInfo): string => methodOfRun(spec, info)
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
  const parts = runs.data.filter(isPart).length
  // Who has compared methods or made recipes only sees their runs, not an empty table.
  const all = asked ?? parts === runs.data.length
  const shown = all ? runs.data : runs.data.filter((run) => !isPart(run))
  const list = sortRuns(searchRuns(shown, search, methodOf), sorting)
  // Ticked runs stay ticked, and compared, while a search hides their rows.
  const chosen = runs.data.filter(({ id }) => ticked.includes(id)).toSorted((a, b) => b.number - a.number)
  const shownTicked = list.filter(({ id }) => ticked.includes(id)).length
  const bests = bestRuns(runs.data)
  const sort = (column: SortColumn) => ({
    title: sortColumns[column].title,
    direction: sorting.by === column ? sorting.direction : null,
    onSort: () => setSorting(sortingAfter(sorting, column)),
  })
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
        {offersCombining(chosen) && (
          <Button variant="default" onClick={() => setCombining(true)}>
            Combine
          </Button>
        )}
        {chosen.length === 1 && (
          <Button variant="default" onClick={() => go('train', '', { from: chosen[0]!.id })}>
            New run from this
          </Button>
        )}
        {parts > 0 && (
          <Switch
            size="xs"
            label={`With ${plural(parts, 'run')} of comparisons and recipes`}
            checked={all}
            onChange={(event) => setAsked(event.currentTarget.checked)}
          />
        )}
        <TextInput
          type="search"
          w={200}
          placeholder="Search the runs"
          aria-label="Search the runs"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Button onClick={() => go('train')}>New run</Button>
      </PageTitle>
      <ErrorNote error={remove.error} />
      {offersCombining(chosen) && (
        <CombineDialog runs={chosen.toReversed()} opened={combining} onClose={() => setCombining(false)} />
      )}
      <Table.ScrollContainer minWidth={660} type="native">
        <Table highlightOnHover aria-label="Runs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={32}>
                <Checkbox
                  size="xs"
                  aria-label="Tick all runs"
                  checked={list.length > 0 && shownTicked === list.length}
                  indeterminate={shownTicked > 0 && shownTicked < list.length}
                  onChange={(event) => setTicked(event.currentTarget.checked ? list.map(({ id }) => id) : [])}
                />
              </Table.Th>
              <SortHead {...sort('number')} w={64} />
              <Table.Th miw={140}>Name</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Data</Table.Th>
              <Table.Th>Method</Table.Th>
              <SortHead {...sort('score')} />
              <SortHead {...sort('trainable')} />
              <SortHead {...sort('time')} />
              <SortHead {...sort('created')} visibleFrom="lg" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                method={methodOf(run)}
                best={bests.has(run.id)}
                ticked={ticked.includes(run.id)}
                onTick={(on) => setTicked(on ? [...ticked, run.id] : ticked.filter((id) => id !== run.id))}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {list.length === 0 && search.trim() !== '' && (
        <Text role="status">
          No run holds all of “{search.trim()}” in its name, data, model, method or state.
        </Text>
      )}
      {chosen.length > 0 ? (
        <Comparison runs={chosen} />
      ) : (
        <Text size="sm" c="dimmed">
          Tick runs to lay their curves over each other and see what they differ in.
          {bests.size > 0 && ' ★ marks the best run of each dataset.'}
        </Text>
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

/** Whether it belongs to a comparison or recipe, whose page shows it. */
const isPart = ({ rung, recipe }: RunInfo): boolean => rung !== null || recipe !== null
