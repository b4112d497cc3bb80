// How a file is read: everything was detected, everything can be changed.
import { Group, Select, Switch } from '@mantine/core'
import type { DetectedTable, TableOptions } from '../../../shared/dataset.ts'
import { setOptions, type DraftFile } from './draft.ts'

type Choice = { readonly value: string; readonly label: string }

const formats: readonly Choice[] = [
  { value: 'csv', label: 'CSV' },
  { value: 'tsv', label: 'TSV' },
  { value: 'jsonl', label: 'JSON lines' },
  { value: 'json', label: 'JSON' },
  { value: 'parquet', label: 'Parquet' },
  { value: 'lines', label: 'One text per line' },
]
const encodings: readonly Choice[] = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'latin1', label: 'Latin-1' },
]
const delimiters: readonly Choice[] = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar |' },
]
// Mantine cannot choose an empty value, so "none" stands for no quoting.
const quotes: readonly Choice[] = [
  { value: '"', label: 'Double "' },
  { value: "'", label: "Single '" },
  { value: 'none', label: 'None' },
]

interface ReadingOptionsProps {
  readonly file: DraftFile
  readonly detected: DetectedTable
}

export function ReadingOptions({ file, detected }: ReadingOptionsProps) {
  const { options } = detected
  const change = (changed: TableOptions): void => setOptions(file.key, changed)
  const separated = options.format === 'csv' || options.format === 'tsv'
  return (
    <Group align="flex-end">
      <Choose
        label="Format"
        choices={formats}
        value={options.format}
        onChoose={(format) => change({ format })}
      />
      {options.format !== 'parquet' && (
        <Choose
          label="Encoding"
          choices={encodings}
          value={options.encoding}
          onChoose={(encoding) => change({ encoding })}
        />
      )}
      {separated && (
        <>
          <Choose
            label="Delimiter"
            choices={delimiters}
            value={options.delimiter}
            onChoose={(delimiter) => change({ delimiter })}
          />
          <Choose
            label="Quoting"
            choices={quotes}
            value={options.quote || 'none'}
            onChoose={(quote) => change({ quote: quote === 'none' ? '' : quote })}
          />
          <Switch
            label="First row names the columns"
            checked={options.header}
            onChange={(event) => change({ header: event.currentTarget.checked })}
            mb={8}
          />
        </>
      )}
    </Group>
  )
}

interface ChooseProps<T extends string> {
  readonly label: string
  readonly choices: readonly Choice[]
  readonly value: T
  readonly onChoose: (value: T) => void
}

function Choose<T extends string>({ label, choices, value, onChoose }: ChooseProps<T>) {
  const known = choices.some((choice) => choice.value === value)
  return (
    <Select
      label={label}
      w={140}
      allowDeselect={false}
      data={known ? [...choices] : [...choices, { value, label: value }]}
      value={value}
      onChange={(chosen) => chosen !== null && onChoose(chosen as T)}
    />
  )
}
