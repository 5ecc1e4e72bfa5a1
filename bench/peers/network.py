"""The peer's network: what a Keras user writes for this task. Settings are those of src/learn/sequence_options.h."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from journeys import CATEGORIES, NUMBERS, STEPS, Encoder

HIDDEN, ACTION_COLUMNS, CATEGORY_COLUMNS = 96, 32, 8
DROPOUT, RATE, CONVERSION_WEIGHT = 0.1, 3e-3, 0.5
WEIGHTS_FILE, ENCODER_FILE = "network.weights.h5", "encoder.json"
LOOP, UNROLLED, XLA = "loop", "unrolled", "loop+xla"  # ways to run the same LSTM


def use_threads(threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def build(encoder, way=LOOP):
    inputs = {"action": keras.Input((STEPS,), dtype="int32", name="action")}
    parts = [layers.Embedding(len(encoder.actions) + 1, ACTION_COLUMNS, mask_zero=True)(inputs["action"])]
    for name in CATEGORIES:
        inputs[name] = keras.Input((STEPS,), dtype="int32", name=name)
        parts.append(layers.Embedding(len(encoder.categories[name]) + 2, CATEGORY_COLUMNS)(inputs[name]))
    inputs["numbers"] = keras.Input((STEPS, NUMBERS), name="numbers")
    steps = layers.Concatenate()([*parts, inputs["numbers"]])
    mask = keras.ops.not_equal(inputs["action"], 0)
    hidden = layers.LSTM(HIDDEN, unroll=way == UNROLLED, use_cudnn=False)(steps, mask=mask)
    hidden = layers.Dropout(DROPOUT)(hidden)
    return keras.Model(inputs, [layers.Dense(len(encoder.actions), activation="softmax", name="next")(hidden),
                                layers.Dense(1, activation="sigmoid", name="online")(hidden),
                                layers.Dense(1, activation="sigmoid", name="o2o")(hidden)])


def compile_to_train(model, steps):
    rate = keras.optimizers.schedules.CosineDecay(RATE, max(1, steps), alpha=0.1)
    model.compile(optimizer=keras.optimizers.Adam(rate), jit_compile=False, steps_per_execution=8,
                  loss=["sparse_categorical_crossentropy", "binary_crossentropy", "binary_crossentropy"],
                  loss_weights=[1, CONVERSION_WEIGHT, CONVERSION_WEIGHT])


def targets(labels):
    """Targets and sample weights: an example without a next action teaches the conversions only."""
    following, *conversions = labels.values()
    weight = (following >= 0).astype(np.float32)
    ones = np.ones_like(weight)
    return [np.maximum(following, 0), *conversions], [weight, ones, ones]


def to_score(model, way):
    model.compile(jit_compile=way == XLA)
    return model


def load(folder, way=LOOP):
    encoder = Encoder.load(os.path.join(folder, ENCODER_FILE))
    model = build(encoder, way)
    model.load_weights(os.path.join(folder, WEIGHTS_FILE))
    return encoder, to_score(model, way)


def take(inputs, rows):
    return {name: block[rows] for name, block in inputs.items()}
