// Try it: type a text and see what a trained run says of it, and how sure it is.
import { Button, Loader, Select, Stack, Table, Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output, RunInfo } from '../../../shared/contract.ts'
import { lab } from '../../lab/lab.ts'
import { useDatasets, useRuns } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { Bar } from '../../ui/Bar.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { number, percent } from '../../ui/format.ts'
import { isLanguageModel, writes } from '../../ui/languageModels.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { isForeign, labelOf } from '../../ui/runNames.ts'
import { Writing } from './Writing.tsx'

const shown = 10
/** Milliseconds without a key before the text is looked at. */
const pause = 250

export default function TryPage({ id }: { readonly id: string }) {
  const runs = useRuns()
  if (runs.error) return <ErrorNote error={runs.error} />
  if (!runs.data) return null
  const trained = runs.data
    .filter((run) => run.result !== null && (writes(run) || !isLanguageModel(run)))
    .toSorted((a, b) => b.number - a.number)
  const run = trained.find((one) => one.id === id) ?? trained[0]
  if (!run)
    return (
      <Empty
        title="Nothing to try yet"
        text="Once a run has learned something, type a text here and see what it says."
      >
        <Button onClick={() => go('train')}>Set up a run</Button>
      </Empty>
    )
  return (
    <Stack maw={800}>
      <PageTitle title="Try it">
        <Select
          aria-label="Run"
          w={300}
          allowDeselect={false}
          data={trained.map((one) => ({ value: one.id, label: labelOf(one) }))}
          value={run.id}
          onChange={(chosen) => chosen !== null && go('try', chosen)}
        />
      </PageTitle>
      {writes(run) ? <Writing key={run.id} run={run} /> : <Answering key={run.id} run={run} />}
    </Stack>
  )
}

function Answering({ run }: { readonly run: RunInfo }) {
  const dataset = useDatasets().data?.find(({ id }) => id === run.spec.dataset)
  const pairs = dataset?.pairs ?? false
  // What an adapter from elsewhere reads, it does not tell.
  const mayPair = pairs || isForeign(run)
  const [typed, setTyped] = useState({ text: '', pair: '' })
  const [asked] = useDebouncedValue(typed, pause)
  const ready = asked.text.trim() !== '' && (!pairs || asked.pair.trim() !== '')
  const answer = useQuery({
    queryKey: ['predict', run.id, asked],
    queryFn: () =>
      lab.call('runs.predict', {
        id: run.id,
        texts: [asked.pair.trim() === '' ? { text: asked.text } : asked],
      }),
    enabled: ready,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })
  return (
    <>
      <Textarea
        label={mayPair ? 'First text' : 'Text'}
        placeholder="Type or paste a text; the answer follows as you type"
        autosize
        minRows={3}
        maxRows={12}
        value={typed.text}
        onChange={(event) => setTyped({ ...typed, text: event.currentTarget.value })}
        autoFocus
      />
      {mayPair && (
        <Textarea
          label={pairs ? 'Second text' : 'Second text, where it reads pairs'}
          autosize
          minRows={3}
          maxRows={12}
          value={typed.pair}
          onChange={(event) => setTyped({ ...typed, pair: event.currentTarget.value })}
        />
      )}
      <ErrorNote error={answer.error} />
      {ready && answer.isPending && <Loader size="sm" aria-label="Thinking" />}
      {ready && answer.data && <Answer answer={answer.data} />}
    </>
  )
}

function Answer({ answer }: { readonly answer: Output<'runs.predict'> }) {
  const prediction = answer.predictions[0]
  if (!prediction) return null
  const { predicted, probabilities, value } = prediction
  const sorted = probabilities.toSorted((a, b) => b.probability - a.probability)
  return (
    <Stack gap="xs" role="status">
      <Text fz={18} fw={600}>
        {value === null ? predicted : number(value)}
      </Text>
      {sorted.length > 0 && (
        <Table withRowBorders={false} verticalSpacing={3} aria-label="Probabilities">
          <Table.Tbody>
            {sorted.slice(0, shown).map(({ label, probability }) => (
              <Table.Tr key={label}>
                <Table.Td w="30%">{label}</Table.Td>
                <Table.Td>
                  <Bar share={probability} />
                </Table.Td>
                <Table.Td className="number" w={70}>
                  {percent(probability)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="sm" c="dimmed">
        {sorted.length > shown && `${sorted.length - shown} more classes are less likely. `}
        Took {number(answer.milliseconds)} ms.
      </Text>
    </Stack>
  )
}
