// One dataset: its facts, classes, lengths, warnings, and every row.
import { Button, SimpleGrid, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { lab } from '../../lab/lab.ts'
import { refresh, useModels } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Facts, type Fact } from '../../ui/Facts.tsx'
import { count, number, percent } from '../../ui/format.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { ClassBars } from './ClassBars.tsx'
import { LengthChart } from './LengthChart.tsx'
import { RowsTable, type OnlyRows } from './RowsTable.tsx'
import { SetAside } from './SetAside.tsx'
import { Warnings } from './Warnings.tsx'

/** The cut-off that a new run starts with. */
const maxLength = 128

export function DatasetView({ dataset }: { readonly dataset: DatasetManifest }) {
  const { id, name, report } = dataset
  const [setAside, setSetAside] = useState(false)
  const [only, setOnly] = useState<OnlyRows | null>(null)
  const below = useRef<HTMLDivElement>(null)
  const model = useModels().data?.[0]
  const tokens = useQuery({
    queryKey: ['tokens', id, model?.id],
    queryFn: () => lab.call('datasets.tokens', { id, model: model?.id ?? '', maxLength }),
    enabled: model !== undefined,
  })
  const rename = useMutation({
    mutationFn: (to: string) => lab.call('datasets.rename', { id, name: to }),
    onSuccess: () => refresh('datasets'),
  })
  const remove = useMutation({
    mutationFn: () => lab.call('datasets.delete', { id }),
    onSuccess: async () => {
      go('data')
      await refresh('datasets')
      offerUndo(`${name} was deleted.`, async () => {
        await lab.call('datasets.restore', { id })
        await refresh('datasets')
      })
    },
  })
  return (
    <Stack gap="lg">
      <PageTitle title={name} onRename={rename.mutate}>
        <Button variant="default" onClick={() => remove.mutate()}>
          Delete
        </Button>
        {dataset.task !== 'unlabelled' && (
          <>
            <Button variant="default" onClick={() => go('prompts', '', { dataset: id })}>
              Try prompts
            </Button>
            <Button variant="default" onClick={() => go('compare', 'new', { dataset: id })}>
              Compare methods on this
            </Button>
          </>
        )}
        <Button onClick={() => go('train', '', { dataset: id })}>
          {dataset.task === 'unlabelled' ? 'Continue pre-training' : 'Train on this'}
        </Button>
      </PageTitle>
      <ErrorNote error={rename.error ?? remove.error} />
      <Facts label="Facts" facts={factsOf(dataset, tokens.data)} />
      <Warnings
        dataset={dataset}
        tokens={tokens.data}
        modelMaximum={model?.maxLength ?? 0}
        onSetAside={() => {
          setSetAside(true)
          below.current?.scrollIntoView({ block: 'start' })
        }}
        onRows={(rows) => {
          setOnly(rows)
          below.current?.scrollIntoView({ block: 'start' })
        }}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        {report.classes.length > 0 && <ClassBars classes={report.classes} />}
        <LengthChart report={tokens.data} characters={report.characters} error={tokens.error} />
      </SimpleGrid>
      <Stack gap="lg" ref={below}>
        <SetAside report={report} open={setAside} onToggle={() => setSetAside(!setAside)} />
        <RowsTable dataset={dataset} only={only} onAll={() => setOnly(null)} />
      </Stack>
    </Stack>
  )
}

type Tokens = Awaited<ReturnType<typeof lab.call<'datasets.tokens'>>>

function factsOf({ labels, report }: DatasetManifest, tokens: Tokens | undefined): Fact[] {
  const facts: (Fact | false)[] = [
    { name: 'Rows', value: count(report.kept) },
    labels.length > 0 && { name: 'Classes', value: count(labels.length) },
    report.range !== null && {
      name: 'Range',
      value: `${number(report.range.min)} to ${number(report.range.max)}`,
    },
    tokens !== undefined && {
      name: 'Median tokens',
      value: count(tokens.median),
      help: 'Half of the texts are shorter. Models read tokens: words and pieces of words.',
    },
    tokens !== undefined && {
      name: 'Truncated',
      value: percent(tokens.truncated),
      help: `Share of texts longer than ${tokens.maxLength} tokens; a run cuts them there unless you let it read further.`,
    },
    {
      name: 'Duplicates',
      value: count(report.duplicates.count),
      help: 'Rows that say the same as an earlier row.',
    },
    {
      name: 'Conflicts',
      value: count(report.conflicts.count),
      help: 'Rows whose text also occurs with another label. No model can get all of them right.',
    },
    report.overlap.count > 0 && {
      name: 'Overlap',
      value: count(report.overlap.count),
      help: 'Validation or test rows that are also in training: they make scores look better than they are.',
    },
    report.setAside > 0 && {
      name: 'Set aside',
      value: count(report.setAside),
      help: 'Rows that could not be read or used; each is listed with its reason.',
    },
  ]
  return facts.filter((fact) => fact !== false)
}
