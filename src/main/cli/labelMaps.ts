// --map: what the labels of other files are called where a run learned.
import type { DatasetManifest } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { type LabelMapping, offerMapping } from '../../shared/labelMapping.ts'

export const mapFlag = '--map <label=label>'

/**
 * For each of `others` what is offered for the labels `known`, changed by what `--map` says of its labels.
 * @throws LabError('usage') for a pair whose first label none of them has, or whose second is not known
 */
export function labelMaps(
  others: readonly Pick<DatasetManifest, 'name' | 'labels'>[],
  known: readonly string[],
  given: readonly string[],
): LabelMapping[] {
  const pairs = given.map((pair) => {
    const [, label = '', meant = ''] = /^(.+?)=(.*)$/s.exec(pair) ?? []
    const usage = (takes: string, from: readonly string[]): LabError =>
      new LabError('usage', `--map takes label=label with ${takes} (${some(from)}), not "${pair}".`, {
        option: '--map',
        got: pair,
      })
    if (!others.some(({ labels }) => labels.includes(label)))
      throw usage(
        `a label of ${others.map(({ name }) => name).join(' or ')} first`,
        others.flatMap(({ labels }) => labels),
      )
    if (meant !== '' && !known.includes(meant)) throw usage('a label that is learned second', known)
    return [label, meant === '' ? null : meant] as const
  })
  return others.map(({ labels }) => ({
    ...offerMapping(labels, known),
    ...Object.fromEntries(pairs.filter(([label]) => labels.includes(label))),
  }))
}

const some = (labels: readonly string[]): string =>
  `${labels.slice(0, 5).join(', ')}${labels.length > 5 ? ', …' : ''}`
