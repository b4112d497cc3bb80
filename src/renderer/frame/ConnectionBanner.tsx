// Says that the laboratory cannot be reached, as long as it cannot.
import { Alert } from '@mantine/core'
import { useConnected } from '../lab/lab.ts'

export function ConnectionBanner() {
  if (useConnected()) return null
  return (
    <Alert color="orange" variant="light" radius={0} py="xs" role="status">
      The connection to Lathe is lost. This window keeps trying; if Lathe was closed, start it again and open
      the address it prints.
    </Alert>
  )
}
