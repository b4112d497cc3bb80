"""What golden cases have in common, whichever library computes them: values by name, inputs, losses, three steps."""

import zlib

import numpy as np
import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy, mse_loss
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM

CLASSES = 4
LEARNING_RATE, WEIGHT_DECAY, STEPS = 1e-3, 0.01, 3
CLASS_WEIGHTS, LABEL_SMOOTHING = [0.5, 1.0, 2.0, 1.5], 0.1
# The models of these objectives are language models, those of all others sequence classifiers.
LANGUAGE_MODELS = {
    "maskedLm": AutoModelForMaskedLM,
    "causalLm": AutoModelForCausalLM,
    # Rows as prompts: one gap, two gaps, and the word after the last token.
    "cloze": AutoModelForMaskedLM,
    "clozeTwo": AutoModelForMaskedLM,
    "clozeNext": AutoModelForCausalLM,
    # Rows as prompts with one gap, beside demonstrations.
    "clozeDemonstrations": AutoModelForMaskedLM,
    # One gap, and beside it hidden tokens of the same texts.
    "clozeAuxiliary": AutoModelForMaskedLM,
}
# The share of the hidden tokens' loss. PET's 0.0001 would prove nothing in single precision.
AUXILIARY = 0.25
TEMPERATURE = 2.0
MASK = 4


def values(name, shape, spread=0.1, mean=0.0):
    """Normal values that depend on `name` alone, the same on every machine."""
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(name.encode())))
    array = mean + spread * generator.standard_normal(tuple(shape))
    return torch.from_numpy(array.astype(np.float32))


def pad(rows, value, side="right"):
    width = max(map(len, rows))
    padding = [[value] * (width - len(row)) for row in rows]
    return torch.tensor([row + p if side == "right" else p + row for row, p in zip(rows, padding)])


def model_inputs(family, batch, ids="ids", side="right"):
    """The padded batch, as a tokenizer of the family gives it; on the left with the positions that generate() makes."""
    mask = pad([[1] * n for n in batch["lengths"]], 0, side)
    inputs = dict(input_ids=pad(batch[ids], family.config.pad_token_id or 0, side), attention_mask=mask)
    if family.token_types:
        inputs["token_type_ids"] = pad(batch["tokenTypes"], 0, side)
    if side == "left":
        inputs["position_ids"] = (mask.cumsum(-1) - 1).clamp(min=0)
    return inputs


def label_logits(objective, batch, logits):
    """
    The logits of labels [rows, classes] from those of the vocabulary [rows, tokens, V] in a loop that says what is meant: the
    mean over a label's words of the word's logit in the only gap, or of the mean log p of its tokens in two.
    """
    prompts = batch["prompts"]
    words = prompts["twoWords" if objective == "clozeTwo" else "oneWords"]
    scores = torch.log_softmax(logits, -1) if objective == "clozeTwo" else logits

    def score(row, word):
        places = [batch["lengths"][row] - 1] if objective == "clozeNext" else prompts["places"][row]
        return torch.stack([scores[row, place, token] for place, token in zip(places, word)]).mean()

    return torch.stack(
        [
            torch.stack([torch.stack([score(row, word) for word in label]).mean() for label in words])
            for row in range(len(logits))
        ]
    )


def with_gaps(objective, batch, ids):
    """The padded ids with mask tokens in the gaps."""
    for row, places in enumerate(batch["prompts"]["places"]):
        for place in places[: 2 if objective == "clozeTwo" else 1]:
            ids[row, place] = MASK
    return ids


def beside(batch, demonstrations):
    """The batch with the tokens of each row's demonstrations behind it, all of the second segment."""
    return dict(
        batch,
        ids=[row + own for row, own in zip(batch["ids"], demonstrations)],
        tokenTypes=[types + [1] * len(own) for types, own in zip(batch["tokenTypes"], demonstrations)],
        lengths=[n + len(own) for n, own in zip(batch["lengths"], demonstrations)],
    )


def forward(model, family, objective, batch, side="right"):
    """(logits, loss); those of language models only where a token is predicted, in reading order."""
    if objective == "clozeDemonstrations":
        sets = [forward(model, family, "cloze", beside(batch, tokens)) for tokens in batch["demonstrations"]]
        # A step learns from one set, an answer is the mean over all.
        return torch.stack([logits for logits, _ in sets]).mean(0), sets[0][1]
    inputs = model_inputs(family, batch, "maskedIds" if objective == "maskedLm" else "ids", side)
    if objective in ("cloze", "clozeTwo", "clozeAuxiliary"):
        inputs["input_ids"] = with_gaps(objective, batch, inputs["input_ids"])
    logits = model(**inputs).logits
    # The places of a soft prompt are asked for nothing.
    logits = logits[:, -inputs["input_ids"].shape[1] :] if objective in LANGUAGE_MODELS else logits
    if objective.startswith("cloze"):
        logits = label_logits(objective, batch, logits)
        answers = cross_entropy(logits, torch.tensor(batch["labels"]["classify"]))
        if objective != "clozeAuxiliary":
            return logits, answers
        return logits, (1 - AUXILIARY) * answers + AUXILIARY * forward(model, family, "maskedLm", batch)[1]
    if objective == "causalLm":
        mask = inputs["attention_mask"]
        predicts = (mask[:, :-1] * mask[:, 1:]) == 1
        logits = logits[:, :-1][predicts]
        return logits, cross_entropy(logits, inputs["input_ids"][:, 1:][predicts])
    if objective == "maskedLm":
        labels = pad(batch["labels"]["maskedLm"], -100)
        logits = logits[labels != -100]
        return logits, cross_entropy(logits, labels[labels != -100])
    if objective == "regress":
        return logits, mse_loss(logits[:, 0], torch.tensor(batch["labels"]["regress"], dtype=torch.float64))
    if objective == "softLabels":
        return logits, distillation(logits, teacher_logits().double())
    labels = torch.tensor(batch["labels"]["classify"])
    if objective == "classify":
        return logits, cross_entropy(logits, labels)
    weights = torch.tensor(CLASS_WEIGHTS, dtype=torch.float64)
    return logits, cross_entropy(logits, labels, weight=weights, label_smoothing=LABEL_SMOOTHING)


def teacher_logits():
    return values("teacher", (4, CLASSES), spread=2.0)


def distillation(student, teacher):
    """What PET's released code minimises: the Kullback-Leibler divergence of softened distributions, T^2 as large, a row."""
    softened = [torch.nn.functional.log_softmax(x / TEMPERATURE, -1) for x in (student, teacher)]
    divergence = torch.nn.functional.kl_div(*softened, reduction="sum", log_target=True)
    return divergence * TEMPERATURE**2 / len(student)


def decays(name, parameter):
    """Biases, norms and other vectors are not pulled towards 0: those of (IA)^3 have a second axis of 1."""
    return parameter.dim() > 1 and not name.endswith(".ia3_l")


def write_steps(file, run, trainable, fresh, rate=lambda name: 1.0):
    """
    Three AdamW steps of `trainable` on what `run` gives, (logits, loss), written to `file`; `fresh` names what no checkpoint
    holds, `rate` gives a parameter's learning rate as a factor of LEARNING_RATE.
    """
    tensors = {f"initial/{n}": trainable[n].detach().clone() for n in fresh}
    optimizer = torch.optim.AdamW(
        [
            dict(params=[p], weight_decay=WEIGHT_DECAY if decays(n, p) else 0.0, lr=LEARNING_RATE * rate(n))
            for n, p in trainable.items()
        ],
        eps=1e-8,
    )
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        logits, loss = run()
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            tensors["logits"] = logits.detach()
            tensors.update({f"gradient/{n}": p.grad.clone() for n, p in trainable.items()})
        optimizer.step()
    tensors.update({f"after/{n}": p.detach() for n, p in trainable.items()})
    # Lathe's vectors have one axis.
    shaped = {n: t.flatten() if n.endswith(".ia3_l") else t for n, t in tensors.items()}
    save_file({n: t.float().contiguous() for n, t in shaped.items()}, file)
    return losses
