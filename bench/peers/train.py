"""The peer's training on prepared arrays: its speed at several batch sizes, or a whole training with its quality."""
import argparse
import json
import os
import shutil
import time

import numpy as np

import network
from journeys import Encoder
from prepare import load


def speed(data, encoder, way, batch, windows):
    """Windows a second in an epoch after the first, which traces the graph and warms up."""
    inputs, labels = data
    rows = np.random.default_rng(1).permutation(len(inputs["action"]))[:windows]
    x = network.take(inputs, rows)
    y, weights = network.targets({name: block[rows] for name, block in labels.items()})
    model = network.build(encoder, way)
    network.compile_to_train(model, 1000)
    warm = min(len(rows), 20 * batch)
    model.fit(network.take(x, slice(warm)), [block[:warm] for block in y], sample_weight=[w[:warm] for w in weights],
              batch_size=batch, epochs=1, verbose=0)
    start = time.perf_counter()
    model.fit(x, y, sample_weight=weights, batch_size=batch, epochs=1, verbose=0)
    return len(rows) / (time.perf_counter() - start)


def fit(encoder, train, validate, way, batch, epochs, callbacks=()):
    x, labels = train
    y, weights = network.targets(labels)
    model = network.build(encoder, way)
    network.compile_to_train(model, epochs * -(-len(y[0]) // batch))
    model.fit(x, y, sample_weight=weights, batch_size=batch, epochs=epochs, verbose=0, callbacks=list(callbacks),
              validation_data=validate and (validate[0], *network.targets(validate[1])), validation_batch_size=8192)
    return model


def quality(model, data):
    inputs, labels = data
    rows = np.flatnonzero(labels["next"] >= 0)
    following = labels["next"][rows]
    probabilities = model.predict(network.take(inputs, rows), batch_size=8192, verbose=0)[0]
    loss = -np.log(np.maximum(probabilities[np.arange(len(rows)), following], 1e-12))
    return {"predictions": len(rows), "top1": float((probabilities.argmax(1) == following).mean()), "log_loss": float(loss.mean())}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--arrays", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--batches", type=int, nargs="+", default=[256])
    parser.add_argument("--ways", nargs="+", default=[network.LOOP, network.UNROLLED])
    parser.add_argument("--windows", type=int, default=200_000, help="examples in an epoch whose speed is measured")
    parser.add_argument("--epochs", type=int, help="train wholly, in the first way with the first batch size, and measure quality")
    parser.add_argument("--out", help="folder for the trained model")
    arguments = parser.parse_args()
    network.use_threads(arguments.threads)
    network.keras.utils.set_random_seed(1)
    encoder = Encoder.load(os.path.join(arguments.arrays, network.ENCODER_FILE))
    read = lambda name: load(os.path.join(arguments.arrays, name + ".npz"))
    train = read("train")
    if not arguments.epochs:
        speeds = {f"{way} {batch}": speed(train, encoder, way, batch, arguments.windows)
                  for way in arguments.ways for batch in arguments.batches}
        print(json.dumps({"windows": min(arguments.windows, len(train[0]["action"])), "windows_per_second": speeds}))
        return
    start = time.perf_counter()
    best = network.keras.callbacks.EarlyStopping("val_next_loss", patience=3, restore_best_weights=True, mode="min")
    model = fit(encoder, train, read("validate"), arguments.ways[0], arguments.batches[0], arguments.epochs, [best])
    seconds = time.perf_counter() - start
    os.makedirs(arguments.out, exist_ok=True)
    model.save_weights(os.path.join(arguments.out, network.WEIGHTS_FILE))
    shutil.copy(os.path.join(arguments.arrays, network.ENCODER_FILE), arguments.out)
    print(json.dumps({"windows": len(train[0]["action"]), "epochs": arguments.epochs, "seconds": seconds,
                      "classes": {"actions": len(encoder.actions),
                                  "categories": {name: len(values) for name, values in encoder.categories.items()}},
                      "validate": quality(model, read("validate")), "test": quality(model, read("test"))}))


if __name__ == "__main__":
    main()
