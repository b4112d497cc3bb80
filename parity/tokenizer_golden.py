"""Trains a small tokenizer of each kind and writes what the tokenizers library makes of 1,000 hard lines. See README.md."""

import base64
import gzip
import json
import struct
import sys
import unicodedata
from pathlib import Path

from hard_lines import corpus, hard_lines
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
PAIRS, PAIR_LENGTH = 200, 24
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA3 = QWEN.replace(r"|\p{N}|", r"|\p{N}{1,3}|")


def double_array(entries):
    """A Darts double array of byte keys with integer values, as SentencePiece's character maps hold one."""
    units, used, bases = [0], {0}, set()

    def place(node, keys, depth):
        children = {}
        for key in keys:
            children.setdefault(key[depth] if depth < len(key) else 0, []).append(key)
        base = 1
        # No two units share a base, else each would take the other's children for its own; an offset has 21 bits.
        while any((base ^ c) in used for c in children) or base in used | bases or (node ^ base) >= 1 << 21:
            base += 1
        bases.add(base)
        used.update(base ^ c for c in children)
        units.extend([0] * (max(base ^ c for c in children) + 1 - len(units)))
        units[node] |= (node ^ base) << 10 | (0x100 if 0 in children else 0)
        for c, group in children.items():
            if c == 0:
                units[base] = entries[group[0]] | 1 << 31
            else:
                units[base ^ c] |= c
        for c, group in children.items():
            if c != 0:
                place(base ^ c, group, depth + 1)

    place(0, sorted(entries), 0)
    units.extend([0] * (256 - len(units) % 256))
    return struct.pack(f"<{len(units)}I", *units)


def charsmap():
    """A small SentencePiece map: NFKC of some blocks and of composed letters, control characters dropped, odd spaces a space."""
    blocks = [(0xA0, 0x180), (0x2000, 0x2070), (0x2100, 0x2190), (0x2460, 0x24A0), (0x3000, 0x3001), (0x3300, 0x3360), (0xFB00, 0xFB07), (0xFF01, 0xFFA0), (0x1D7CE, 0x1D800)]
    singles = [chr(c) for first, last in blocks for c in range(first, last)]
    composed = [unicodedata.normalize("NFD", chr(c)) for c in range(0xC0, 0x180)]
    rules = {s: unicodedata.normalize("NFKC", s) for s in singles + composed}
    rules.update({chr(c): "" for c in [*range(1, 9), 0xB, *range(0xE, 0x20), 0x7F]})
    rules.update({s: " " for s in "\t\n\f\r\u1680\u200b\u200e\u200f\u2028\u2029\u2581\ufeff\ufffd"})
    rules = {s: to for s, to in rules.items() if s != to}
    texts, places = b"", {}
    for to in sorted(set(rules.values())):
        places[to] = len(texts)
        texts += to.encode() + b"\0"
    trie = double_array({s.encode(): places[to] for s, to in rules.items()})
    return struct.pack("<I", len(trie)) + trie + texts


def template(single, pair, tokenizer):
    tokens = sorted({part.split(":")[0] for part in (single + " " + pair).split() if not part.startswith("$")})
    return processors.TemplateProcessing(single=single, pair=pair, special_tokens=[(t, tokenizer.token_to_id(t)) for t in tokens])


def word_piece(lowercase):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(corpus(), trainers.WordPieceTrainer(vocab_size=900, special_tokens=BERT, limit_alphabet=250))
    tokenizer.post_processor = template("[CLS]:0 $A:0 [SEP]:0", "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", tokenizer)
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer, dict(zip(["pad", "unk", "cls", "sep", "mask"], BERT))


def byte_bpe(special, pre=None, normalizer=None, **model):
    """`pre` comes before the bytes; without it GPT-2's words are used."""
    tokenizer = Tokenizer(models.BPE(**model))
    tokenizer.normalizer = normalizer
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=pre is None or not isinstance(pre, pre_tokenizers.Split))
    tokenizer.pre_tokenizer = level if pre is None else pre_tokenizers.Sequence([pre, level])
    trainer = trainers.BpeTrainer(vocab_size=1000, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def roberta():
    tokenizer = byte_bpe(ROBERTA[:4] + [AddedToken("<mask>", lstrip=True, normalized=False, special=True)])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer, dict(bos="<s>", pad="<pad>", eos="</s>", sep="</s>", cls="<s>", unk="<unk>", mask="<mask>")


def gpt2():
    end = "<|endoftext|>"
    return byte_bpe([end]), dict(bos=end, eos=end, unk=end)


def modernbert():
    special = BERT[:4] + [AddedToken("[MASK]", lstrip=True, normalized=False, special=True), "<|endoftext|>"]
    tokenizer = byte_bpe(special, normalizer=normalizers.NFC())
    # Runs of spaces are tokens of their own, found after normalization.
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True) for n in range(12, 1, -1)] + [AddedToken("e.g", single_word=True, normalized=True)])
    tokenizer.post_processor = template("[CLS]:0 $A:0 [SEP]:0", "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", tokenizer)
    return tokenizer, dict(zip(["pad", "unk", "cls", "sep", "mask"], BERT))


def smollm():
    end = "<|endoftext|>"
    tokenizer = byte_bpe([end, "<|im_start|>", "<|im_end|>"], pre=pre_tokenizers.Digits(individual_digits=True))
    return tokenizer, dict(bos=end, eos=end, unk=end)


def qwen():
    end = "<|endoftext|>"
    pre = pre_tokenizers.Split(Regex(QWEN), "isolated")
    tokenizer = byte_bpe([end, "<|im_start|>", "<|im_end|>"], pre=pre, normalizer=normalizers.NFC())
    return tokenizer, dict(eos=end, pad=end)


def llama3():
    tokenizer = byte_bpe(["<|begin_of_text|>", "<|end_of_text|>"], pre=pre_tokenizers.Split(Regex(LLAMA3), "isolated"), ignore_merges=True)
    start = template("<|begin_of_text|>:0 $A:0", "<|begin_of_text|>:0 $A:0 <|begin_of_text|>:1 $B:1", tokenizer)
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), start])
    return tokenizer, dict(bos="<|begin_of_text|>", eos="<|end_of_text|>")


def llama2():
    """SentencePiece's BPE as Llama 2 and TinyLlama have it: spaces as U+2581 in one long word, unknown characters as bytes."""
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    trained.train_from_iterator(corpus(), trainers.BpeTrainer(vocab_size=900, limit_alphabet=150))
    model = json.loads(trained.to_str())["model"]
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)] + sorted(model["vocab"], key=model["vocab"].get)
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    tokenizer = Tokenizer(models.BPE(vocabulary, [tuple(m) for m in model["merges"]], unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in tokens[:3]])
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.post_processor = template("<s>:0 $A:0", "<s>:0 $A:0 <s>:1 $B:1", tokenizer)
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    return tokenizer, dict(bos="<s>", eos="</s>", unk="<unk>")


def unigram(special, unknown, normalizer, pre):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer, tokenizer.pre_tokenizer, tokenizer.decoder = normalizer, pre, decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=800, special_tokens=special, unk_token=unknown, show_progress=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    return tokenizer


def xlm_roberta():
    normalizer = normalizers.Sequence([normalizers.Precompiled(charsmap()), normalizers.Replace(Regex(" {2,}"), " ")])
    pre = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer = unigram(ROBERTA[:4] + [AddedToken("<mask>", lstrip=True, normalized=False, special=True)], "<unk>", normalizer, pre)
    tokenizer.post_processor = template("<s>:0 $A:0 </s>:0", "<s>:0 $A:0 </s>:0 </s>:0 $B:0 </s>:0", tokenizer)
    return tokenizer, dict(bos="<s>", pad="<pad>", eos="</s>", sep="</s>", cls="<s>", unk="<unk>", mask="<mask>")


def albert():
    steps = [normalizers.Replace("``", '"'), normalizers.Replace("''", '"'), normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    normalizer = normalizers.Sequence([*steps, normalizers.Precompiled(charsmap()), normalizers.Replace(Regex(" {2,}"), " ")])
    special = ["<pad>", "<unk>", "[CLS]", "[SEP]", AddedToken("[MASK]", lstrip=True, normalized=False, special=True)]
    tokenizer = unigram(special, "<unk>", normalizer, pre_tokenizers.Metaspace())
    tokenizer.post_processor = template("[CLS]:0 $A:0 [SEP]:0", "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", tokenizer)
    return tokenizer, dict(bos="[CLS]", eos="[SEP]", pad="<pad>", unk="<unk>", cls="[CLS]", sep="[SEP]", mask="[MASK]")


def deberta():
    normalizer = normalizers.Sequence([normalizers.Strip(), normalizers.Precompiled(charsmap()), normalizers.Replace(Regex(" {2,}"), " ")])
    pre = pre_tokenizers.Sequence([pre_tokenizers.Metaspace()])
    tokenizer = unigram(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"], "[UNK]", normalizer, pre)
    tokenizer.post_processor = template("[CLS]:0 $A:0 [SEP]:0", "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", tokenizer)
    return tokenizer, dict(bos="[CLS]", eos="[SEP]", pad="[PAD]", unk="[UNK]", cls="[CLS]", sep="[SEP]", mask="[MASK]")


def t5():
    """As T5's converter in transformers makes it: the sentinels stand at the end of the vocabulary, the first one last."""
    pre = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    trained = unigram(["<pad>", "</s>", "<unk>"], "<unk>", normalizers.Precompiled(charsmap()), pre)
    pieces = json.loads(trained.to_str())["model"]["vocab"]
    sentinels = [f"<extra_id_{i}>" for i in range(99, -1, -1)]
    tokenizer = Tokenizer(models.Unigram([tuple(piece) for piece in pieces] + [(token, 0.0) for token in sentinels], 2))
    tokenizer.normalizer, tokenizer.pre_tokenizer, tokenizer.decoder = trained.normalizer, pre, decoders.Metaspace()
    special = ["<pad>", "</s>", "<unk>", *sentinels]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    tokenizer.post_processor = template("$A:0 </s>:0", "$A:0 </s>:0 $B:0 </s>:0", tokenizer)
    return tokenizer, dict(eos="</s>", pad="<pad>", unk="<unk>")


# Lines with tokens that only these have.
OWN_LINES = {
    "t5": ["the <extra_id_0> harbour", "<extra_id_0>great<extra_id_1>", "A film. <extra_id_0> great <extra_id_1> </s>", "<extra_id_99><extra_id_100> <extra_id_"],
}
KINDS = {
    "bert": lambda: word_piece(True),
    "bertCased": lambda: word_piece(False),
    "roberta": roberta,
    "gpt2": gpt2,
    "modernbert": modernbert,
    "smollm": smollm,
    "qwen": qwen,
    "llama3": llama3,
    "llama2": llama2,
    "xlmRoberta": xlm_roberta,
    "albert": albert,
    "deberta": deberta,
    "t5": t5,
}


def write_numbers(path, rows):
    """Rows of numbers below 65,536, each after its length, in 16 bits, compressed."""
    numbers = [n for row in rows for n in (len(row), *row)]
    path.write_bytes(gzip.compress(struct.pack(f"<{len(numbers)}H", *numbers), mtime=0))


def expectations(tokenizer, lines):
    """Ids of each line; ids and segments of pairs of neighbours cut to PAIR_LENGTH; the text of each line's ids."""
    encoded = tokenizer.encode_batch(lines)
    tokenizer.enable_truncation(PAIR_LENGTH)
    pairs = tokenizer.encode_batch(list(zip(lines[:PAIRS], lines[1 : PAIRS + 1])))
    tokenizer.no_truncation()
    return (
        [e.ids for e in encoded],
        [numbers for pair in pairs for numbers in (pair.ids, pair.type_ids)],
        tokenizer.decode_batch([e.ids for e in encoded]),
    )


def ranges(chosen):
    """The characters up to U+FFFF that are chosen, as the first and last code points of runs."""
    runs = []
    for c in (c for c in range(0x10000) if not 0xD800 <= c <= 0xDFFF):
        if not chosen(chr(c)):
            continue
        if runs and runs[-1][1] == c - 1:
            runs[-1][1] = c
        else:
            runs.append([c, c])
    return runs


def character_classes():
    """What each part does with each single character, by the part's type."""

    def bert(**options):
        off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
        return normalizers.BertNormalizer(**{**off, **options}).normalize_str

    def cuts(part, pieces):
        return lambda c: [piece for piece, _ in part.pre_tokenize_str("a" + c + "b")] == [p.replace("c", c) for p in pieces]

    apart, removed = ["a", "c", "b"], ["a", "b"]
    return {
        "cleanDrops": ranges(lambda c: bert(clean_text=True)("a" + c + "b") == "ab"),
        "cleanSpaces": ranges(lambda c: bert(clean_text=True)("a" + c + "b") == "a b"),
        "chinese": ranges(lambda c: bert(handle_chinese_chars=True)(c) == f" {c} "),
        "bertStrips": ranges(lambda c: bert(strip_accents=True)(c) == ""),
        "stripAccents": ranges(lambda c: normalizers.StripAccents().normalize_str(c) == ""),
        "strip": ranges(lambda c: normalizers.Strip().normalize_str(c + "b") == "b"),
        "bertApart": ranges(cuts(pre_tokenizers.BertPreTokenizer(), apart)),
        "bertRemoves": ranges(cuts(pre_tokenizers.BertPreTokenizer(), removed)),
        "punctuation": ranges(cuts(pre_tokenizers.Punctuation(), apart)),
        "digits": ranges(cuts(pre_tokenizers.Digits(individual_digits=True), apart)),
        "whitespaceSplit": ranges(cuts(pre_tokenizers.WhitespaceSplit(), removed)),
        "NFKC": ranges(lambda c: normalizers.NFKC().normalize_str(c) != c),
        "NFKD": ranges(lambda c: normalizers.NFKD().normalize_str(c) != c),
        "lowercase": ranges(lambda c: normalizers.Lowercase().normalize_str(c) != c),
    }


def main(folder):
    lines = hard_lines()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lines.json").write_text(json.dumps(lines, indent=0) + "\n")
    (folder / "characters.json").write_text(json.dumps(character_classes()) + "\n")
    for kind, train in KINDS.items():
        place = folder / kind
        place.mkdir(exist_ok=True)
        # Training breaks ties by chance, so a tokenizer that is there stays.
        if not (place / "tokenizer.json").exists():
            tokenizer, names = train()
            (place / "tokenizer.json").write_text(tokenizer.to_str() + "\n")
            config = {f"{n}_token": t for n, t in names.items()}
            (place / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
        tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        ids, pairs, texts = expectations(tokenizer, lines)
        if kind in OWN_LINES:
            own = {line: tokenizer.encode(line).ids for line in OWN_LINES[kind]}
            (place / "own.json").write_text(json.dumps(own, indent=2) + "\n")
        write_numbers(place / "ids.gz", ids)
        write_numbers(place / "pairs.gz", pairs)
        (place / "texts.json.gz").write_bytes(gzip.compress(json.dumps(texts).encode(), mtime=0))
    print(f"{len(KINDS)} tokenizers in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
