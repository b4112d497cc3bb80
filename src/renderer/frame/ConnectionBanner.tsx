// Says that the laboratory cannot be reached, as long as it cannot.
import { Alert } from '@mantine/core'
import { useConnected } from '../lab/lab.ts'

export function ConnectionBanner() {
  if (useConnected()) return null
  return (
    <Alert color="orange" variant="filled" radius={0} py="xs" role="status">
      The connection to Lathe is lost; runs go on without this window. It connects again by itself as soon as
      Lathe runs.
    </Alert>
  )
}
