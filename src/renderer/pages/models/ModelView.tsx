// One model: what it is, whether its files are sound, its card, and what can be done with it.
import { Alert, Anchor, Button, CopyButton, Stack, Table, Tabs, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { isTrainable, type ModelInfo } from '../../../shared/models.ts'
import { lab } from '../../lab/lab.ts'
import { useAppInfo, useRoom } from '../../lab/queries.ts'
import { go, hrefOf } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { memoryNeeds } from '../../ui/fit.ts'
import { bytes, count, moment, plural, short } from '../../ui/format.ts'
import { runsInWords, sourceOf } from '../../ui/modelNames.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { CardText } from './CardText.tsx'
import { MemoryNeed } from './MemoryNeed.tsx'

// Only the desktop program can show a folder in the system's file manager.
const onDesktop = window.labHost !== undefined

export function ModelView({ model }: { readonly model: ModelInfo }) {
  const { id, title, folder, deletion, runs } = model
  const details = useQuery({ queryKey: ['model', id], queryFn: () => lab.call('models.get', { id }) })
  const rename = useMutation({ mutationFn: (name: string) => lab.call('models.rename', { id, name }) })
  const check = useMutation({ mutationFn: () => lab.call('models.verify', { id }) })
  const reveal = useMutation({ mutationFn: () => lab.call('models.reveal', { id }) })
  const remove = useMutation({
    mutationFn: () => lab.call('models.delete', { id }),
    onSuccess: () => {
      go('models')
      const what =
        deletion === 'trash' ? `${title} is in the trash.` : `${title} is off the list; its files stay.`
      const need =
        runs.length === 0
          ? ''
          : ` ${runsInWords(runs)} cannot predict, continue or be exported without ${deletion === 'trash' ? 'it' : 'them'}.`
      offerUndo(deletion === 'trash' ? what + need : what, () => lab.call('models.restore', { id }))
    },
  })
  return (
    <Stack gap="md">
      <Anchor href={hrefOf('models')} size="sm">
        ← All models
      </Anchor>
      <PageTitle title={title} onRename={rename.mutate}>
        {onDesktop ? (
          <Button variant="default" onClick={() => reveal.mutate()}>
            Show in folder
          </Button>
        ) : (
          <CopyButton value={folder}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy path'}
              </Button>
            )}
          </CopyButton>
        )}
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          Check the files
        </Button>
        {deletion !== 'never' && (
          <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
            {deletion === 'trash' ? 'Delete' : 'Take off the list'}
          </Button>
        )}
        {isTrainable(model) && <Button onClick={() => go('train', '', { model: id })}>Train on it</Button>}
      </PageTitle>
      <ErrorNote error={rename.error ?? check.error ?? reveal.error ?? remove.error} />
      <ModelFacts model={model} />
      <Soundness model={model} />
      <ErrorNote error={details.error} />
      {details.data && <Details {...details.data} />}
    </Stack>
  )
}

function ModelFacts({ model }: { readonly model: ModelInfo }) {
  const tunings = useAppInfo().data?.tunings ?? []
  const free = useRoom().data?.memoryBytes
  const needs = isTrainable(model) ? memoryNeeds(model) : null
  const about = 'Of a run with the usual settings, about; Measure on the Train page tells it for your rows'
  return (
    <>
      <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {sourceOf(model, tunings)}. {model.folder}
      </Text>
      {!needs && (
        <Text>
          It reads a text with gaps and writes what stands in them. Name it in the recipe LM-BFF to have it
          find templates; it is not trained itself.
        </Text>
      )}
      <Facts
        label="Facts"
        facts={[
          { name: 'Family', value: model.family },
          { name: 'Layers', value: model.layers },
          { name: 'Width', value: count(model.hidden), help: 'How many numbers stand for one token' },
          { name: 'Heads', value: model.heads },
          { name: 'Vocabulary', value: count(model.vocabulary) },
          { name: 'Reads up to', value: plural(model.maxLength, 'token') },
          { name: 'Parameters', value: short(model.parameters) },
          { name: 'On disk', value: bytes(model.bytes) },
          { name: 'Licence', value: model.licence },
          ...(needs
            ? [
                {
                  name: 'Memory with LoRA',
                  value: <MemoryNeed need={needs.lora} free={free} />,
                  help: about,
                },
                { name: 'Memory in full', value: <MemoryNeed need={needs.full} free={free} />, help: about },
              ]
            : []),
          ...(model.runs.length > 0 ? [{ name: 'Used by', value: runsInWords(model.runs) }] : []),
        ]}
      />
    </>
  )
}

/** What the last look at its files found. */
function Soundness({ model: { check } }: { readonly model: ModelInfo }) {
  if (!check) return <Text c="dimmed">Its files have not been checked yet.</Text>
  if (check.problems.length === 0)
    return (
      <Text c="dimmed">
        <span aria-hidden>✓</span> Sound: {plural(check.tensors, 'weight tensor')} read on {moment(check.at)},
        all as its configuration says.
      </Text>
    )
  return (
    <Alert color="red" variant="light" p="xs" role="alert" title="Its files are damaged">
      <Stack gap={4}>
        {check.problems.slice(0, 5).map((problem) => (
          <Text key={problem} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {problem}
          </Text>
        ))}
        {check.problems.length > 5 && <Text size="sm">and {check.problems.length - 5} more.</Text>}
        <Text size="sm">Fetch the model again, then check it once more.</Text>
      </Stack>
    </Alert>
  )
}

type DetailsProps = Awaited<ReturnType<typeof lab.call<'models.get'>>>

function Details({ card, config, files }: DetailsProps) {
  return (
    <Tabs defaultValue={card === '' ? 'config' : 'card'}>
      <Tabs.List>
        {card !== '' && <Tabs.Tab value="card">Card</Tabs.Tab>}
        <Tabs.Tab value="config">Configuration</Tabs.Tab>
        <Tabs.Tab value="files">Files</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="card" pt="md">
        <CardText card={card} />
      </Tabs.Panel>
      <Tabs.Panel value="config" pt="md">
        <Pairs
          label="Configuration"
          pairs={Object.entries(config).map(([name, value]) => [
            name,
            typeof value === 'object' ? JSON.stringify(value) : String(value),
          ])}
        />
      </Tabs.Panel>
      <Tabs.Panel value="files" pt="md">
        <Pairs label="Files" pairs={files.map(({ name, bytes: size }) => [name, bytes(size)])} />
      </Tabs.Panel>
    </Tabs>
  )
}

function Pairs({
  label,
  pairs,
}: {
  readonly label: string
  readonly pairs: readonly (readonly [string, string])[]
}) {
  return (
    <Table w="auto" verticalSpacing={3} aria-label={label}>
      <Table.Tbody>
        {pairs.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th fw={400} c="dimmed" scope="row">
              {name}
            </Table.Th>
            <Table.Td maw={560} style={{ overflowWrap: 'anywhere' }}>
              {value}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
