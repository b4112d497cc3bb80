// A whole file instead of one text: what the run says of each row, saved as a table.
import { Button, FileButton, Group, Progress, Select, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Output } from '../../../shared/contract.ts'
import type { FileRef } from '../../../shared/host.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { DetectedTable } from '../../../shared/dataset.ts'
import { layersTold } from '../../../shared/exits/layersTold.ts'
import type { ExitRule } from '../../../shared/exits/rules.ts'
import { fileRef, save } from '../../lab/files.ts'
import { lab } from '../../lab/lab.ts'
import { Block } from '../../ui/Block.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { count, number, plural } from '../../ui/format.ts'
import type { Pairs } from './AskedTexts.tsx'

interface FilePredictionProps {
  readonly run: RunInfo
  readonly pairs: Pairs
  /** When a text may leave; null asks all layers, or a run without exits. */
  readonly rule: ExitRule | null
}

interface Chosen {
  readonly file: FileRef
  readonly table: DetectedTable
  readonly text: string
  readonly pair: string | null
}

export function FilePrediction({ run: { id }, pairs, rule }: FilePredictionProps) {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [done, setDone] = useState({ done: 0, rows: 0 })
  const look = useMutation({
    mutationFn: async (given: File) => {
      const file = await fileRef(given)
      return { file, table: await lab.call('datasets.detect', { file, options: {} }) }
    },
    onSuccess: ({ file, table }) => {
      const { text, pair } = table.roles
      setChosen({ file, table, text, pair: pairs === 'never' ? null : pair })
    },
  })
  const predict = useMutation({
    mutationFn: ({ file, text, pair }: Chosen) =>
      lab.call('runs.predictFile', { id, file, roles: { text, pair }, rule }),
    onSuccess: (predicted, { file }) => {
      if (predicted) save(savedName(file.name), predicted.csv)
    },
    onSettled: () => setDone({ done: 0, rows: 0 }),
  })
  useEffect(() => lab.on('runs.predicting', (said) => said.id === id && setDone(said)), [id])
  const columns = chosen?.table.columns.map(({ name }) => name) ?? []
  return (
    <Block title="A whole file">
      <Group align="flex-end">
        <FileButton
          onChange={(file) => {
            predict.reset()
            if (file) look.mutate(file)
          }}
        >
          {(props) => (
            <Button variant="default" maw={260} loading={look.isPending} {...props}>
              {chosen ? chosen.file.name : 'Choose a file'}
            </Button>
          )}
        </FileButton>
        {chosen && (
          <>
            <Select
              label="Column of the text"
              allowDeselect={false}
              data={columns}
              value={chosen.text}
              onChange={(text) => text !== null && setChosen({ ...chosen, text })}
            />
            {pairs !== 'never' && (
              <Select
                label="Column of the second text"
                clearable={pairs === 'perhaps'}
                data={columns}
                value={chosen.pair}
                onChange={(pair) => setChosen({ ...chosen, pair })}
              />
            )}
            {predict.isPending ? (
              <Button variant="default" onClick={() => void lab.call('runs.stopPredicting', { id })}>
                Stop
              </Button>
            ) : (
              <Button
                disabled={pairs === 'always' && chosen.pair === null}
                onClick={() => predict.mutate(chosen)}
              >
                Predict and save
              </Button>
            )}
          </>
        )}
      </Group>
      <ErrorNote error={look.error ?? predict.error} />
      {predict.isPending && (
        <Stack gap={4}>
          <Progress
            value={done.rows > 0 ? (100 * done.done) / done.rows : 0}
            size="sm"
            aria-label="Rows predicted"
          />
          <Text size="sm" c="dimmed">
            {done.rows > 0 ? `${count(done.done)} of ${plural(done.rows, 'row')}` : 'Reading the file'}
          </Text>
        </Stack>
      )}
      {predict.data && chosen && (
        <Text size="sm" role="status">
          {outcome(predict.data, chosen.file.name)}
        </Text>
      )}
      {predict.data === null && (
        <Text size="sm" role="status">
          Stopped; nothing was saved.
        </Text>
      )}
    </Block>
  )
}

const savedName = (name: string): string => `${name.replace(/\.\w+$/, '')} predicted.csv`

function outcome(
  { rows, milliseconds, layers }: NonNullable<Output<'runs.predictFile'>>,
  name: string,
): string {
  const each = `${plural(rows, 'row')} in "${savedName(name)}", ${number(milliseconds / Math.max(1, rows))} ms for each`
  return layers ? `${each}, after ${layersTold(layers)}.` : `${each}.`
}
