// How often two models of the ensemble give the same answer.
import { Text } from '@mantine/core'
import type { PetLabelled } from '../../../../shared/pet.ts'
import { Block } from '../../../ui/Block.tsx'
import { count, percent } from '../../../ui/format.ts'
import styles from './AgreementTable.module.css'

export function AgreementTable({ labelled }: { readonly labelled: PetLabelled }) {
  const { models, agreement, rows } = labelled
  return (
    <Block title="Agreement">
      <Text size="sm" c="dimmed">
        Of the {count(rows)} texts without labels, the share that two patterns answer alike.
      </Text>
      <div className={styles.scroll}>
        <table className={styles.matrix} aria-label="Agreement">
          <thead>
            <tr>
              <th scope="col">Pattern</th>
              {models.map(({ title }, i) => (
                <th key={title} scope="col" title={title} aria-label={title}>
                  {i + 1}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map(({ title }, i) => (
              <tr key={title}>
                <th scope="row" title={title}>
                  {i + 1} {title}
                </th>
                {models.map((other, j) => (
                  <td
                    key={other.title}
                    className={i === j ? styles.self : styles.pair}
                    style={{ '--share': `${Math.round(100 * agreement[i]![j]!)}%` } as React.CSSProperties}
                  >
                    {i === j ? '·' : percent(agreement[i]![j]!)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Block>
  )
}
