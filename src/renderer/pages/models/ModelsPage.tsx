// Models: the pre-trained models that runs can start from.
import { Button, Stack, Table, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { modelFolder } from '../../lab/files.ts'
import { lab } from '../../lab/lab.ts'
import { refresh, useAppInfo, useModels } from '../../lab/queries.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes, count, short } from '../../ui/format.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'

// A browser sends single files; a whole model stays where the host can read it.
const onDesktop = window.labHost !== undefined
const sources = {
  starter: 'Comes with Lathe',
  folder: 'Your folder',
  hub: 'Hugging Face',
  run: 'A run',
} as const

export default function ModelsPage() {
  const models = useModels()
  const home = useAppInfo().data?.home ?? ''
  const folder = useRef<HTMLInputElement>(null)
  const add = useMutation({
    mutationFn: async (files: readonly File[]) =>
      lab.call('models.addFolder', { file: await modelFolder(files) }),
    onSuccess: () => refresh('models'),
  })
  const remove = useMutation({
    mutationFn: (id: string) => lab.call('models.delete', { id }),
    onSuccess: () => refresh('models'),
  })
  return (
    <Stack>
      <PageTitle title="Models">
        {onDesktop ? (
          <>
            <input
              ref={folder}
              type="file"
              hidden
              aria-label="Model folder"
              {...{ webkitdirectory: '' }}
              onChange={(event) => {
                add.mutate([...(event.currentTarget.files ?? [])])
                event.currentTarget.value = ''
              }}
            />
            <Button loading={add.isPending} onClick={() => folder.current?.click()}>
              Add a folder
            </Button>
          </>
        ) : (
          <Button variant="default" loading={models.isFetching} onClick={() => void refresh('models')}>
            Look again
          </Button>
        )}
      </PageTitle>
      <ErrorNote error={models.error ?? add.error ?? remove.error} />
      <Table.ScrollContainer minWidth={640} type="native">
        <Table aria-label="Models">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Family</Table.Th>
              <Table.Th className="number">Layers</Table.Th>
              <Table.Th className="number">Width</Table.Th>
              <Table.Th className="number">Vocabulary</Table.Th>
              <Table.Th className="number">Parameters</Table.Th>
              <Table.Th className="number">Size</Table.Th>
              <Table.Th className="number">Reads up to (tokens)</Table.Th>
              <Table.Th>Licence</Table.Th>
              <Table.Th>From</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {models.data?.map((model) => (
              <Table.Tr key={model.id}>
                <Table.Td>{model.title}</Table.Td>
                <Table.Td>{model.family}</Table.Td>
                <Table.Td className="number">{model.layers}</Table.Td>
                <Table.Td className="number">{count(model.hidden)}</Table.Td>
                <Table.Td className="number">{count(model.vocabulary)}</Table.Td>
                <Table.Td className="number">{short(model.parameters)}</Table.Td>
                <Table.Td className="number">{bytes(model.bytes)}</Table.Td>
                <Table.Td className="number">{count(model.maxLength)}</Table.Td>
                <Table.Td>{model.licence}</Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>{sources[model.source]}</Table.Td>
                <Table.Td>
                  {model.source !== 'starter' && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="gray"
                      onClick={() => remove.mutate(model.id)}
                    >
                      Remove
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed">
        A model is a folder with config.json, model.safetensors and its tokenizer files (BERT so far).{' '}
        {onDesktop
          ? 'Adding one leaves its files where they are.'
          : `Put such a folder into ${home}/models and it appears here.`}
      </Text>
    </Stack>
  )
}
