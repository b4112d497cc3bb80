"""Writes the golden files: what PyTorch, transformers and PEFT compute for a tiny model of each family. See README.md for the layout.

Everything is computed in float64 and stored as float32, so a golden value is the true one to the last bit or so.
"""

import copy
import functools
import json
import sys
import unittest.mock
from pathlib import Path

import numpy as np
import torch
from case import (
    AUXILIARY,
    CLASS_WEIGHTS,
    CLASSES,
    LABEL_SMOOTHING,
    LANGUAGE_MODELS,
    LEARNING_RATE,
    MASK,
    STEPS,
    TEMPERATURE,
    WEIGHT_DECAY,
    forward,
    model_inputs,
    teacher_logits,
    values,
    write_steps,
)
from families import FAMILIES
from generation import generation
from peft import IA3Config, LoraConfig, get_peft_model
from prompts import PROMPTS, new_heads, settings, with_prompt
from safetensors.torch import save_file
from transformers import AutoModelForSequenceClassification

TUNINGS = {
    "full": None,
    "head": None,
    "lora": dict(r=4, lora_alpha=8, use_rslora=False),
    "loraRs": dict(r=4, lora_alpha=8, use_rslora=True),
    "loraAllLinear": dict(r=4, lora_alpha=8, use_rslora=False),
    "dora": dict(r=4, lora_alpha=8, use_rslora=False, use_dora=True),
    # LoRA+: the matrices B learn faster.
    "loraPlus": dict(r=4, lora_alpha=8, use_rslora=False),
    "ia3": dict(),
    "bitfit": None,
}
RATE_RATIO = 16.0


def base_values(family, parameters):
    """Those of a norm's weight lie around 1."""
    means = {n: 1.0 if p.dim() == 1 and n.endswith(".weight") else 0.0 for n, p in parameters.items()}
    return {n: values(n, p.shape, family.spread if p.dim() > 1 else 0.1, means[n]) for n, p in parameters.items()}


def bare_model(family, objective):
    config = copy.deepcopy(family.config)
    if objective not in LANGUAGE_MODELS:
        config.num_labels = 1 if objective == "regress" else CLASSES
    auto = LANGUAGE_MODELS.get(objective, AutoModelForSequenceClassification)
    return auto.from_config(config, attn_implementation="eager")


def parameters_of(model, prefix):
    """Parameters by their golden names, tied ones once: under the name that they have inside the pre-trained model."""
    all_named = list(model.named_parameters(remove_duplicate=False))
    has_mlp = any(".transform." in n and n.startswith("prompt_encoder.") for n, _ in all_named)
    named = [(golden_name(n, has_mlp), p) for n, p in all_named]
    found = {}
    for name, parameter in sorted(named, key=lambda item: not item[0].startswith(prefix + ".")):
        if all(parameter is not known for known in found.values()):
            found[name] = parameter
    return found


def base_state(family):
    """The checkpoint: a language model with its tied weights once, and what else published checkpoints hold."""
    model = bare_model(family, family.language_model)
    classifier = bare_model(family, "classify").named_parameters()
    also = {n: p for n, p in classifier if n.startswith(family.also_stored)}
    return base_values(family, {**parameters_of(model, model.base_model_prefix), **also})


def make_batch(family):
    """Four texts of different lengths; the second and fourth are pairs (token type 1 from the middle on, where there are types)."""
    vocabulary = family.config.vocab_size
    generator = np.random.Generator(np.random.PCG64(1))
    lengths, second = [12, 7, 9, 15], [None, 4, None, 8]
    ids, types, masked_ids, masked_labels = [], [], [], []
    for length, start in zip(lengths, second):
        row = generator.integers(5, vocabulary, length)
        row[0], row[-1] = 2, 3
        if start is not None:
            row[start - 1] = 3
        ids.append(row.tolist())
        typed = family.token_types and start is not None
        types.append([int(typed and i >= start) for i in range(length)])
        # Of the tokens to predict, one is masked, one is replaced, one (in long rows) is left as it was.
        hidden = sorted(generator.choice(np.arange(1, length - 1), 3 if length > 8 else 2, replace=False).tolist())
        changed = row.copy()
        changed[hidden[0]] = MASK
        changed[hidden[1]] = generator.integers(5, vocabulary)
        masked_ids.append(changed.tolist())
        masked_labels.append([int(row[i]) if i in hidden else -100 for i in range(length)])
    return dict(
        ids=ids,
        tokenTypes=types,
        lengths=lengths,
        maskedIds=masked_ids,
        labels=dict(classify=[2, 0, 3, 2], regress=[0.25, -1.5, 0.75, 2.0], maskedLm=masked_labels),
        # Two gaps in each row, of which a prompt with one takes the first, and the words of the four classes as tokens.
        prompts=dict(
            places=[[3, 4], [5, 2], [1, 2], [9, 10]],
            oneWords=[[[7]], [[9], [21]], [[11]], [[30], [8], [55]]],
            twoWords=[[[7, 13]], [[9], [21, 40]], [[11, 11]], [[30, 31]]],
        ),
        # The tokens of two sets of demonstrations for each row: one of each class, ended like a text of its own.
        demonstrations=[[demonstrated_tokens(generator, vocabulary) for _ in lengths] for _ in range(2)],
        classWeights=CLASS_WEIGHTS,
        labelSmoothing=LABEL_SMOOTHING,
    )


def demonstrated_tokens(generator, vocabulary):
    return [token for _ in range(CLASSES) for token in (*generator.integers(5, vocabulary, 2).tolist(), 3)]


def make_model(family, objective, tuning, state):
    """The model in float64 with its trainable parameters by their golden names."""
    model = bare_model(family, objective)
    prefix = model.base_model_prefix
    parameters = parameters_of(model, prefix)
    fresh = base_values(family, {n: p for n, p in parameters.items() if n not in state})
    for name, parameter in parameters.items():
        parameter.data.copy_(fresh[name] if name in fresh else state[name])
    if tuning in PROMPTS:
        model = with_prompt(model, objective, tuning, fresh)
    elif TUNINGS[tuning] is not None:
        model = get_peft_model(model, peft_config(family, objective, tuning, fresh))
    if tuning == "head":
        for name, parameter in parameters.items():
            parameter.requires_grad = not name.startswith(prefix + ".")
    if tuning == "bitfit":
        for name, parameter in parameters.items():
            parameter.requires_grad = name in fresh or name.endswith(".bias")
    trainable = {n: p for n, p in parameters_of(model, prefix).items() if p.requires_grad}
    for name, parameter in trainable.items():
        if ".lora_" in name or name.endswith(".ia3_l") or name.startswith("prompt_"):
            # What multiplies lies around 1.
            adds = name.startswith("prompt_") or (parameter.dim() > 1 and ".lora_" in name)
            mean = 0.0 if adds else 1.0
            parameter.data.copy_(values(name, parameter.shape, mean=mean))
    return model.double().eval(), trainable


def peft_config(family, objective, tuning, fresh):
    if tuning == "ia3":
        outputs, inputs = family.ia3 or (None, None)
        kind, targets = IA3Config, outputs and [*outputs, *inputs]
        settings = dict(feedforward_modules=inputs)
    else:
        kind, targets = LoraConfig, list(family.all_linear) if tuning == "loraAllLinear" else family.lora_targets
        settings = {**TUNINGS[tuning], "lora_dropout": 0.0}
    settings["target_modules"] = targets
    if objective in LANGUAGE_MODELS:
        return kind(**settings)
    return kind(**settings, task_type="SEQ_CLS", modules_to_save=new_heads(fresh))


def golden_name(name, has_mlp=False):
    for part in ("base_model.model.", "base_model.", ".modules_to_save", ".base_layer", ".default"):
        name = name.replace(part, "")
    # What peft calls it when it saves it; with an MLP it saves what that makes of it.
    if name in ("table", "prompt_encoder.embedding.weight") and not has_mlp:
        return "prompt_embeddings"
    # In peft's own files the vector bears no ".weight".
    return name.replace(".lora_magnitude_vector.weight", ".lora_magnitude_vector")


def make_case(family, objective, tuning, state, batch, folder):
    model, trainable = make_model(family, objective, tuning, state)
    run = functools.partial(forward, model, family, objective, batch)
    if family.language_model == "causalLm" and tuning not in PROMPTS and objective != "clozeNext":
        check_left_padding(model, family, objective, batch, run()[0])
    file = f"{objective}.{tuning}.safetensors"
    rate = (lambda name: RATE_RATIO if ".lora_B" in name else 1.0) if tuning == "loraPlus" else lambda name: 1.0
    losses = write_steps(folder / file, run, trainable, [n for n in trainable if n not in state], rate)
    return dict(
        file=file,
        objective=objective,
        tuning=tuning,
        lora=lora_settings(family, model, tuning),
        prompt=settings(tuning),
        **needs(objective),
        trainable=sorted(trainable),
        losses=losses,
    )


def needs(objective):
    """What the loss of some objectives needs beside the batch."""
    if objective == "clozeAuxiliary":
        return dict(auxiliary=AUXILIARY)
    if objective == "softLabels":
        return dict(soft=dict(temperature=TEMPERATURE, logits=teacher_logits().tolist()))
    return {}


def check_left_padding(model, family, objective, batch, logits):
    """In single precision: Llama's rows of nothing but padding become NaN in double."""
    with torch.no_grad():
        left, _ = forward(copy.deepcopy(model).float(), family, objective, batch, "left")
    assert torch.allclose(left.double(), logits, atol=1e-4), "padding on the left changes the logits"


def lora_settings(family, model, tuning):
    if "r" not in (TUNINGS.get(tuning) or {}):
        return None
    config = model.peft_config["default"]
    return dict(
        rank=config.r,
        alpha=config.lora_alpha,
        rsLora=config.use_rslora,
        # None where they are what Lathe adapts unless told otherwise.
        targetModules=list(family.all_linear) if tuning == "loraAllLinear" else None,
    )


def hidden_states(family, state, batch):
    """The embeddings and every layer's output without the padding, text after text."""
    model, _ = make_model(family, "classify", "full", state)
    inputs = model_inputs(family, batch)
    hidden = model.base_model(**inputs, output_hidden_states=True).hidden_states
    names = ["embeddings"] + [f"layer.{i}" for i in range(len(hidden) - 1)]
    keep = inputs["attention_mask"] == 1
    return {name: x[keep].detach().float().contiguous() for name, x in zip(names, hidden)}


def dropout_sites(family, batch):
    """The rate of each dropout of a classifier in its order, and the width that it falls on; null for the attention's probabilities."""
    config = copy.deepcopy(family.config)
    for name, rate in family.dropouts.items():
        setattr(config, name, rate)
    model = AutoModelForSequenceClassification.from_config(config, attn_implementation="eager").train()
    sites, plain = [], torch.nn.functional.dropout

    def noted(x, p=0.5, training=True, inplace=False):
        if p > 0:
            sites.append(dict(rate=p, width=None if x.dim() == 4 else x.shape[-1]))
        return plain(x, p, training, inplace)

    with unittest.mock.patch("torch.nn.functional.dropout", noted):
        model(**model_inputs(family, batch))
    return sites


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")


def write_base(family, folder):
    """The model folder and the batch of a family; returns the checkpoint and the batch."""
    folder.mkdir(parents=True, exist_ok=True)
    state, batch = base_state(family), make_batch(family)
    model = bare_model(family, family.language_model)
    config = {**model.config.to_dict(), "architectures": [type(model).__name__]}
    write_json(folder / "config.json", {k: v for k, v in sorted(config.items()) if k != "transformers_version"})
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    write_json(folder / "batch.json", batch)
    return state, batch


def write_family(family, folder):
    state, batch = write_base(family, folder)
    save_file(hidden_states(family, state, batch), folder / "hidden.safetensors")
    cases = [
        make_case(family, objective, tuning, state, batch, folder)
        for objective, tunings in family.cases.items()
        for tuning in tunings
    ]
    optimizer = dict(
        learningRate=LEARNING_RATE, weightDecay=WEIGHT_DECAY, beta1=0.9, beta2=0.999, epsilon=1e-8, steps=STEPS
    )
    dropouts = dict(config=family.dropouts, sites=dropout_sites(family, batch)) if family.dropouts else None
    write_json(folder / "cases.json", dict(optimizer=optimizer, dropouts=dropouts, cases=cases))
    if family.language_model == "causalLm":
        model, _ = make_model(family, "causalLm", "full", state)
        write_json(folder / "generation.json", generation(model, model_inputs(family, batch, side="left"), batch["ids"]))
    print(f"{len(cases)} golden cases in {folder}")


def main(folder, chosen):
    """Every family into a folder of its own below `folder`, or only the chosen ones."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name in chosen or FAMILIES:
        write_family(FAMILIES[name], folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
