// Taking the result away: which format, and the proof that the files say what was trained.
import { Alert, Anchor, Button, Modal, Radio, Stack, Table, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportResult, RunInfo } from '../../../shared/contract.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes, capital } from '../../ui/format.ts'
import { isLanguageModel } from '../../ui/languageModels.ts'

const formats = [
  { value: 'peft', label: 'PEFT adapter', text: 'Only what was trained, for Hugging Face’s peft (LoRA)' },
  {
    value: 'adapterHub',
    label: 'AdapterHub adapter',
    text: 'Only what was trained, adapter and head, for AdapterHub’s adapters',
  },
  { value: 'merged', label: 'Whole model', text: 'One Hugging Face folder with the adapter merged in' },
  { value: 'onnx', label: 'ONNX classifier', text: 'Runs anywhere ONNX Runtime does, with its tokenizer' },
] as const
type Format = (typeof formats)[number]['value']

/** Whether a format can hold what the run has trained; the host knows the finer points and says why not. */
function offers(run: RunInfo, format: Format): boolean {
  const { id, and } = run.spec.tuning
  const adapter = [id, and?.id].includes('adapter')
  if (isLanguageModel(run)) return format === 'merged'
  if (format === 'peft') return id === 'lora' && !and
  if (format === 'adapterHub') return id === 'adapter' && !and
  return format === 'onnx' || !adapter
}

interface ExportDialogProps {
  readonly run: RunInfo
  readonly opened: boolean
  readonly onClose: () => void
}

export function ExportDialog({ run, opened, onClose }: ExportDialogProps) {
  const offered = formats.filter(({ value }) => offers(run, value))
  const [format, setFormat] = useState<Format>(offered[0]!.value)
  const work = useMutation({ mutationFn: () => lab.call('runs.export', { id: run.id, format }) })
  return (
    <Modal opened={opened} onClose={onClose} title="Export" centered size="lg">
      <Stack>
        <Radio.Group
          label="Format"
          value={format}
          onChange={(value) => {
            setFormat(value as Format)
            work.reset()
          }}
        >
          <Stack gap="xs" mt="xs">
            {offered.map(({ value, label, text }) => (
              <Radio key={value} value={value} label={label} description={text} />
            ))}
          </Stack>
        </Radio.Group>
        <ErrorNote error={work.error} />
        {work.data ? (
          <Exported result={work.data} />
        ) : (
          <Button loading={work.isPending} onClick={() => work.mutate()}>
            Write the files
          </Button>
        )}
      </Stack>
    </Modal>
  )
}

function Exported({ result }: { readonly result: ExportResult }) {
  const { check, files, folder, download } = result
  const same = check.same === check.rows
  return (
    <>
      <Alert color={same ? 'teal' : 'orange'} variant="light" p="xs" role="status">
        <Text size="sm">
          <span aria-hidden>{same ? '✓' : '!'}</span> {capital(check.sentence)}.
        </Text>
      </Alert>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {download ? (
          <Anchor href={download} download>
            Download everything ({bytes(result.bytes)})
          </Anchor>
        ) : (
          `Written to ${folder}`
        )}
      </Text>
      <Table verticalSpacing={3} aria-label="Files">
        <Table.Tbody>
          {files.map(({ name, bytes: size }) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td className="number">{bytes(size)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  )
}
