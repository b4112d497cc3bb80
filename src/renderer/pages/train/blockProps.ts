// What every block of the Train page is given.
import type { Output } from '../../../shared/contract.ts'
import type { DraftSpec } from './draftSpec.ts'

export interface BlockProps {
  readonly draft: DraftSpec
  readonly info: Output<'app.info'>
  readonly onChange: (changed: Partial<DraftSpec>) => void
}
