// Where a card stands: its term, where it has one, is beside what it chooses and no part of it.
import type { ReactNode } from 'react'
import { Term } from '../../ui/Term.tsx'
import type { TermName } from '../../ui/terms.ts'
import styles from './MethodCards.module.css'

export function CardPlace({
  term,
  children,
}: {
  readonly term?: TermName | undefined
  readonly children: ReactNode
}) {
  return (
    <div className={styles.place}>
      {children}
      {term && (
        <span className={styles.term}>
          <Term name={term} />
        </span>
      )}
    </div>
  )
}
