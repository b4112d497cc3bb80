// A small drawing of an encoder in which the parts that a method trains are coloured.

/**
 * What a method trains: whole parts, small additions at the sides of the attention, a bottleneck above a layer, a stripe of
 * each part, or its scale, and virtual tokens before the text: of every layer's attention, or of the embeddings.
 */
type Part = 'embeddings' | 'body' | 'lowRank' | 'bottleneck' | 'biases' | 'scales' | 'prefix' | 'prompt'

/** Beside the head, which every method trains that trains anything. */
const trained: Readonly<Record<string, readonly Part[]>> = {
  full: ['embeddings', 'body'],
  lora: ['lowRank'],
  adapter: ['bottleneck'],
  bitfit: ['biases'],
  ia3: ['scales'],
  prefix: ['prefix'],
  pTuningV2: ['prefix'],
  softPrompt: ['prompt'],
}

const layers = 3
const on = 'var(--mantine-primary-color-filled)'
const off = 'var(--mantine-color-default-border)'

/** From bottom to top: embeddings, layers of attention and feed-forward, head. `tunings` are the ids of one method, or of two together. */
export function EncoderDrawing({ tunings }: { readonly tunings: readonly string[] }) {
  const trains = (part: Part): boolean => tunings.some((id) => trained[id]?.includes(part))
  return (
    <svg viewBox="0 0 96 100" width={72} height={75} aria-hidden style={{ flexShrink: 0 }}>
      <rect x={30} y={1} width={36} height={9} rx={2} fill={tunings.includes('none') ? off : on} />
      {Array.from({ length: layers }, (_, layer) => {
        const y = 19 + layer * 24
        return (
          <g key={layer}>
            <rect x={14} y={y} width={68} height={7} rx={1.5} fill={trains('body') ? on : off} />
            <rect x={14} y={y + 9} width={68} height={7} rx={1.5} fill={trains('body') ? on : off} />
            {trains('biases') &&
              [y, y + 9].map((at) => <rect key={at} x={77} y={at} width={5} height={7} rx={1.5} fill={on} />)}
            {trains('scales') &&
              [y, y + 9].map((at) => <circle key={at} cx={88} cy={at + 3.5} r={2.5} fill={on} />)}
            {trains('bottleneck') && <path d={`M22 ${y - 7}h52l-18 3l18 3h-52l18 -3z`} fill={on} />}
            {trains('prefix') && <rect x={1} y={y + 9} width={10} height={7} rx={1.5} fill={on} />}
            {trains('lowRank') && (
              <>
                <path d={`M1 ${y + 8}v9l10 -3v-3z`} fill={on} />
                <path d={`M95 ${y + 8}v9l-10 -3v-3z`} fill={on} />
              </>
            )}
          </g>
        )
      })}
      {trains('prompt') && <rect x={1} y={90} width={10} height={9} rx={2} fill={on} />}
      <rect x={14} y={90} width={68} height={9} rx={2} fill={trains('embeddings') ? on : off} />
    </svg>
  )
}
