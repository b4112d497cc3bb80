// A form drawn from a JSON Schema: an option is written once, beside the code that uses it.
import {
  MultiSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useMemo } from 'react'
import { schemaFields, type Field } from './schemaFields.ts'
import { DatasetSelect } from './DatasetSelect.tsx'
import { DatasetsSelect } from './DatasetsSelect.tsx'
import { ModelSelect, SpanModelSelect } from './ModelSelect.tsx'
import { NamedTexts } from './NamedTexts.tsx'
import { Term } from './Term.tsx'
import { optionTerms } from './terms.ts'

export type Options = Readonly<Record<string, unknown>>

interface SchemaFormProps {
  readonly schema: Readonly<Record<string, unknown>>
  /** What differs from the defaults. */
  readonly values: Options
  readonly onChange: (values: Options) => void
  /** Options that are shown elsewhere. */
  readonly without?: readonly string[]
  /** What an empty field will mean, by option. */
  readonly placeholders?: Readonly<Record<string, string>>
}

export function SchemaForm({ schema, values, onChange, without = [], placeholders = {} }: SchemaFormProps) {
  const fields = useMemo(() => schemaFields(schema), [schema])
  return (
    <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="md">
      {fields
        .filter(({ name }) => !without.includes(name))
        .map((field) => (
          <OptionInput
            key={field.name}
            field={field}
            value={values[field.name] ?? field.default}
            placeholder={placeholders[field.name]}
            onChange={(value) => onChange({ ...values, [field.name]: value })}
          />
        ))}
    </SimpleGrid>
  )
}

interface OptionInputProps {
  readonly field: Field
  readonly value: unknown
  readonly placeholder?: string | undefined
  readonly onChange: (value: unknown) => void
}

/** One option as the input that suits its kind, with a "?" where its name is a term of the field. */
export function OptionInput(props: OptionInputProps) {
  const term = optionTerms[props.field.name]
  if (!term) return <BareInput {...props} />
  return (
    <div className="termed">
      <BareInput {...props} />
      <span className="termPlace">
        <Term name={term} />
      </span>
    </div>
  )
}

function BareInput({ field, value, placeholder, onChange }: OptionInputProps) {
  const label = { label: field.title, description: field.help, ...(placeholder && { placeholder }) }
  if (field.kind === 'switch')
    return (
      <Switch
        {...label}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  if (field.kind === 'choice')
    return (
      <Select
        {...label}
        data={[...field.choices]}
        value={value === null ? null : String(value)}
        clearable={field.nullable}
        allowDeselect={field.nullable}
        onChange={onChange}
      />
    )
  if (field.kind === 'choices') {
    const list = Array.isArray(value) ? value.map(String) : []
    if (field.choices.length === 0) return <TagsInput {...label} value={list} onChange={onChange} />
    return <MultiSelect {...label} data={[...field.choices]} value={list} onChange={onChange} />
  }
  if (field.kind === 'model')
    return <ModelSelect {...label} value={String(value ?? '')} onChange={onChange} />
  if (field.kind === 'spanModel')
    return <SpanModelSelect {...label} value={String(value ?? '')} onChange={onChange} />
  if (field.kind === 'dataset')
    return <DatasetSelect {...label} value={String(value ?? '')} onChange={onChange} />
  if (field.kind === 'datasets')
    return <DatasetsSelect {...label} value={Array.isArray(value) ? value : []} onChange={onChange} />
  if (field.kind === 'lines')
    return (
      <Textarea
        {...label}
        autosize
        value={(Array.isArray(value) ? value : []).join('\n')}
        onChange={(event) => onChange(event.currentTarget.value.split('\n'))}
      />
    )
  if (field.kind === 'namedTexts')
    return (
      <NamedTexts {...label} value={(value ?? {}) as Readonly<Record<string, string>>} onChange={onChange} />
    )
  if (field.kind === 'text')
    return (
      <TextInput
        {...label}
        value={String(value ?? '')}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  return (
    <NumberInput
      {...label}
      value={typeof value === 'number' ? value : ''}
      allowDecimal={!field.whole}
      allowNegative={(field.min ?? -1) < 0}
      {...(field.min !== undefined && { min: field.min })}
      {...(field.max !== undefined && { max: field.max })}
      onChange={(next) => {
        if (typeof next === 'number') onChange(next)
        else if (next === '') onChange(null)
      }}
    />
  )
}
