"""Writes the golden cases of bottleneck adapters: what AdapterHub's `adapters` computes on the tiny models of golden.py.

It needs an older transformers than golden.py, so it runs in an environment of its own and reads the model folders.
"""

import functools
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import adapters
import torch
from adapters import ConfigUnion, DoubleSeqBnConfig, LoRAConfig, ParBnConfig, SeqBnConfig
from case import CLASSES, LANGUAGE_MODELS, forward, values, write_steps
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForSequenceClassification

# What each case asks of Lathe, and the configuration that says the same.
PFEIFFER = dict(id="adapter", options=dict(kind="pfeiffer", reductionFactor=4))
LORA = dict(id="lora", options=dict(rank=4, alpha=8, dropout=0))
METHODS = {
    "adapterPfeiffer": (PFEIFFER, SeqBnConfig(reduction_factor=4)),
    "adapterHoulsby": (
        dict(id="adapter", options=dict(kind="houlsby", reductionFactor=3, scaling=2)),
        DoubleSeqBnConfig(reduction_factor=3, scaling=2.0),
    ),
    "adapterParallel": (
        dict(id="adapter", options=dict(kind="parallel", reductionFactor=4, nonLinearity="gelu_new")),
        ParBnConfig(reduction_factor=4, non_linearity="gelu_new"),
    ),
    "adapterAndLora": (
        dict(**PFEIFFER, **{"and": LORA}),
        ConfigUnion(SeqBnConfig(reduction_factor=4), LoRAConfig(r=4, alpha=8)),
    ),
}
ALL = tuple(METHODS)
FAMILIES = {
    "bert": dict(classify=ALL, maskedLm=("adapterPfeiffer",), regress=("adapterHoulsby",)),
    "roberta": dict(classify=ALL),
    "distilbert": dict(classify=ALL),
    "electra": dict(classify=("adapterPfeiffer",)),
    # Its attention's adapters sit on the residual in this package, so it has no case of houlsby.
    "albert": dict(classify=("adapterPfeiffer", "adapterParallel")),
    "deberta-v2": dict(classify=("adapterHoulsby",)),
    "gpt2": dict(classify=("adapterPfeiffer", "adapterParallel"), causalLm=("adapterHoulsby",)),
}
# Where the package keeps its modules, and the linear layer whose output goes through them.
PLACES = {
    "distilbert": dict(attention_adapters="attention.out_lin", output_adapters="ffn.lin2"),
    "albert": dict(attention_adapters="dense", output_adapters="ffn_output"),
    "gpt2": dict(attention_adapters="attn.c_proj", output_adapters="mlp.c_proj"),
}


def golden_name(family, name):
    for place, linear in PLACES.get(family, {}).items():
        name = name.replace(f".{place}.adapters.", f".{linear}.adapters.")
    # BERT and its relatives keep them beside the linear layer, which is called dense.
    name = re.sub(r"\.output\.adapters\.", ".output.dense.adapters.", name)
    name = re.sub(r"\.adapters\.lathe\.adapter_(down|up)(\.0)?\.", r".adapter_\1.", name)
    return re.sub(r"\.loras\.lathe\.lora_([AB])$", r".lora_\1.weight", name)


def make_model(name, family, objective, config, state):
    """The model in float64 with its trainable parameters by their golden names."""
    settings = AutoConfig.from_pretrained(family.folder)
    if objective not in LANGUAGE_MODELS:
        settings.num_labels = 1 if objective == "regress" else CLASSES
    auto = LANGUAGE_MODELS.get(objective, AutoModelForSequenceClassification)
    model = auto.from_config(settings, attn_implementation="eager")
    stored = {n: p for n, p in model.named_parameters()}
    for key, parameter in stored.items():
        parameter.data.copy_(state[key] if key in state else values(key, parameter.shape))
    adapters.init(model)
    model.add_adapter("lathe", config=config)
    model.train_adapter("lathe")
    trainable = {}
    for key, parameter in model.named_parameters():
        # The package goes on with the head of pre-training; Lathe leaves that as it is.
        parameter.requires_grad = ".lathe." in key or key not in state and key in stored
        if parameter.requires_grad:
            trainable[golden_name(name, key)] = parameter
            if ".lathe." in key:
                parameter.data.copy_(values(golden_name(name, key), parameter.shape))
    return model.double().eval(), trainable


def write_family(name, cases, folder):
    batch = json.loads((folder / "batch.json").read_text())
    family = SimpleNamespace(
        folder=folder,
        config=AutoConfig.from_pretrained(folder),
        token_types=any(any(row) for row in batch["tokenTypes"]),
    )
    state = load_file(folder / "model.safetensors")
    written = []
    for objective, tunings in cases.items():
        for tuning in tunings:
            choice, config = METHODS[tuning]
            model, trainable = make_model(name, family, objective, config, state)
            file = f"{objective}.{tuning}.safetensors"
            run = functools.partial(forward, model, family, objective, batch)
            losses = write_steps(folder / file, run, trainable, list(trainable))
            written.append(
                dict(file=file, objective=objective, tuning=tuning, choice=choice, trainable=sorted(trainable), losses=losses)
            )
    (folder / "adapters.json").write_text(json.dumps(dict(cases=written), indent=2) + "\n")
    print(f"{len(written)} golden cases of adapters in {folder}")


def main(folder, chosen):
    """Every family's cases into its folder below `folder`, or only those of the chosen ones."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name in chosen or FAMILIES:
        write_family(name, FAMILIES[name], folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
