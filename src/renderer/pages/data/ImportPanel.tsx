// Files before they become a dataset: how they will be read, and the button that does it.
import { Button, Group, Progress, Select, Stack, Text, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Task } from '../../../shared/dataset.ts'
import { lab } from '../../lab/lab.ts'
import { goOn } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { count } from '../../ui/format.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { changeDraft, discard, importDraft, type Draft } from './draft.ts'
import { FilePanel } from './FilePanel.tsx'

const taskTitles: Record<Task, string> = {
  classify: 'Put texts into classes',
  regress: 'Predict a number',
  unlabelled: 'Texts without labels',
}

export function ImportPanel({ draft }: { readonly draft: Draft }) {
  const ready = draft.files.every(({ detected, error }) => detected && !error) && draft.name.trim() !== ''
  const task = draft.task ?? draft.files.find(({ detected }) => detected)?.detected?.task ?? null
  const start = async (): Promise<void> => {
    const id = await importDraft()
    if (id) goOn('data', 'data', id)
  }
  return (
    <Stack>
      <PageTitle title="New dataset">
        <Button variant="default" onClick={discard} disabled={draft.importing}>
          Cancel
        </Button>
        <Button onClick={() => void start()} disabled={!ready} loading={draft.importing}>
          Import
        </Button>
      </PageTitle>
      <ErrorNote error={draft.error} />
      {draft.importing && <ImportProgress name={draft.name} />}
      <Group align="flex-start">
        <TextInput
          label="Name"
          w={280}
          value={draft.name}
          onChange={(event) => changeDraft({ name: event.currentTarget.value })}
        />
        <Select
          label="Task"
          w={240}
          allowDeselect={false}
          data={Object.entries(taskTitles).map(([value, label]) => ({ value, label }))}
          value={task}
          onChange={(value) => changeDraft({ task: value as Task })}
        />
      </Group>
      {draft.files.map((file) => (
        <FilePanel key={file.key} file={file} task={task} alone={draft.files.length === 1} />
      ))}
      <Text size="sm" c="dimmed">
        Validation and test files can be dropped too. Where there are none, each run holds some training rows
        back.
      </Text>
    </Stack>
  )
}

function ImportProgress({ name }: { readonly name: string }) {
  const [state, setState] = useState<{ rows: number; share: number } | null>(null)
  useEffect(() => lab.on('datasets.progress', (now) => now.name === name && setState(now)), [name])
  return (
    <Stack gap={4}>
      <Progress value={100 * (state?.share ?? 0)} aria-label="Import progress" />
      <Text size="sm" c="dimmed">
        {state ? `${count(state.rows)} rows read` : 'Reading'}
      </Text>
    </Stack>
  )
}
