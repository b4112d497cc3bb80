// One line that holds a text for each of some names.
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { readNamedTexts, writeNamedTexts } from './namedTexts.ts'

interface NamedTextsProps {
  readonly label: string
  readonly description: string
  readonly placeholder?: string
  readonly value: Readonly<Record<string, string>>
  readonly onChange: (value: Record<string, string>) => void
}

export function NamedTexts({ value, onChange, ...label }: NamedTextsProps) {
  // What is half written is kept as it stands.
  const [line, setLine] = useState(() => writeNamedTexts(value))
  return (
    <TextInput
      {...label}
      value={line}
      onChange={(event) => {
        setLine(event.currentTarget.value)
        onChange(readNamedTexts(event.currentTarget.value))
      }}
    />
  )
}
