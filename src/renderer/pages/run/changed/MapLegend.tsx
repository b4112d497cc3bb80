// The classes of a map with their marks; a click hides a class and brings it back.
import { Group, ScrollArea } from '@mantine/core'
import type { Mark } from '../../../charts/marks.ts'

interface MapLegendProps {
  readonly classes: readonly { readonly name: string; readonly mark: Mark }[]
  readonly hidden: readonly string[]
  readonly onHidden: (hidden: readonly string[]) => void
}

export function MapLegend({ classes, hidden, onHidden }: MapLegendProps) {
  if (classes.length === 0) return null
  return (
    <ScrollArea.Autosize mah={88}>
      <Group gap="4px 16px">
        {classes.map(({ name, mark }) => {
          const off = hidden.includes(name)
          return (
            <button
              key={name}
              type="button"
              className="plainButton"
              aria-pressed={!off}
              style={{ opacity: off ? 0.4 : 1, fontSize: 12 }}
              onClick={() => onHidden(off ? hidden.filter((other) => other !== name) : [...hidden, name])}
            >
              <svg width={12} height={10} viewBox="-6 -5 12 10" aria-hidden>
                <path d={mark.shape} fill={mark.colour} />
              </svg>{' '}
              {name}
            </button>
          )
        })}
      </Group>
    </ScrollArea.Autosize>
  )
}
