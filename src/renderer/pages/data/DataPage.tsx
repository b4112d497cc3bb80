// Data: the list of datasets on the left, on the right one of them or the files on their way in.
import { Box, Button, FileButton, Group, NavLink, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { lab } from '../../lab/lab.ts'
import { refresh, useDatasets } from '../../lab/queries.ts'
import { goOn, hrefOf } from '../../router.ts'
import { DropArea } from '../../ui/DropArea.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { plural } from '../../ui/format.ts'
import { DatasetView } from './DatasetView.tsx'
import { addFiles, useDraft } from './draft.ts'
import { ImportPanel } from './ImportPanel.tsx'

export default function DataPage({ id }: { readonly id: string }) {
  const datasets = useDatasets()
  const draft = useDraft()
  const sample = useMutation({
    mutationFn: () => lab.call('datasets.sample', {}),
    onSuccess: async (dataset) => {
      await refresh('datasets')
      goOn('data', 'data', dataset.id)
    },
  })
  const list = datasets.data ?? []
  const chosen = list.find((dataset) => dataset.id === id) ?? (id ? undefined : list[0])
  const useSample = (
    <Button
      variant={list.length === 0 ? 'filled' : 'default'}
      px="xs"
      loading={sample.isPending}
      onClick={() => sample.mutate()}
    >
      Use the sample data
    </Button>
  )

  let right: ReactNode = null
  if (draft) right = <ImportPanel draft={draft} />
  else if (chosen) right = <DatasetView key={chosen.id} dataset={chosen} />
  else if (datasets.data)
    right = (
      <Empty
        title={id ? 'This dataset is not there' : 'No data yet'}
        text="Drop a CSV, TSV, JSONL, JSON, Parquet or text file anywhere on this window: one row for each text, with a column that says what it is. Or look around with 1,200 support messages of ours."
      >
        <Group>
          {useSample}
          <DropArea label="Drop your own, or choose a file" onFiles={(files) => void addFiles(files)} />
        </Group>
      </Empty>
    )

  return (
    <Group align="flex-start" gap="lg" wrap="nowrap">
      {list.length > 0 && (
        <Stack w={190} gap="xs" style={{ flexShrink: 0 }} component="aside" aria-label="Datasets">
          <div>
            {list.map((dataset) => (
              <DatasetLink key={dataset.id} dataset={dataset} active={!draft && dataset === chosen} />
            ))}
          </div>
          <AddFile />
          {!list.some(({ name }) => /sample|support/i.test(name)) && useSample}
        </Stack>
      )}
      <Box flex={1} miw={0}>
        <Stack>
          <ErrorNote error={datasets.error ?? sample.error} />
          {right}
        </Stack>
      </Box>
    </Group>
  )
}

function DatasetLink({ dataset, active }: { readonly dataset: DatasetManifest; readonly active: boolean }) {
  const { id, name, report, labels } = dataset
  return (
    <NavLink
      href={hrefOf('data', id)}
      active={active}
      label={
        <Text size="sm" truncate>
          {name}
        </Text>
      }
      description={[
        plural(report.kept, 'row'),
        labels.length > 0 && plural(labels.length, 'class', 'classes'),
      ]
        .filter(Boolean)
        .join(', ')}
      style={{ borderRadius: 4 }}
    />
  )
}

function AddFile() {
  return (
    <FileButton multiple onChange={(files) => void addFiles(files)}>
      {(props) => (
        <Button variant="default" px="xs" {...props}>
          Add a file
        </Button>
      )}
    </FileButton>
  )
}
