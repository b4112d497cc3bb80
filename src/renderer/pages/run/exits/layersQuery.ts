// The question for the answers of all layers of a run, which come as rows to reckon with.
import { lab } from '../../../lab/lab.ts'
import { layeredOf, type JudgedSplit } from '../../../../shared/exits/layered.ts'

export const layersQuery = (id: string, split: JudgedSplit) => ({
  queryKey: ['layers', id, split],
  queryFn: async () => layeredOf(await lab.call('exits.layers', { id, split })),
  retry: false,
  // Comparing thousands of rows with themselves would cost more than drawing them.
  structuralSharing: false,
})
