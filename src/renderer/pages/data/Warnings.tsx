// What may go wrong with a dataset's rows: a sentence each, with a button where something can be done.
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import type { DatasetManifest, TokenReport } from '../../../shared/dataset.ts'
import { go } from '../../router.ts'
import { percent } from '../../ui/format.ts'
import type { OnlyRows } from './RowsTable.tsx'
import { fixOf, longerMaximum, type Fix } from './warningFixes.ts'

interface WarningsProps {
  readonly dataset: DatasetManifest
  readonly tokens: TokenReport | undefined
  /** How many tokens the model can read. */
  readonly modelMaximum: number
  readonly onSetAside: () => void
  readonly onRows: (only: OnlyRows) => void
}

export function Warnings({ dataset, tokens, modelMaximum, onSetAside, onRows }: WarningsProps) {
  const { id, report } = dataset
  const found = [
    ...report.warnings.map(({ code, message }) => ({ message, fix: fixOf(code, report) })),
    ...(tokens && tokens.truncated > 0 ? [tooLong(tokens, modelMaximum)] : []),
  ]
  if (found.length === 0) return null
  const apply = (fix: Fix): void => {
    if (fix.kind === 'setAside') onSetAside()
    else if (fix.kind === 'rows') onRows(fix.only)
    else go('train', '', { dataset: id, ...fix.options })
  }
  return (
    <Alert
      variant="default"
      p="xs"
      title="Worth a look"
      style={{ borderLeft: '4px solid var(--mantine-color-yellow-6)' }}
    >
      <Stack gap={4}>
        {found.map(({ message, fix }) => (
          <Group key={message} justify="space-between" wrap="nowrap" gap="md">
            <Text size="sm">{message}</Text>
            {fix && (
              <Button
                size="compact-xs"
                variant="default"
                style={{ flexShrink: 0 }}
                onClick={() => apply(fix)}
              >
                {fix.label}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Alert>
  )
}

function tooLong(tokens: TokenReport, modelMaximum: number): { message: string; fix: Fix | null } {
  const longer = longerMaximum(tokens, modelMaximum)
  return {
    message: `${percent(tokens.truncated)} of the texts are longer than ${tokens.maxLength} tokens, and a run cuts them there.`,
    fix:
      longer === null
        ? null
        : {
            kind: 'train',
            label: `Train with ${longer} tokens`,
            options: { maxLength: String(longer) },
          },
  }
}
