// Which rows are shown: those for training, for validation, or for the test.
import { SegmentedControl } from '@mantine/core'
import type { SplitName } from '../../shared/run.ts'
import { splitTitles } from './runNames.ts'

interface SplitControlProps<Split extends SplitName> {
  readonly splits: readonly Split[]
  readonly value: Split
  readonly onChange: (split: Split) => void
  /** What stands behind a name, e.g. how many rows. */
  readonly noteOf?: (split: Split) => string
}

/** Nothing where there is no choice. */
export function SplitControl<Split extends SplitName>(props: SplitControlProps<Split>) {
  const { splits, value, onChange, noteOf } = props
  if (splits.length < 2) return null
  return (
    <SegmentedControl
      size="xs"
      aria-label="Split"
      value={value}
      onChange={onChange}
      data={splits.map((split) => ({
        value: split,
        label: noteOf ? `${splitTitles[split]} ${noteOf(split)}` : splitTitles[split],
      }))}
    />
  )
}
