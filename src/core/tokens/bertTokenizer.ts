// The contents of tokenizer.json for a BERT WordPiece vocabulary, as the tokenizers library writes it.

/** BERT's special tokens, in the order that new vocabularies start with. */
export const bertSpecialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const
const [pad, unknown, cls, sep, mask] = bertSpecialTokens

/** Their names in tokenizer_config.json and special_tokens_map.json. */
export const bertTokenNames = {
  pad_token: pad,
  unk_token: unknown,
  cls_token: cls,
  sep_token: sep,
  mask_token: mask,
} as const

/** tokenizer.json as a plain value; `vocabulary` holds the tokens by id, special ones anywhere. */
export function bertTokenizer(vocabulary: readonly string[], lowerCase: boolean): object {
  const ids = new Map(vocabulary.map((token, id) => [token, id]))
  const added = bertSpecialTokens.filter((token) => ids.has(token))
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added.map((content) => ({
      id: ids.get(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: lowerCase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [one(cls, 0), text('A', 0), one(sep, 0)],
      pair: [one(cls, 0), text('A', 0), one(sep, 0), text('B', 1), one(sep, 1)],
      special_tokens: Object.fromEntries(
        [cls, sep].map((token) => [token, { id: token, ids: [ids.get(token)], tokens: [token] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(ids),
    },
  }
}

function one(id: string, type: number): object {
  return { SpecialToken: { id, type_id: type } }
}

function text(id: 'A' | 'B', type: number): object {
  return { Sequence: { id, type_id: type } }
}
