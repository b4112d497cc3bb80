// The rule to take along: as a command, on the Try page, and with the exported layers.
import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { RunInfo } from '../../../../shared/runInfo.ts'
import type { ExitRule } from '../../../../shared/exits/rules.ts'
import { ruleWords } from '../../../../shared/exits/ruleWords.ts'
import { go } from '../../../router.ts'
import { ExportDialog } from '../ExportDialog.tsx'
import { useExportFormats } from '../exportFormats.ts'

export function TakeAway({ run, rule }: { readonly run: RunInfo; readonly rule: ExitRule }) {
  const words = ruleWords(rule)
  const exportable = useExportFormats(run).some(({ value }) => value === 'onnxExits')
  const [exporting, exportDialog] = useDisclosure()
  const command = `lathe predict --run ${run.id} --exit ${words} --data texts.csv`
  return (
    <Stack gap="xs" component="section" aria-label="Take it along">
      <Text size="xs" c="dimmed">
        The same on the command line
      </Text>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {command}
      </Code>
      <Group gap="xs">
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy the command'}
            </Button>
          )}
        </CopyButton>
        <Button size="xs" variant="default" onClick={() => go('try', run.id, { exit: words })}>
          Try it with this
        </Button>
        {exportable && (
          <Button size="xs" variant="default" onClick={exportDialog.open}>
            Export with this
          </Button>
        )}
      </Group>
      {exporting && <ExportDialog run={run} opened onClose={exportDialog.close} rule={rule} />}
    </Stack>
  )
}
