// The comparisons that are there, newest first.
import { ActionIcon, Anchor, Button, Progress, Stack, Table } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { LadderInfo } from '../../../shared/ladder.ts'
import { lab } from '../../lab/lab.ts'
import { refresh, useLadders } from '../../lab/queries.ts'
import { go, hrefOf } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { count, moment, shortMoment } from '../../ui/format.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { RunState } from '../../ui/RunState.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { ladderName } from '../../../shared/comparison/words.ts'

export function ComparisonList() {
  const ladders = useLadders()
  const remove = useMutation({ mutationFn: deleteLadder })
  if (ladders.error) return <ErrorNote error={ladders.error} />
  if (!ladders.data) return null
  const begin = <Button onClick={() => go('compare', 'new')}>New comparison</Button>
  if (ladders.data.length === 0)
    return (
      <Empty
        title="No comparisons yet"
        text="A comparison trains several methods on the same rows, several times each, and shows what each is worth: score, parameters, memory, time, and whether a difference may be chance."
      >
        {begin}
      </Empty>
    )
  return (
    <Stack>
      <PageTitle title="Compare">{begin}</PageTitle>
      <ErrorNote error={remove.error} />
      <Table.ScrollContainer minWidth={620} type="native">
        <Table highlightOnHover aria-label="Comparisons">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Data</Table.Th>
              <Table.Th>Model</Table.Th>
              <Table.Th className="number">Methods</Table.Th>
              <Table.Th className="number">Runs done</Table.Th>
              <Table.Th className="number">Created</Table.Th>
              <Table.Th w={40} aria-label="Delete" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ladders.data.map((ladder) => (
              <Table.Tr key={ladder.id}>
                <Table.Td>
                  <Anchor href={hrefOf('compare', ladder.id)} size="sm">
                    {ladderName(ladder)}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <RunState state={ladder.state} />
                </Table.Td>
                <Table.Td>{ladder.datasetName}</Table.Td>
                <Table.Td>{ladder.modelTitle}</Table.Td>
                <Table.Td className="number">{count(ladder.spec.methods.length)}</Table.Td>
                <Table.Td className="number">
                  {count(ladder.counts.done ?? 0)} of {count(ladder.total)}
                  {ladder.state === 'running' && (
                    <Progress size={3} value={(100 * (ladder.counts.done ?? 0)) / ladder.total} aria-hidden />
                  )}
                </Table.Td>
                <Table.Td className="number" title={moment(ladder.created)}>
                  {shortMoment(ladder.created)}
                </Table.Td>
                <Table.Td>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Delete ${ladderName(ladder)}`}
                    title="Delete"
                    disabled={ladder.state === 'running'}
                    onClick={() => remove.mutate(ladder)}
                  >
                    ×
                  </ActionIcon>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  )
}

async function deleteLadder(ladder: LadderInfo): Promise<void> {
  const { id } = ladder
  await lab.call('ladders.delete', { id })
  await Promise.all([refresh('ladders'), refresh('runs')])
  offerUndo(`${ladderName(ladder)} was deleted, with its runs.`, async () => {
    await lab.call('ladders.restore', { id })
    await Promise.all([refresh('ladders'), refresh('runs')])
  })
}
