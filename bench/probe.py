"""What this machine can do: copying memory and multiplying matrices of 32-bit floats with all threads."""
import argparse
import json
import os
import platform
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np

BYTES, ORDER, TIMES = 1 << 29, 4096, 5


def best_seconds(work):
    work()
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def copy_gigabytes_per_second(threads):
    """Bytes read and bytes written."""
    source, target = np.ones(BYTES // 4, np.float32), np.zeros(BYTES // 4, np.float32)
    parts = list(zip(np.array_split(source, threads), np.array_split(target, threads)))
    with ThreadPoolExecutor(threads) as pool:
        return 2 * BYTES / best_seconds(lambda: list(pool.map(lambda part: np.copyto(part[1], part[0]), parts))) / 1e9


def gigaflops():
    """The better of numpy's library (OpenBLAS) and TensorFlow's (oneDNN)."""
    import tensorflow as tf
    a = np.random.default_rng(1).random((ORDER, ORDER), np.float32)
    tensor = tf.constant(a)
    seconds = min(best_seconds(lambda: a @ a), best_seconds(lambda: tf.matmul(tensor, tensor).numpy()))
    return 2 * ORDER**3 / seconds / 1e9


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())


def memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def main():
    import tensorflow as tf
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, required=True)
    threads = parser.parse_args().threads
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    packages = ("tensorflow-cpu", "keras", "pandas", "numpy", "pyarrow")
    print(json.dumps({"processor": processor(), "cores": os.cpu_count(), "memory_gib": memory_gib(), "system": platform.platform(),
                      "python": platform.python_version(), "packages": {name: version(name) for name in packages},
                      "copy_gb_per_second": copy_gigabytes_per_second(threads), "gflops": gigaflops()}))


if __name__ == "__main__":
    main()
