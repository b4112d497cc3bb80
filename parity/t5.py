"""Writes src/testing/golden/t5 and t5-gated: tiny T5s of both versions, what transformers computes with them, and a beam search."""

import json
import sys
from pathlib import Path

import torch
from case import values
from golden import write_json
from safetensors.torch import save_file
from transformers import T5Config, T5ForConditionalGeneration

TINY = dict(
    vocab_size=60,
    d_model=16,
    # As in published models, not the width divided by the heads.
    d_kv=12,
    d_ff=24,
    num_layers=2,
    num_heads=2,
    # Few buckets that end soon, so that short texts reach the last of them.
    relative_attention_num_buckets=8,
    relative_attention_max_distance=12,
    dropout_rate=0.0,
    decoder_start_token_id=0,
)
VERSIONS = {
    "t5": dict(feed_forward_proj="relu", num_decoder_layers=3),
    "t5-gated": dict(feed_forward_proj="gated-gelu", tie_word_embeddings=False),
}
# Four texts of different lengths, and two beginnings for each of what the decoder writes.
LENGTHS, CONTINUATIONS, WRITTEN = (17, 6, 11, 14), 2, 5
BEAM, STEPS = 3, 4


def tiny_model(options):
    config = T5Config(**TINY, **options)
    model = T5ForConditionalGeneration._from_config(config, attn_implementation="eager")
    if not config.scale_decoder_outputs:
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.lm_head.weight))
    for name, p in model.named_parameters():
        p.data.copy_(values(name, p.shape, 0.3 if p.dim() > 1 else 0.1, 1.0 if p.dim() == 1 else 0.0))
    return model.double().eval()


def mean_beams(model, inputs, states):
    """A beam search over the mean of all texts' log-probabilities: the best sequences and their scores."""
    beams = [([0], 0.0)]
    for _ in range(STEPS):
        longer = []
        for tokens, score in beams:
            decoder = torch.tensor([tokens] * len(LENGTHS))
            logits = model(encoder_outputs=(states,), attention_mask=inputs["attention_mask"], decoder_input_ids=decoder).logits
            mean = logits[:, -1].log_softmax(-1).mean(0)
            longer += [(tokens + [i], score + float(p)) for i, p in enumerate(mean)]
        beams = sorted(longer, key=lambda beam: -beam[1])[:BEAM]
    return [dict(tokens=tokens, score=score) for tokens, score in beams]


def write_version(options, folder):
    folder.mkdir(parents=True, exist_ok=True)
    model = tiny_model(options)
    config = {**model.config.to_dict(), **TINY, **options, "architectures": ["T5ForConditionalGeneration"], "model_type": "t5"}
    if "tie_word_embeddings" in options:
        # Published models of version 1.1 say it so.
        config.pop("scale_decoder_outputs")
    write_json(folder / "config.json", {k: v for k, v in sorted(config.items()) if k != "transformers_version"})
    state = {n: p.detach().float().contiguous() for n, p in model.named_parameters()}
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})

    generator = torch.Generator().manual_seed(3)
    texts = [torch.randint(2, TINY["vocab_size"], (n,), generator=generator).tolist() for n in LENGTHS]
    written = torch.randint(2, TINY["vocab_size"], (len(texts), CONTINUATIONS, WRITTEN), generator=generator)
    written[..., 0] = 0
    longest = max(LENGTHS)
    inputs = dict(
        input_ids=torch.tensor([t + [0] * (longest - len(t)) for t in texts]),
        attention_mask=torch.tensor([[1] * len(t) + [0] * (longest - len(t)) for t in texts]),
    )
    with torch.no_grad():
        states = model.encoder(**inputs).last_hidden_state
        keep = inputs["attention_mask"] == 1
        logits = [
            model(encoder_outputs=(states,), attention_mask=inputs["attention_mask"], decoder_input_ids=written[:, k]).logits
            for k in range(CONTINUATIONS)
        ]
        beams = mean_beams(model, inputs, states)
    save_file(
        dict(
            encoder=states[keep].float().contiguous(),
            # [texts, continuations, tokens, vocabulary]
            logits=torch.stack(logits, 1).float().contiguous(),
        ),
        folder / "expected.safetensors",
    )
    distances = torch.arange(-40, 41)
    bucket = model.encoder.block[0].layer[0].SelfAttention._relative_position_bucket
    sides = [("encoder", True), ("decoder", False)]
    # The second are those of published models.
    sizes = [(8, 12), (32, 128)]
    many = torch.arange(-300, 301)
    write_json(
        folder / "sequence.json",
        dict(
            texts=texts,
            written=written.tolist(),
            beams=beams,
            buckets={side: bucket(distances, bidirectional, *sizes[0]).tolist() for side, bidirectional in sides},
            publishedBuckets={side: bucket(many, bidirectional, *sizes[1]).tolist() for side, bidirectional in sides},
        ),
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name, options in VERSIONS.items():
        write_version(options, Path(sys.argv[1]) / name)
    print(f"{len(VERSIONS)} versions of T5 in {sys.argv[1]}")
