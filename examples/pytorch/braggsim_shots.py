"""Loaders for the data sets of `braggsim dataset`, in NumPy alone; torch_shots.py makes PyTorch data sets of them."""

import json
import subprocess

import numpy as np


class ShardShots:
    """Shots of the Resonet layout: of one shard (compressed00000.h5) or of a whole set (merged/master.h5)."""

    def __init__(self, path, labels=None):
        import h5py

        self.path, self.labels, self.h5 = path, labels, None
        with h5py.File(path, "r") as h5:
            self.count = len(h5["labels"])
            self.names = [str(name) for name in h5["truth"].attrs["names"]]

    def __len__(self):
        return self.count

    def __getitem__(self, i):
        import h5py

        # One handle for each loader process: handles do not survive a fork.
        self.h5 = self.h5 or h5py.File(self.path, "r")
        truth = dict(zip(self.names, self.h5["truth"][i]))
        wanted = self.labels or self.names
        return self.h5["images"][i], np.array([truth[name] for name in wanted])


def stream(plan, start=0, shots=None, command=("braggsim",)):
    """Yields (arrays, labels) of the shots of a plan as they are made; nothing is written to the disk.

    RuntimeError is raised where the command fails, after the shots that it made.
    """
    line = [*command, "dataset", "stream", plan, "--start", str(start)]
    if shots is not None:
        line += ["--shots", str(shots)]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as process:
        while header := process.stdout.readline():
            record = json.loads(header)
            arrays = {}
            for array in record["arrays"]:
                dtype, shape = np.dtype(array["dtype"]), array["shape"]
                size = dtype.itemsize * int(np.prod(shape))
                arrays[array["name"]] = np.frombuffer(process.stdout.read(size), dtype).reshape(shape)
            yield arrays, record["labels"]
    if process.returncode != 0:
        raise RuntimeError(f"braggsim dataset stream ended with exit code {process.returncode}")
