// The names of a chart's curves; a click hides a curve and brings it back.

/** A curve's name and look. */
export interface LegendCurve {
  readonly key: string
  readonly name: string
  readonly colour: string
  readonly dash: string
}

interface LegendProps {
  readonly curves: readonly LegendCurve[]
  readonly hidden: readonly string[]
  readonly onHidden: (hidden: readonly string[]) => void
}

export function Legend({ curves, hidden, onHidden }: LegendProps) {
  return curves.map(({ key, name, colour, dash }) => {
    const off = hidden.includes(name)
    return (
      <button
        key={key}
        type="button"
        className="plainButton"
        aria-pressed={!off}
        style={{ opacity: off ? 0.4 : 1, fontSize: 12 }}
        onClick={() => onHidden(off ? hidden.filter((other) => other !== name) : [...hidden, name])}
      >
        <LineSign colour={colour} dash={dash} /> {name}
      </button>
    )
  })
}

/** A piece of a curve, before its name. */
export function LineSign({ colour, dash }: Pick<LegendCurve, 'colour' | 'dash'>) {
  return (
    <svg width={20} height={8} aria-hidden>
      <line x1={0} x2={20} y1={5} y2={5} stroke={colour} strokeWidth={2} strokeDasharray={dash} />
    </svg>
  )
}
