// Taking the result away: which format, and the proof that the files say what was trained.
import { Alert, Anchor, Button, Modal, Radio, Stack, Table, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportFormat, ExportResult } from '../../../shared/exports.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { ExitRule } from '../../../shared/exits/rules.ts'
import { ruleOfWords, ruleWords } from '../../../shared/exits/ruleWords.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes, capital } from '../../ui/format.ts'
import { firstWords, rulesFor } from '../try/exitRules.ts'
import { useExportFormats } from './exportFormats.ts'

interface ExportDialogProps {
  readonly run: RunInfo
  readonly opened: boolean
  readonly onClose: () => void
  /** Layers that texts leave by this rule are what is wanted. */
  readonly rule?: ExitRule
}

export function ExportDialog({ run, opened, onClose, rule }: ExportDialogProps) {
  const offered = useExportFormats(run)
  const [chosen, setFormat] = useState<ExportFormat | undefined>(rule && 'onnxExits')
  const format = chosen ?? offered[0]?.value ?? 'merged'
  const [words, setWords] = useState(rule ? ruleWords(rule) : '')
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
