"""Writes the golden files: what PyTorch, transformers and PEFT compute for a tiny BERT. See README.md for the layout.

Everything is computed in float64 and stored as float32, so a golden value is the true one to the last bit or so.
"""

import json
import sys
import zlib
from pathlib import Path

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy, mse_loss
from transformers import BertConfig, BertForMaskedLM, BertForSequenceClassification

LAYERS, HIDDEN, HEADS, INTERMEDIATE, VOCABULARY, POSITIONS = 2, 32, 4, 64, 120, 32
CLASSES = 4
LEARNING_RATE, WEIGHT_DECAY, STEPS = 1e-3, 0.01, 3
CLASS_WEIGHTS, LABEL_SMOOTHING = [0.5, 1.0, 2.0, 1.5], 0.1
MASK = 4

QUERY_VALUE = ["query", "value"]
ALL_LINEAR = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]
TUNINGS = {
    "full": None,
    "head": None,
    "lora": dict(r=4, lora_alpha=8, use_rslora=False, target_modules=QUERY_VALUE),
    "loraRs": dict(r=4, lora_alpha=8, use_rslora=True, target_modules=QUERY_VALUE),
    "loraAllLinear": dict(r=4, lora_alpha=8, use_rslora=False, target_modules=ALL_LINEAR),
}
OBJECTIVES = ["classify", "classifyWeighted", "regress", "maskedLm"]


def values(name, shape, spread=0.1, mean=0.0):
    """Normal values that depend on `name` alone, the same on every machine."""
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(name.encode())))
    array = mean + spread * generator.standard_normal(tuple(shape))
    return torch.from_numpy(array.astype(np.float32))


def base_value(name, tensor):
    return values(name, tensor.shape, mean=1.0 if name.endswith("LayerNorm.weight") else 0.0)


def make_config():
    return BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=HIDDEN,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=INTERMEDIATE,
        max_position_embeddings=POSITIONS,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )


def base_state():
    """A BertForMaskedLM checkpoint that also has the pooler, as published BERT checkpoints do."""
    tied = ("cls.predictions.decoder.weight", "cls.predictions.decoder.bias")
    masked = BertForMaskedLM(make_config()).state_dict()
    pooled = BertForSequenceClassification(make_config()).state_dict()
    names = {**masked, **{n: t for n, t in pooled.items() if n.startswith("bert.pooler.")}}
    return {n: base_value(n, t) for n, t in names.items() if n not in tied and t.is_floating_point()}


def make_batch():
    """Four texts of different lengths; the second and fourth are pairs (token type 1 from the middle on)."""
    generator = np.random.Generator(np.random.PCG64(1))
    lengths, second = [12, 7, 9, 15], [None, 4, None, 8]
    ids, types, masked_ids, masked_labels = [], [], [], []
    for length, start in zip(lengths, second):
        row = generator.integers(5, VOCABULARY, length)
        row[0], row[-1] = 2, 3
        if start is not None:
            row[start - 1] = 3
        ids.append(row.tolist())
        types.append([0 if start is None or i < start else 1 for i in range(length)])
        # Of the tokens to predict, one is masked, one is replaced, one (in long rows) is left as it was.
        hidden = sorted(generator.choice(np.arange(1, length - 1), 3 if length > 8 else 2, replace=False).tolist())
        changed = row.copy()
        changed[hidden[0]] = MASK
        changed[hidden[1]] = generator.integers(5, VOCABULARY)
        masked_ids.append(changed.tolist())
        masked_labels.append([int(row[i]) if i in hidden else -100 for i in range(length)])
    return dict(
        ids=ids,
        tokenTypes=types,
        lengths=lengths,
        maskedIds=masked_ids,
        labels=dict(classify=[2, 0, 3, 2], regress=[0.25, -1.5, 0.75, 2.0], maskedLm=masked_labels),
        classWeights=CLASS_WEIGHTS,
        labelSmoothing=LABEL_SMOOTHING,
    )


def pad(rows, value):
    width = max(map(len, rows))
    return torch.tensor([row + [value] * (width - len(row)) for row in rows])


def make_model(objective, tuning, state):
    """The model in float64 with its trainable parameters by their golden names."""
    config = make_config()
    if objective == "maskedLm":
        model = BertForMaskedLM(config)
        head = ("cls.predictions.bias", "cls.predictions.transform.")
    else:
        config.num_labels = 1 if objective == "regress" else CLASSES
        model = BertForSequenceClassification(config)
        head = ("classifier.",)
    fresh = {n: base_value(n, t) for n, t in model.state_dict().items() if n.startswith("classifier.")}
    missing, _ = model.load_state_dict({**state, **fresh}, strict=False)
    assert all("decoder" in n or "position_ids" in n for n in missing), missing
    model.tie_weights()
    if TUNINGS[tuning] is not None:
        task = {} if objective == "maskedLm" else dict(task_type="SEQ_CLS")
        model = get_peft_model(model, LoraConfig(lora_dropout=0.0, **task, **TUNINGS[tuning]))
    if tuning == "head":
        for name, parameter in model.named_parameters():
            parameter.requires_grad = name.startswith(head)
    trainable = {golden_name(n): p for n, p in model.named_parameters() if p.requires_grad}
    for name, parameter in trainable.items():
        if ".lora_" in name:
            parameter.data.copy_(values(name, parameter.shape))
    return model.double().eval(), {golden_name(n): p for n, p in model.named_parameters() if p.requires_grad}


def golden_name(name):
    for part in ("base_model.model.", ".modules_to_save", ".base_layer", ".default"):
        name = name.replace(part, "")
    return name


def forward(model, objective, batch):
    """(logits, loss); those of maskedLm are the labelled tokens' only, in reading order."""
    ids = batch["maskedIds"] if objective == "maskedLm" else batch["ids"]
    mask = pad([[1] * n for n in batch["lengths"]], 0)
    logits = model(
        input_ids=pad(ids, 0), attention_mask=mask, token_type_ids=pad(batch["tokenTypes"], 0)
    ).logits
    if objective == "maskedLm":
        labels = pad(batch["labels"]["maskedLm"], -100)
        logits = logits[labels != -100]
        return logits, cross_entropy(logits, labels[labels != -100])
    if objective == "regress":
        return logits, mse_loss(logits[:, 0], torch.tensor(batch["labels"]["regress"], dtype=torch.float64))
    labels = torch.tensor(batch["labels"]["classify"])
    if objective == "classify":
        return logits, cross_entropy(logits, labels)
    weights = torch.tensor(CLASS_WEIGHTS, dtype=torch.float64)
    return logits, cross_entropy(logits, labels, weight=weights, label_smoothing=LABEL_SMOOTHING)


def decays(name):
    return not (name.endswith(".bias") or "LayerNorm" in name)


def make_case(objective, tuning, state, batch, folder):
    model, trainable = make_model(objective, tuning, state)
    tensors = {f"initial/{n}": p.detach().clone() for n, p in trainable.items() if n not in state}
    optimizer = torch.optim.AdamW(
        [
            dict(params=[p for n, p in trainable.items() if decays(n)], weight_decay=WEIGHT_DECAY),
            dict(params=[p for n, p in trainable.items() if not decays(n)], weight_decay=0.0),
        ],
        lr=LEARNING_RATE,
        eps=1e-8,
    )
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        logits, loss = forward(model, objective, batch)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            tensors["logits"] = logits.detach()
            tensors.update({f"gradient/{n}": p.grad.clone() for n, p in trainable.items()})
        optimizer.step()
    tensors.update({f"after/{n}": p.detach() for n, p in trainable.items()})
    file = f"{objective}.{tuning}.safetensors"
    save_file({n: t.float().contiguous() for n, t in tensors.items()}, folder / file)
    lora = TUNINGS[tuning]
    return dict(
        file=file,
        objective=objective,
        tuning=tuning,
        lora=lora
        and dict(
            rank=lora["r"],
            alpha=lora["lora_alpha"],
            rsLora=lora["use_rslora"],
            targetModules=lora["target_modules"],
        ),
        trainable=sorted(trainable),
        losses=losses,
    )


def hidden_states(state, batch):
    """The embeddings and every layer's output without the padding, text after text, and the pooler's output."""
    model, _ = make_model("classify", "full", state)
    mask = pad([[1] * n for n in batch["lengths"]], 0)
    outputs = model.bert(
        input_ids=pad(batch["ids"], 0),
        attention_mask=mask,
        token_type_ids=pad(batch["tokenTypes"], 0),
        output_hidden_states=True,
    )
    names = ["embeddings"] + [f"layer.{i}" for i in range(LAYERS)]
    rows = {name: hidden[mask == 1] for name, hidden in zip(names, outputs.hidden_states, strict=True)}
    return {n: t.detach().float().contiguous() for n, t in {**rows, "pooler": outputs.pooler_output}.items()}


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")


def main(folder):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    folder.mkdir(parents=True, exist_ok=True)
    state, batch = base_state(), make_batch()
    config = {**make_config().to_dict(), "architectures": ["BertForMaskedLM"]}
    write_json(folder / "config.json", {k: v for k, v in sorted(config.items()) if k != "transformers_version"})
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    write_json(folder / "batch.json", batch)
    save_file(hidden_states(state, batch), folder / "hidden.safetensors")
    cases = [make_case(o, t, state, batch, folder) for o in OBJECTIVES for t in TUNINGS]
    optimizer = dict(
        learningRate=LEARNING_RATE, weightDecay=WEIGHT_DECAY, beta1=0.9, beta2=0.999, epsilon=1e-8, steps=STEPS
    )
    write_json(folder / "cases.json", dict(optimizer=optimizer, cases=cases))
    print(f"{len(cases)} golden cases in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
