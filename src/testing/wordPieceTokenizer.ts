// tokenizer.json and tokenizer_config.json of an uncased BERT tokenizer over a given vocabulary.

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']

/** The contents of tokenizer.json, as the tokenizers library writes it. */
export function wordPieceTokenizer(vocabulary: readonly string[]): object {
  const id = (token: string): number => vocabulary.indexOf(token)
  const piece = (token: string, type: number): object => ({ SpecialToken: { id: token, type_id: type } })
  const text = (which: 'A' | 'B', type: number): object => ({ Sequence: { id: which, type_id: type } })
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content) => ({
      id: id(content),
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
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [piece('[CLS]', 0), text('A', 0), piece('[SEP]', 0)],
      pair: [piece('[CLS]', 0), text('A', 0), piece('[SEP]', 0), text('B', 1), piece('[SEP]', 1)],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [id(token)], tokens: [token] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, i) => [token, i])),
    },
  }
}

/** The contents of tokenizer_config.json for a model of `maxLength` positions. */
export function wordPieceTokenizerConfig(maxLength: number): object {
  const [pad, unk, cls, sep, mask] = special
  return {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: maxLength,
    pad_token: pad,
    unk_token: unk,
    cls_token: cls,
    sep_token: sep,
    mask_token: mask,
  }
}
