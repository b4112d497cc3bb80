"""The families of the golden files. A family is one record: a tiny model of its kind, and what is special about its checkpoints."""

from dataclasses import dataclass, field

from transformers import (
    AlbertConfig,
    BertConfig,
    CamembertConfig,
    DebertaV2Config,
    DistilBertConfig,
    ElectraConfig,
    ModernBertConfig,
    GPT2Config,
    LlamaConfig,
    PreTrainedConfig,
    Qwen2Config,
    RobertaConfig,
    XLMRobertaConfig,
)

# What encoders with BERT's names for sizes have in common here. Small: the files are committed.
TINY = dict(
    vocab_size=60,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=32,
    max_position_embeddings=24,
    hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0,
)
# BERT is larger, and has the cases of every objective and tuning; the others prove their layers.
BERT_SIZES = dict(
    vocab_size=120, hidden_size=32, num_attention_heads=4, intermediate_size=64, max_position_embeddings=32
)
# Full, local, full. The window is shorter than the longest text, but reaches a token from all its padding: where it does
# not, transformers computes NaN.
MODERNBERT = dict(
    vocab_size=60,
    hidden_size=16,
    num_hidden_layers=3,
    global_attn_every_n_layers=2,
    local_attention=16,
    num_attention_heads=2,
    intermediate_size=24,
    max_position_embeddings=24,
    classifier_pooling="mean",
    pad_token_id=0,
    **{f"{name}_token_id": i for i, name in [(2, "cls"), (3, "sep"), (2, "bos"), (3, "eos")]},
)
DROPOUTS = dict(hidden_dropout_prob=1 / 8, attention_probs_dropout_prob=1 / 4, classifier_dropout=1 / 2)
LORA_VARIANTS = ("dora", "loraPlus")
ALL_TUNINGS = ("full", "head", "lora", "loraRs", "loraAllLinear", "ia3", "bitfit", *LORA_VARIANTS)
PROMPTS = ("prefix", "softPrompt")
ENCODER_CASES = dict(classify=("full", "lora", *PROMPTS), maskedLm=("full", "lora"))
DELTAS = ("ia3", "bitfit", *LORA_VARIANTS)


@dataclass(frozen=True)
class Family:
    config: PreTrainedConfig
    # Tunings of each objective; golden.py knows both.
    cases: dict = field(default_factory=lambda: ENCODER_CASES)
    # What its checkpoints are: the objective of the pre-training.
    language_model: str = "maskedLm"
    # Prefixes of tensors that its checkpoints hold although the language model does not use them.
    also_stored: tuple = ()
    # Whether a pair's second text has token type 1.
    token_types: bool = False
    # The modules that LoRA adapts, where peft has no default of its own.
    lora_targets: list | None = None
    # The modules whose outputs, and those whose inputs (IA)^3 rescales, where peft has no default of its own.
    ia3: tuple | None = None
    # The modules that the tuning loraAllLinear adapts.
    all_linear: tuple = ("query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense")
    # Standard deviation of the matrices.
    spread: float = 0.1
    # Fields of the config with a rate of dropout each, to see where it falls: 1/8 in the layers, 1/4 on the attention's
    # probabilities, 1/2 before the head.
    dropouts: dict = field(default_factory=dict)


# What decoders have in common. Narrow ones say the same again and again unless their weights are wild.
DECODER_CASES = dict(
    # Behind a soft prompt, transformers does not find a row's last token.
    classify=("full", "head", "lora", "loraAllLinear", "prefix"),
    causalLm=("full", "lora", *PROMPTS),
)
DECODER = dict(cases=DECODER_CASES, language_model="causalLm", spread=0.3)
LLAMA_SIZES = dict(
    vocab_size=60,
    hidden_size=16,
    intermediate_size=32,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=32,
    pad_token_id=0,
)
LLAMA_LINEAR = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


FAMILIES = {
    "bert": Family(
        BertConfig(**{**TINY, **BERT_SIZES}),
        cases={
            **{o: ALL_TUNINGS for o in ("classify", "classifyWeighted", "regress", "maskedLm")},
            "classify": (*ALL_TUNINGS, *PROMPTS, "prefixMlp"),
            "cloze": ("full", "head", "lora"),
            "clozeDemonstrations": ("full", "lora"),
            "clozeAuxiliary": ("full", "head", "lora"),
            "softLabels": ("full", "lora"),
        },
        also_stored=("bert.pooler.",),
        token_types=True,
        dropouts=DROPOUTS,
    ),
    "roberta": Family(
        RobertaConfig(**TINY, type_vocab_size=1),
        cases=dict(
            classify=("full", "lora", *DELTAS, *PROMPTS, "prefixMlp"),
            maskedLm=("full", "lora", *PROMPTS),
            cloze=("full", "lora", "prefix", "softPrompt"),
            clozeTwo=("full", "lora"),
            clozeAuxiliary=("lora", "prefix", "softPrompt"),
        ),
        dropouts=DROPOUTS,
    ),
    # RoBERTa under other names: what they prove is the names.
    "xlm-roberta": Family(XLMRobertaConfig(**TINY, type_vocab_size=1), cases=dict(classify=("lora",))),
    "camembert": Family(
        CamembertConfig(**TINY, type_vocab_size=1), cases=dict(classify=("lora",)), lora_targets=["query", "value"]
    ),
    "distilbert": Family(
        DistilBertConfig(
            vocab_size=60,
            dim=16,
            n_layers=2,
            n_heads=2,
            hidden_dim=32,
            max_position_embeddings=24,
            dropout=0.0,
            attention_dropout=0.0,
            seq_classif_dropout=0.0,
        ),
        cases=dict(classify=("full", "lora", *DELTAS, *PROMPTS), maskedLm=("full", "lora")),
        lora_targets=["q_lin", "v_lin"],
        ia3=(["k_lin", "v_lin"], ["ffn.lin2"]),
        dropouts=dict(dropout=1 / 8, attention_dropout=1 / 4, seq_classif_dropout=1 / 2),
    ),
    # Three layers of two groups: the first layer is used twice.
    "albert": Family(
        AlbertConfig(
            **{**TINY, "num_hidden_layers": 3},
            num_hidden_groups=2,
            embedding_size=8,
            classifier_dropout_prob=0.0,
        ),
        also_stored=("albert.pooler.",),
        token_types=True,
        lora_targets=["query", "value"],
        dropouts=dict(
            hidden_dropout_prob=1 / 8, attention_probs_dropout_prob=1 / 4, classifier_dropout_prob=1 / 2
        ),
    ),
    "electra": Family(ElectraConfig(**TINY, embedding_size=8), token_types=True, dropouts=DROPOUTS),
    "modernbert": Family(
        ModernBertConfig(**MODERNBERT),
        lora_targets=["Wqkv"],
        dropouts=dict(embedding_dropout=1 / 8, mlp_dropout=1 / 8, attention_dropout=1 / 4, classifier_dropout=1 / 2),
    ),
    # Eight buckets and texts of up to 15 tokens: most distances share a bucket.
    "deberta-v2": Family(
        DebertaV2Config(
            **TINY,
            relative_attention=True,
            position_buckets=8,
            norm_rel_ebd="layer_norm",
            share_att_key=True,
            pos_att_type="p2c|c2p",
            position_biased_input=False,
            type_vocab_size=0,
            pad_token_id=0,
        ),
        # Keys of a prefix are at no distance.
        cases=dict(classify=("full", "lora", "softPrompt"), maskedLm=("full", "lora")),
        dropouts=dict(
            hidden_dropout_prob=1 / 8, attention_probs_dropout_prob=1 / 4, cls_dropout=1 / 2, pooler_dropout=1 / 2
        ),
    ),
    # What config.json may ask for beside what the published models have: their other branches.
    "deberta-v2-own-keys": Family(
        DebertaV2Config(
            **TINY,
            relative_attention=True,
            share_att_key=False,
            pos_att_type=["c2p", "p2c"],
            type_vocab_size=2,
            pad_token_id=0,
            legacy=False,
        ),
        cases=dict(classify=("full",), maskedLm=("lora",)),
        token_types=True,
    ),
    "modernbert-biased": Family(
        ModernBertConfig(
            **{**MODERNBERT, "num_hidden_layers": 4, "global_attn_every_n_layers": 3, "classifier_pooling": "cls"},
            **{f"{part}_bias": True for part in ("norm", "attention", "mlp", "classifier")},
            decoder_bias=False,
            hidden_activation="gelu_pytorch_tanh",
            rope_parameters={
                "full_attention": dict(rope_type="default", rope_theta=500.0),
                "sliding_attention": dict(rope_type="default", rope_theta=30.0),
            },
        ),
        cases=dict(classify=("full",), maskedLm=("lora",)),
        lora_targets=["Wqkv"],
    ),
    "gpt2": Family(
        GPT2Config(
            vocab_size=60,
            n_positions=32,
            n_embd=16,
            n_layer=2,
            n_head=2,
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=1,
            eos_token_id=1,
            pad_token_id=0,
        ),
        all_linear=("c_attn", "c_proj", "c_fc"),
        dropouts=dict(embd_pdrop=1 / 8, resid_pdrop=1 / 8, attn_pdrop=1 / 4),
        # Its weights lie the other way round.
        **{**DECODER, "cases": dict(classify=(*DECODER_CASES["classify"], "ia3", "dora"), causalLm=DECODER_CASES["causalLm"], clozeNext=("full", "lora"))},
    ),
    # Heads that do not divide the width, positions scaled as in Llama 3.1, an output layer of its own.
    "llama": Family(
        LlamaConfig(
            **LLAMA_SIZES,
            head_dim=8,
            tie_word_embeddings=False,
            rope_parameters=dict(
                rope_type="llama3",
                rope_theta=100.0,
                factor=4.0,
                low_freq_factor=1.0,
                high_freq_factor=4.0,
                original_max_position_embeddings=16,
            ),
        ),
        all_linear=LLAMA_LINEAR,
        dropouts=dict(attention_dropout=1 / 4),
        **DECODER,
    ),
    "qwen2": Family(Qwen2Config(**LLAMA_SIZES, tie_word_embeddings=True), all_linear=LLAMA_LINEAR, **DECODER),
}
