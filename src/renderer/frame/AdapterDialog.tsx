// An adapter that was dropped: which model it belongs to and what its classes are called; then it becomes a run.
import { Button, Loader, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import {
  changeAdapter,
  discardAdapter,
  importAdapter,
  useAdapterDraft,
  type AdapterDraft,
} from '../pages/runs/adapterDraft.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { ModelSelect } from '../ui/ModelSelect.tsx'

export function AdapterDialog() {
  const draft = useAdapterDraft()
  return (
    <Modal opened={draft !== null} onClose={discardAdapter} title="Import an adapter" centered>
      {draft && (
        <Stack>
          {draft.look ? (
            <Wishes draft={draft} look={draft.look} />
          ) : (
            !draft.error && <Loader size="sm" aria-label="Looking at it" />
          )}
          <ErrorNote error={draft.error} />
          {draft.look && (
            <Button loading={draft.importing} onClick={() => void importAdapter()}>
              Import
            </Button>
          )}
        </Stack>
      )}
    </Modal>
  )
}

interface WishesProps {
  readonly draft: AdapterDraft
  readonly look: NonNullable<AdapterDraft['look']>
}

function Wishes({ draft, look }: WishesProps) {
  const named = look.baseModel === '' ? 'It does not name its base model' : `It names “${look.baseModel}”`
  const known = look.model === null ? ', which is not among your models by that name' : ''
  return (
    <>
      <Text size="sm">
        {look.kind}, trained elsewhere. It becomes a run: try it, score it, export it, or train on from its
        weights.
      </Text>
      <TextInput
        label="Name of the run"
        maxLength={200}
        value={draft.name}
        onChange={(event) => changeAdapter({ name: event.currentTarget.value })}
      />
      <ModelSelect
        label="Base model"
        description={`${named}${look.baseModel === '' ? '' : known}.`}
        value={draft.model}
        onChange={(model) => changeAdapter({ model, error: null })}
      />
      {look.labels.length > 0 && (
        <Textarea
          label="Classes"
          description={
            look.labelsKnown
              ? 'One on each line, in the order of its outputs, as the adapter tells them'
              : `The adapter tells ${look.labels.length} classes apart and not what they are called. Write their names, one on each line, in the order of its outputs.`
          }
          autosize
          minRows={2}
          maxRows={8}
          value={draft.labels}
          onChange={(event) => changeAdapter({ labels: event.currentTarget.value })}
        />
      )}
    </>
  )
}
