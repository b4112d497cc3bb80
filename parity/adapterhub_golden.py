"""Writes the golden cases of bottleneck adapters: what AdapterHub's `adapters` computes on the tiny models of golden.py, and
folders of adapters with their heads as it saves them.

It needs an older transformers than golden.py, so it runs in an environment of its own and reads the model folders.
"""

import functools
import json
import re
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import adapters
import torch
from adapters import AutoAdapterModel, ConfigUnion, DoubleSeqBnConfig, LoRAConfig, ParBnConfig, SeqBnConfig
from case import CLASSES, LANGUAGE_MODELS, forward, model_inputs, values, write_steps
from safetensors.torch import load_file, save_file
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


# Folders by name: the family, the adapter, and what add_classification_head is told; None for the head of transformers.
LABELS = dict(enumerate(["north", "east", "south", "west"]))
FOLDERS = {
    "bertTwoLayers": ("bert", SeqBnConfig(reduction_factor=4), dict(num_labels=CLASSES, id2label=LABELS)),
    "bertOneLayer": ("bert", DoubleSeqBnConfig(reduction_factor=3), dict(num_labels=CLASSES, layers=1)),
    "bertPooled": ("bert", ParBnConfig(reduction_factor=4), dict(num_labels=1, layers=1, use_pooler=True)),
    "bertStatic": ("bert", DoubleSeqBnConfig(reduction_factor=4, non_linearity="gelu"), None),
    "robertaTwoLayers": ("roberta", DoubleSeqBnConfig(reduction_factor=4), dict(num_labels=CLASSES, id2label=LABELS)),
    "robertaOneLayer": ("roberta", ParBnConfig(reduction_factor=4, scaling=2.5), dict(num_labels=CLASSES, layers=1)),
    "robertaStatic": ("roberta", SeqBnConfig(reduction_factor=16), None),
    "distilbertTwoLayers": ("distilbert", ParBnConfig(reduction_factor=4), dict(num_labels=CLASSES, id2label=LABELS)),
    "distilbertOneLayer": ("distilbert", SeqBnConfig(reduction_factor=4), dict(num_labels=CLASSES, layers=1)),
    "distilbertRelu": ("distilbert", SeqBnConfig(reduction_factor=4), dict(num_labels=2, activation_function="relu")),
    "distilbertStatic": ("distilbert", DoubleSeqBnConfig(reduction_factor=4), None),
    "albertStatic": ("albert", SeqBnConfig(reduction_factor=4), None),
    "albertTwoLayers": ("albert", ParBnConfig(reduction_factor=4), dict(num_labels=CLASSES, activation_function="gelu")),
    "deberta-v2Static": ("deberta-v2", DoubleSeqBnConfig(reduction_factor=4), None),
    "electraStatic": ("electra", SeqBnConfig(reduction_factor=4), None),
    "electraTwoLayers": ("electra", DoubleSeqBnConfig(reduction_factor=4), dict(num_labels=CLASSES, id2label=LABELS)),
    "gpt2Static": ("gpt2", DoubleSeqBnConfig(reduction_factor=4), None),
    "gpt2OneLayer": ("gpt2", SeqBnConfig(reduction_factor=4), dict(num_labels=CLASSES, layers=1)),
    "gpt2TwoLayers": ("gpt2", ParBnConfig(reduction_factor=4), dict(num_labels=CLASSES, activation_function="swish")),
    "xlm-robertaStatic": ("xlm-roberta", SeqBnConfig(reduction_factor=4), None),
}


def write_folder(name, golden):
    """An adapter and its head as the package saves them, with the logits that it gives for the family's batch."""
    family, config, head = FOLDERS[name]
    base = golden / family
    if head is None:
        model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=CLASSES, attn_implementation="eager")
        adapters.init(model)
    else:
        model = AutoAdapterModel.from_pretrained(base, attn_implementation="eager")
        model.add_classification_head("theirs", **head)
    model.add_adapter("theirs", config=config, set_active=True)
    model.train_adapter("theirs")
    for key, parameter in model.named_parameters():
        if parameter.requires_grad:
            parameter.data.copy_(values(f"{name} {key}", parameter.shape))
    target = golden / "adapterhub" / name
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    model.save_adapter(str(target), "theirs", with_head=True, use_safetensors=True)
    for path in target.glob("*_config.json"):
        # Where the base lies here is nobody's business.
        content = json.loads(path.read_text()) | dict(model_name=f"lathe-golden/{family}")
        path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")
    batch = json.loads((base / "batch.json").read_text())
    inputs = model_inputs(SimpleNamespace(config=model.config, token_types=any(map(any, batch["tokenTypes"]))), batch)
    with torch.no_grad():
        logits = model.double().eval()(**inputs).logits
    save_file({"logits": logits.float().contiguous()}, target / "golden.safetensors")


def main(folder, chosen):
    """Every family's cases into its folder below `folder`, or only those of the chosen ones."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name in chosen or FAMILIES:
        write_family(name, FAMILIES[name], folder / name)
    for name, (family, _, _) in FOLDERS.items():
        if not chosen or family in chosen:
            write_folder(name, folder)
    print(f"Folders of adapters in {folder / 'adapterhub'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
