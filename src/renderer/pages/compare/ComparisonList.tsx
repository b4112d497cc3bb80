// The comparisons that are there, newest first.
import { Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { ladderName } from '../../../shared/comparison/words.ts'
import { lab } from '../../lab/lab.ts'
import { refresh, useLadders } from '../../lab/queries.ts'
import { go, hrefOf } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SeveralRunsTable } from '../../ui/SeveralRuns.tsx'
import { offerUndo } from '../../ui/undo.tsx'

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
  const rows = ladders.data.map((ladder) => ({
    ...ladder,
    name: ladderName(ladder),
    href: hrefOf('compare', ladder.id),
    methods: ladder.spec.methods.length,
    done: ladder.counts.done ?? 0,
    all: ladder.total,
  }))
  return (
    <Stack>
      <PageTitle title="Compare">{begin}</PageTitle>
      <ErrorNote error={remove.error} />
      <SeveralRunsTable
        label="Comparisons"
        parts="Runs"
        rows={rows}
        onDelete={(id) => remove.mutate(rows.find((row) => row.id === id)!)}
      />
    </Stack>
  )
}

async function deleteLadder({ id, name }: { readonly id: string; readonly name: string }): Promise<void> {
  await lab.call('ladders.delete', { id })
  await Promise.all([refresh('ladders'), refresh('runs')])
  offerUndo(`${name} was deleted, with its runs.`, async () => {
    await lab.call('ladders.restore', { id })
    await Promise.all([refresh('ladders'), refresh('runs')])
  })
}
