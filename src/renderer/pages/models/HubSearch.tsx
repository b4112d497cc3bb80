// The Hugging Face Hub: search with filters, what was found, and a short list for those who do not know what to look for.
import { Anchor, Button, Group, Loader, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { HubModel, HubTask } from '../../../shared/hub.ts'
import { lab } from '../../lab/lab.ts'
import { useAppInfo } from '../../lab/queries.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Folded } from '../../ui/Folded.tsx'
import { bytes, short } from '../../ui/format.ts'
import { HubModelDialog } from './HubModelDialog.tsx'
import { HubToken } from './HubToken.tsx'
import { RecommendedTable } from './RecommendedTable.tsx'

const taskTitles: Readonly<Record<HubTask, string>> = {
  'fill-mask': 'Fills in hidden words',
  'text-generation': 'Writes on',
  'text-classification': 'Tells classes apart',
  'token-classification': 'Marks words',
  'sentence-similarity': 'Compares sentences',
  'feature-extraction': 'Turns texts into numbers',
}
const sizes = [
  { value: '30000000', label: 'Up to 30 million' },
  { value: '120000000', label: 'Up to 120 million' },
  { value: '400000000', label: 'Up to 400 million' },
]

interface Wish {
  readonly text: string
  readonly task: HubTask | null
  readonly family: string | null
  readonly size: string | null
}

export function HubSearch() {
  const families = useAppInfo().data?.families ?? []
  const [wish, setWish] = useState<Wish>({ text: '', task: null, family: null, size: null })
  // Nothing is asked of the Hub before a person asks.
  const [asked, setAsked] = useState<Wish | null>(null)
  const [looked, setLooked] = useState<string | null>(null)
  const change = (changed: Partial<Wish>): void => setWish({ ...wish, ...changed })
  return (
    <Stack>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(wish)
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            label="Search the Hugging Face Hub"
            placeholder="A name or a part of it"
            flex={1}
            miw={220}
            maxLength={200}
            value={wish.text}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
          <Select
            label="What it does"
            placeholder="Anything"
            clearable
            w={190}
            data={Object.entries(taskTitles).map(([value, label]) => ({ value, label }))}
            value={wish.task}
            onChange={(task) => change({ task: task as HubTask | null })}
          />
          <Select
            label="Family"
            placeholder="Any"
            clearable
            w={130}
            data={[...families]}
            value={wish.family}
            onChange={(family) => change({ family })}
          />
          <Select
            label="Parameters"
            placeholder="Any"
            clearable
            w={160}
            data={sizes}
            value={wish.size}
            onChange={(size) => change({ size })}
          />
          <Button type="submit">Search</Button>
        </Group>
      </form>
      {asked === null ? (
        <RecommendedTable onLook={setLooked} />
      ) : (
        <Results wish={asked} onLook={setLooked} onBack={() => setAsked(null)} />
      )}
      <Folded title="Token for gated models">
        <HubToken />
      </Folded>
      {looked !== null && <HubModelDialog key={looked} repo={looked} onClose={() => setLooked(null)} />}
    </Stack>
  )
}

interface ResultsProps {
  readonly wish: Wish
  readonly onLook: (repo: string) => void
  readonly onBack: () => void
}

function Results({ wish: { text, task, family, size }, onLook, onBack }: ResultsProps) {
  const found = useQuery({
    queryKey: ['hub', 'search', text, task, family, size],
    queryFn: () =>
      lab.call('hub.search', {
        text: text.trim(),
        ...(task && { task }),
        ...(family && { family }),
        ...(size && { maxParameters: Number(size) }),
      }),
    retry: false,
  })
  if (found.isPending) return <Loader size="sm" aria-label="Asking the Hub" />
  if (found.error)
    return (
      <ErrorNote error={found.error} action={{ label: 'Try again', onClick: () => void found.refetch() }} />
    )
  const { models, more } = found.data
  return (
    <Stack gap="xs" component="section" aria-label="Found">
      <Group justify="space-between">
        <Text c="dimmed">
          {models.length === 0
            ? 'Nothing of a family that Lathe knows, with safetensors weights, fits this search.'
            : `Most downloaded first${more ? '; there are more: search for a longer part of the name' : ''}.`}
        </Text>
        <Button size="compact-xs" variant="subtle" onClick={onBack}>
          Good ones to start with
        </Button>
      </Group>
      {models.length > 0 && (
        <Table.ScrollContainer minWidth={600} type="native">
          <Table aria-label="Found models">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Model</Table.Th>
                <Table.Th className="number">Parameters</Table.Th>
                <Table.Th className="number">Weights</Table.Th>
                <Table.Th className="number">Downloads</Table.Th>
                <Table.Th>Licence</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {models.map((model) => (
                <FoundRow key={model.repo} model={model} onLook={onLook} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  )
}

function FoundRow({ model, onLook }: { readonly model: HubModel; readonly onLook: (repo: string) => void }) {
  const { repo, task, family, parameters, weightBytes, downloads, licence, gated, here } = model
  const marks = [
    family,
    (taskTitles as Readonly<Record<string, string>>)[task] ?? task,
    gated && 'gated: its licence has to be accepted',
    here && 'on this machine',
  ].filter(Boolean)
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component="button" size="sm" ta="left" onClick={() => onLook(repo)}>
          {repo}
        </Anchor>
        <Text size="xs" c="dimmed">
          {marks.join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td className="number">{parameters === null ? '–' : short(parameters)}</Table.Td>
      <Table.Td className="number">{weightBytes === null ? '–' : bytes(weightBytes)}</Table.Td>
      <Table.Td className="number">{short(downloads)}</Table.Td>
      <Table.Td>{licence}</Table.Td>
    </Table.Tr>
  )
}
