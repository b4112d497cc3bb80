// What fine-tuning changed, in names and as CSV. Without a schema, for the window as well.
import type { HiddenChange } from './changes.ts'

/** What the state at this place of `layers` is called. */
export const stateName = (index: number): string => (index === 0 ? 'Embeddings' : `Layer ${index}`)

const head = 'reads,layer,cosine_distance,relative_l2,cka,separation_before,separation_after'

/** The numbers of every place in every view. */
export function changeCsv({ views }: Pick<HiddenChange, 'views'>): string {
  const rows = views.flatMap(({ reads, layers }) =>
    layers.map(({ cosineDistance, relativeL2, cka, separation }, i) =>
      [
        reads,
        stateName(i),
        cosineDistance,
        relativeL2,
        cka,
        separation?.before ?? '',
        separation?.after ?? '',
      ].join(','),
    ),
  )
  return [head, ...rows].join('\n') + '\n'
}
