// Taking the result away: which format, and the proof that the files say what was trained.
import { Alert, Anchor, Button, Modal, Radio, Stack, Table, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportFormat, ExportResult } from '../../../shared/exports.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { ruleOfWords } from '../../../shared/exits/ruleWords.ts'
import { lab } from '../../lab/lab.ts'
import { useAppInfo } from '../../lab/queries.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes, capital } from '../../ui/format.ts'
import { keepsLanguageHead } from '../../ui/languageModels.ts'
import { firstWords, hasExits, rulesFor } from '../try/exitRules.ts'

const formats = [
  { value: 'peft', label: 'PEFT adapter', text: 'Only what was trained, for Hugging Face’s peft' },
  {
    value: 'adapterHub',
    label: 'AdapterHub adapter',
    text: 'Only what was trained, adapter and head, for AdapterHub’s adapters',
  },
  { value: 'merged', label: 'Whole model', text: 'One Hugging Face folder with the adapter merged in' },
  { value: 'onnx', label: 'ONNX classifier', text: 'Runs anywhere ONNX Runtime does, with its tokenizer' },
  {
    value: 'onnxExits',
    label: 'ONNX layers',
    text: 'One file for each layer, which texts leave early, and programs in JavaScript and Python that run them',
  },
] as const satisfies readonly { value: ExportFormat; label: string; text: string }[]

interface ExportDialogProps {
  readonly run: RunInfo
  readonly opened: boolean
  readonly onClose: () => void
}

export function ExportDialog({ run, opened, onClose }: ExportDialogProps) {
  const tunings = useAppInfo().data?.tunings ?? []
  const { and, ...first } = run.spec.tuning
  const methods = tunings.filter(({ id }) => id === first.id || id === and?.id)
  const offered = formats.filter(({ value }) => {
    if (value === 'onnxExits' && !hasExits(run)) return false
    // Whole models and PEFT's have their family's own head.
    if ((run.spec.objective.options['head'] ?? 'own') !== 'own' && ['peft', 'merged'].includes(value))
      return false
    // An adapter's files hold one method.
    return (
      methods.every((method) => method.exports[keepsLanguageHead(run) ? 'tokens' : 'rows'].includes(value)) &&
      !(and && ['peft', 'adapterHub'].includes(value))
    )
  })
  const [chosen, setFormat] = useState<ExportFormat>()
  const format = chosen ?? offered[0]?.value ?? 'merged'
  const [words, setWords] = useState('')
  const exit = ruleOfWords(words)
  const ruled = format === 'onnxExits'
  const isRule = exit !== null && rulesFor(run).includes(exit.rule)
  const work = useMutation({
    mutationFn: () => lab.call('runs.export', { id: run.id, format, ...(ruled && exit && { exit }) }),
  })
  return (
    <Modal opened={opened} onClose={onClose} title="Export" centered size="lg">
      <Stack>
        <Radio.Group
          label="Format"
          value={format}
          onChange={(value) => {
            setFormat(value as ExportFormat)
            work.reset()
          }}
        >
          <Stack gap="xs" mt="xs">
            {offered.map(({ value, label, text }) => (
              <Radio key={value} value={value} label={label} description={text} />
            ))}
          </Stack>
        </Radio.Group>
        {ruled && (
          <TextInput
            label="Texts leave by"
            description={`A rule and its threshold, e.g. ${rulesFor(run)[0]}=${firstWords[rulesFor(run)[0]!]}. Empty: the one that saves most and costs nothing on the validation rows.`}
            placeholder="chosen from the validation rows"
            value={words}
            onChange={(event) => {
              setWords(event.currentTarget.value)
              work.reset()
            }}
            error={words !== '' && !isRule && `One of ${rulesFor(run).join(', ')}, then = and a number`}
          />
        )}
        <ErrorNote error={work.error} />
        {work.data ? (
          <Exported result={work.data} />
        ) : (
          <Button
            loading={work.isPending}
            disabled={ruled && words !== '' && !isRule}
            onClick={() => work.mutate()}
          >
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
