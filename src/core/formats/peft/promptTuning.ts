// PROMPT_TUNING: the embeddings of n virtual tokens before the text, [n, E], in front of what stands for its start.
import { z } from 'zod'
import { softPrompt } from '../../tuning/softPrompt.ts'
import { definePeftType } from './peftType.ts'
import { besidePrompts, isPrompt, promptSettings, virtualTokens } from './promptTable.ts'

export const promptTuningType = definePeftType({
  id: 'PROMPT_TUNING',
  title: 'Soft prompt',
  tunings: [softPrompt.id],
  prefix: besidePrompts,
  owns: isPrompt,
  refuses: ({ family, head }, answers) =>
    answers === 'rows' && head.reads === 'last'
      ? `With PEFT, a ${family} classifier does not find the last token of a text behind a soft prompt.`
      : undefined,
  fields: ({ model: { facts }, own }) => ({
    num_attention_heads: facts.heads,
    num_layers: facts.layers,
    num_transformer_submodules: 1,
    num_virtual_tokens: own[0]!.shape[0],
    // However they began, they are stored; peft would ask for the text and a tokenizer again.
    prompt_tuning_init: 'RANDOM',
    prompt_tuning_init_text: null,
    token_dim: own[0]!.shape[1],
    tokenizer_name_or_path: null,
  }),
  toPeft: ({ own }) => own,
  settings: z.object(promptSettings),
  ignored: [
    'num_attention_heads',
    'num_layers',
    'token_dim',
    'prompt_tuning_init',
    'prompt_tuning_init_text',
    'tokenizer_kwargs',
    'tokenizer_name_or_path',
  ],
  tuning: ({ num_virtual_tokens }, weights) => ({
    id: softPrompt.id,
    options: { length: virtualTokens(weights, num_virtual_tokens), initial: 'random' },
  }),
})
