// One file on its way in: its split, how it is read, which column is what, and its first rows.
import { ActionIcon, Group, Loader, Paper, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import type { DetectedTable, Roles, Task } from '../../../shared/dataset.ts'
import type { SplitName } from '../../../shared/run.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes } from '../../ui/format.ts'
import { splits, splitTitles } from '../../ui/runNames.ts'
import { changeFile, removeFile, type DraftFile } from './draft.ts'
import { PreviewTable } from './PreviewTable.tsx'
import { ReadingOptions } from './ReadingOptions.tsx'

interface FilePanelProps {
  readonly file: DraftFile
  readonly task: Task | null
  readonly alone: boolean
}

export function FilePanel({ file, task, alone }: FilePanelProps) {
  const { key, name, split, detected, roles, error } = file
  return (
    <Paper withBorder p="md" component="section" aria-label={name}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Text fw={600}>
            {name}{' '}
            {detected && (
              <Text span c="dimmed" fw={400}>
                {bytes(detected.bytes)}
              </Text>
            )}
          </Text>
          <Group gap="xs">
            <SegmentedControl
              size="xs"
              aria-label={`Split of ${name}`}
              value={split}
              onChange={(value) => changeFile(key, { split: value as SplitName })}
              data={splits.map((value) => ({ value, label: splitTitles[value] }))}
            />
            {!alone && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Take out ${name}`}
                onClick={() => removeFile(key)}
              >
                ✕
              </ActionIcon>
            )}
          </Group>
        </Group>
        <ErrorNote error={error} action={{ label: 'Take it out', onClick: () => removeFile(key) }} />
        {!detected && !error && <Loader size="sm" aria-label={`Looking at ${name}`} />}
        {detected && (
          <>
            <ReadingOptions file={file} detected={detected} />
            {roles && (
              <RoleSelects
                detected={detected}
                roles={roles}
                labelled={task !== 'unlabelled'}
                onChange={(changed) => changeFile(key, { roles: changed })}
              />
            )}
            {detected.notes.map((note) => (
              <Text key={note} size="sm" c="dimmed">
                {note}
              </Text>
            ))}
            <PreviewTable detected={detected} roles={roles} />
          </>
        )}
      </Stack>
    </Paper>
  )
}

interface RoleSelectsProps {
  readonly detected: DetectedTable
  readonly roles: Roles
  readonly labelled: boolean
  readonly onChange: (roles: Roles) => void
}

function RoleSelects({ detected, roles, labelled, onChange }: RoleSelectsProps) {
  const names = [...new Set(detected.columns.map(({ name }) => name))]
  return (
    <Group>
      <Select
        label="Text column"
        w={180}
        allowDeselect={false}
        data={names}
        value={roles.text}
        onChange={(text) => text !== null && onChange({ ...roles, text })}
      />
      <Select
        label="Second text column"
        w={180}
        clearable
        placeholder="None"
        data={names}
        value={roles.pair}
        onChange={(pair) => onChange({ ...roles, pair })}
      />
      {labelled && (
        <Select
          label="Label column"
          w={180}
          clearable
          placeholder="None"
          data={names}
          value={roles.label}
          onChange={(label) => onChange({ ...roles, label })}
        />
      )}
    </Group>
  )
}
