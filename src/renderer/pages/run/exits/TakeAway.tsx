// The rule to take along: as a command, and on the Try page.
import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import type { RunInfo } from '../../../../shared/runInfo.ts'
import type { ExitRule } from '../../../../shared/exits/rules.ts'
import { ruleWords } from '../../../../shared/exits/ruleWords.ts'
import { go } from '../../../router.ts'

export function TakeAway({ run, rule }: { readonly run: RunInfo; readonly rule: ExitRule }) {
  const words = ruleWords(rule)
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
      </Group>
    </Stack>
  )
}
