"""Writes the golden files of early exit: a twin of every way of training exits in plain PyTorch, on transformers' encoders.

A twin is a sequence classifier whose inner layers answer as well, by copies of its own head. What its phases minimise is
written out below for each strategy, from the papers that src/core/exits names.
"""

import dataclasses
import json
import sys
from pathlib import Path

import numpy as np
import torch
from case import LEARNING_RATE, STEPS, TEMPERATURE, WEIGHT_DECAY, model_inputs, values, write_steps
from families import BertConfig, DistilBertConfig, FAMILIES, RobertaConfig, TINY
from golden import make_model, parameters_of, write_base, write_json
from torch.nn.functional import cross_entropy, linear, log_softmax, mse_loss, softmax


@dataclasses.dataclass(frozen=True)
class Head:
    """How a family reads the first token's state: activation(dense), then the layer that answers."""

    dense: str
    out: str
    activation: object


HEADS = {
    "bert": Head("bert.pooler.dense", "classifier", torch.tanh),
    "distilbert": Head("pre_classifier", "classifier", torch.relu),
    "roberta": Head("classifier.dense", "classifier.out_proj", torch.tanh),
}
DISTILBERT = {**FAMILIES["distilbert"].config.to_diff_dict(), "n_layers": 3}
# Deeper than the other golden models, so that there are several inner layers.
MODELS = {
    "bert": dataclasses.replace(FAMILIES["bert"], config=BertConfig(**{**TINY, "num_hidden_layers": 4})),
    "distilbert": dataclasses.replace(FAMILIES["distilbert"], config=DistilBertConfig(**DISTILBERT)),
    "roberta": dataclasses.replace(
        FAMILIES["roberta"], config=RobertaConfig(**{**TINY, "num_hidden_layers": 3}, type_vocab_size=1)
    ),
}
# (exit, learns certainty, objective, tuning)
CASES = {
    "bert": [
        *[(exit, False, "classify", "full") for exit in ("twoStage", "joint", "alternating", "weighted", "selfDistil")],
        ("joint", False, "regress", "full"),
        ("alternating", True, "classify", "full"),
        ("alternating", True, "regress", "full"),
        ("weighted", True, "classify", "full"),
        ("twoStage", False, "classify", "lora"),
        ("alternating", True, "classify", "lora"),
    ],
    "distilbert": [
        ("twoStage", False, "classify", "full"),
        ("weighted", False, "classify", "full"),
        ("selfDistil", True, "classify", "full"),
        ("joint", True, "regress", "lora"),
    ],
    "roberta": [("joint", False, "classify", "full"), ("alternating", True, "classify", "lora")],
}


def layer_losses(answers, objective, batch):
    """The loss of each layer, first layer first."""
    if objective == "regress":
        numbers = torch.tensor(batch["labels"]["regress"], dtype=torch.float64)
        return [mse_loss(logits[:, 0], numbers) for logits, _ in answers]
    return [cross_entropy(logits, torch.tensor(batch["labels"]["classify"])) for logits, _ in answers]


def strategy_loss(exit, losses, answers, step):
    """What a strategy minimises in step 1, 2, 3 ... besides what certainty learns."""
    if exit == "twoStage":  # DeeBERT, section 3.2; its first stage is the last layer's loss alone
        return sum(losses[:-1])
    if exit == "alternating" and step % 2 == 1:  # BERxiT, section 3.1
        return losses[-1] + 0 * sum(losses)
    if exit == "weighted":  # PABEE, equation 7
        return sum((j + 1) * loss for j, loss in enumerate(losses)) / sum(range(1, len(losses) + 1))
    if exit == "selfDistil":
        taught = softmax(answers[-1][0].detach() / TEMPERATURE, -1)
        lessons = [-(taught * log_softmax(logits / TEMPERATURE, -1)).sum(-1).mean() for logits, _ in answers[:-1]]
        return sum(losses) + TEMPERATURE**2 * sum(lessons)
    return sum(losses)


def certainty_loss(answers, objective, batch):
    """BERxiT, section 3.2: the mean squared error of how likely each layer's answer is wrong, for every row."""
    labels = torch.tensor(batch["labels"][objective])
    wrong = [
        torch.tanh((logits[:, 0] - labels).abs()) if objective == "regress" else (logits.argmax(-1) != labels).double()
        for logits, _ in answers
    ]
    doubts = torch.stack([doubt[:, 0] for _, doubt in answers])
    return mse_loss(torch.sigmoid(doubts), torch.stack(wrong).detach())


def answers_of(model, family, head, parameters, exit, certainty, batch):
    """(logits, doubt) of every layer, first layer first; the inner ones by heads of their own, PABEE's on one pooler."""

    def apply(x, name):
        return linear(x, parameters[f"{name}.weight"], parameters[f"{name}.bias"])

    states = model(**model_inputs(family, batch), output_hidden_states=True).hidden_states[1:]
    answers = []
    for layer, state in enumerate(states):
        own = "" if state is states[-1] else f"exits.{layer}."
        vector = head.activation(apply(state[:, 0], head.dense if exit == "weighted" else own + head.dense))
        answers.append((apply(vector, own + head.out), apply(vector, "exits.certainty") if certainty else None))
    return answers


def exit_parameters(model, head, parameters, state, exit, certainty):
    """New parameters by name: copies of what the checkpoint has of a head, values of their own for what it lacks."""
    copied = [head.out] if exit == "weighted" else [head.dense, head.out]
    shapes = {
        f"exits.{layer}.{name}.{part}": parameters[f"{name}.{part}"].shape
        for layer in range(model.config.num_hidden_layers - 1)
        for name in copied
        for part in ("weight", "bias")
    }
    if certainty:
        shapes |= {"exits.certainty.weight": (1, parameters[f"{head.out}.weight"].shape[1]), "exits.certainty.bias": (1,)}
    given = {name: state.get(name.split(".", 2)[2]) for name in shapes}
    made = {n: values(n, shape) if given[n] is None else given[n] for n, shape in shapes.items()}
    return {n: torch.nn.Parameter(x.double()) for n, x in made.items()}, [n for n in shapes if given[n] is None]


def make_case(name, family, chosen, state, batch, folder):
    exit, certainty, objective, tuning = chosen
    model, trainable = make_model(family, objective, tuning, state)
    parameters, head = parameters_of(model, model.base_model_prefix), HEADS[name]
    exits, new = exit_parameters(model, head, parameters, state, exit, certainty)
    fresh = [n for n in trainable if n not in state] + new
    own = {n: p for n, p in trainable.items() if not n.startswith("exits.")}
    phases = [("model", own), ("exits", exits)] if exit == "twoStage" else [("all", {**own, **exits})]
    written = []
    for phase, trained in phases:
        steps = iter(range(1, STEPS + 1))

        def run():
            answers = answers_of(model, family, head, {**parameters, **exits}, exit, certainty, batch)
            losses = layer_losses(answers, objective, batch)
            loss = losses[-1] if phase == "model" else strategy_loss(exit, losses, answers, next(steps))
            if certainty:
                loss = loss + certainty_loss(answers, objective, batch)
            said = [torch.cat([x for x in answer if x is not None], -1) for answer in answers]
            return torch.stack(said), loss

        for parameter in (*own.values(), *exits.values()):
            parameter.requires_grad = any(parameter is one for one in trained.values())
        file = f"{exit}{'.certainty' if certainty else ''}.{objective}.{tuning}.{phase}.safetensors"
        losses = write_steps(folder / file, run, trained, [n for n in fresh if n in trained])
        written.append(dict(file=file, trainable=sorted(trained), losses=losses))
    return dict(exit=exit, certainty=certainty, objective=objective, tuning=tuning, phases=written)


def write_model(name, folder):
    family = MODELS[name]
    state, batch = write_base(family, folder)
    cases = [make_case(name, family, chosen, state, batch, folder) for chosen in CASES[name]]
    optimizer = dict(learningRate=LEARNING_RATE, weightDecay=WEIGHT_DECAY, steps=STEPS)
    write_json(folder / "cases.json", dict(optimizer=optimizer, temperature=TEMPERATURE, cases=cases))
    print(f"{len(cases)} golden cases of exits in {folder}")


def write_rules(file):
    """
    The layers that made-up answers of 6 layers leave at, as the released code decides: DeeBERT's entropy in nats, PABEE's
    patience (of numbers, those count that differ by less than 0.5), BERxiT's probability of being wrong.
    """
    generator = np.random.Generator(np.random.PCG64(7))
    tables = []
    for classes in (2, 3, 5, 1):
        # What a row's layers have in common grows with depth, so that every layer lets some go.
        common = generator.standard_normal((24, 1, classes)) * np.linspace(0.5, 3, 6)[:, None]
        logits = (common + 0.7 * generator.standard_normal((24, 6, classes))).round(3)
        doubts = (generator.standard_normal((24, 6)) - np.linspace(-1, 2, 6)).round(3)
        rows = [(torch.tensor(z), torch.tensor(d)) for z, d in zip(logits, doubts)]
        exits = [
            *[dict(rule="patience", threshold=p, layers=[patience_exit(z, p) for z, _ in rows]) for p in (1, 2, 3)],
            *[dict(rule="certainty", threshold=t, layers=[first(torch.sigmoid(d) < t) for _, d in rows]) for t in (0.2, 0.5)],
        ]
        if classes > 1:
            nats = (0.2, 0.5, 0.65)
            exits += [dict(rule="entropy", threshold=t, layers=[first(entropy(z) < t) for z, _ in rows]) for t in nats]
        tables.append(dict(logits=logits.tolist(), doubts=doubts.tolist(), exits=exits))
    file.write_text(json.dumps(dict(tables=tables)) + "\n")


def entropy(logits):
    p = softmax(logits, -1)
    return -(p * p.log()).sum(-1)


def first(leaves):
    """The first layer that lets go; the last one asks nothing."""
    return next((layer for layer, leaves in enumerate(leaves[:-1].tolist()) if leaves), len(leaves) - 1)


def patience_exit(logits, patience):
    counter, before = 0, None
    for layer, z in enumerate(logits):
        answer = z[0].item() if len(z) == 1 else z.argmax().item()
        same = before is not None and (abs(answer - before) < 0.5 if len(z) == 1 else answer == before)
        counter, before = counter + 1 if same else 0, answer
        if counter == patience:
            return layer
    return len(logits) - 1


def main(folder):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name in MODELS:
        write_model(name, folder / name)
    write_rules(folder / "rules.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
