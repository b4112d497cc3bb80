// How much memory something takes, marked where that is more than is free.
import { Text } from '@mantine/core'
import { bytes } from '../../ui/format.ts'

export function MemoryNeed({ need, free }: { readonly need: number; readonly free: number | undefined }) {
  if (free === undefined || need <= free) return bytes(need)
  return (
    <Text component="span" c="red" title={`More than the ${bytes(free)} that are free`}>
      ✕ {bytes(need)}
    </Text>
  )
}
