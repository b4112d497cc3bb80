// A small drawing of an encoder in which the parts that a method trains are coloured.

/**
 * What a method trains: whole parts, small additions at the sides of the attention, a bottleneck above a layer, a stripe of
 * each part, or its scale, and virtual tokens before the text: of every layer's attention, or of the embeddings.
 */
interface Trained {
  readonly embeddings: boolean
  readonly body: boolean
  readonly lowRank: boolean
  readonly bottleneck: boolean
  readonly biases: boolean
  readonly scales: boolean
  readonly prefix: boolean
  readonly prompt: boolean
}

const headOnly: Trained = {
  embeddings: false,
  body: false,
  lowRank: false,
  bottleneck: false,
  biases: false,
  scales: false,
  prefix: false,
  prompt: false,
}
const trained: Readonly<Record<string, Trained>> = {
  full: { ...headOnly, embeddings: true, body: true },
  lora: { ...headOnly, lowRank: true },
  adapter: { ...headOnly, bottleneck: true },
  bitfit: { ...headOnly, biases: true },
  ia3: { ...headOnly, scales: true },
  prefix: { ...headOnly, prefix: true },
  pTuningV2: { ...headOnly, prefix: true },
  softPrompt: { ...headOnly, prompt: true },
}

const layers = 3
const on = 'var(--mantine-primary-color-filled)'
const off = 'var(--mantine-color-default-border)'

/** From bottom to top: embeddings, layers of attention and feed-forward, head. `tuning` is the method's id. */
export function EncoderDrawing({ tuning }: { readonly tuning: string }) {
  const { embeddings, body, lowRank, bottleneck, biases, scales, prefix, prompt } =
    trained[tuning] ?? headOnly
  return (
    <svg viewBox="0 0 96 92" width={72} height={69} aria-hidden>
      <rect x={30} y={2} width={36} height={9} rx={2} fill={on} />
      {Array.from({ length: layers }, (_, layer) => {
        const y = 16 + layer * 21
        return (
          <g key={layer}>
            <rect x={14} y={y} width={68} height={7} rx={1.5} fill={body ? on : off} />
            <rect x={14} y={y + 9} width={68} height={7} rx={1.5} fill={body ? on : off} />
            {biases &&
              [y, y + 9].map((at) => <rect key={at} x={78} y={at} width={4} height={7} rx={1.5} fill={on} />)}
            {scales && [y, y + 9].map((at) => <circle key={at} cx={88} cy={at + 3.5} r={2.5} fill={on} />)}
            {bottleneck && <path d={`M18 ${y - 4}h60l-16 3.5h-28z`} fill={on} />}
            {prefix && <rect x={1} y={y + 9} width={10} height={7} rx={1.5} fill={on} />}
            {lowRank && (
              <>
                <rect x={2} y={y + 9} width={4} height={7} rx={1} fill={on} />
                <rect x={8} y={y + 11} width={4} height={3} rx={1} fill={on} />
                <rect x={84} y={y + 11} width={4} height={3} rx={1} fill={on} />
                <rect x={90} y={y + 9} width={4} height={7} rx={1} fill={on} />
              </>
            )}
          </g>
        )
      })}
      {prompt && <rect x={1} y={80} width={10} height={9} rx={2} fill={on} />}
      <rect x={14} y={80} width={68} height={9} rx={2} fill={embeddings ? on : off} />
    </svg>
  )
}
