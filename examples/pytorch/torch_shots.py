"""PyTorch data sets of the shots of `braggsim dataset`."""

import numpy as np
import torch
from braggsim_shots import ShardShots, stream


class Shots(torch.utils.data.Dataset):
    """Shots of a file of the Resonet layout, or of merged/master.h5, with some of their labels."""

    def __init__(self, path, labels=None):
        self.shots = ShardShots(path, labels)

    def __len__(self):
        return len(self.shots)

    def __getitem__(self, i):
        image, labels = self.shots[i]
        return torch.from_numpy(image.astype(np.float32)), torch.from_numpy(labels.astype(np.float32))


class StreamedShots(torch.utils.data.IterableDataset):
    """Shots of a plan as they are made; each loader process makes its own part of them."""

    def __init__(self, plan, shots, labels):
        self.plan, self.shots, self.labels = plan, shots, labels

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        count = 1 if worker is None else worker.num_workers
        number = 0 if worker is None else worker.id
        each = -(-self.shots // count)
        first = number * each
        for arrays, labels in stream(self.plan, first, max(0, min(each, self.shots - first))):
            values = [np.nan if labels[name] is None else float(labels[name]) for name in self.labels]
            yield torch.from_numpy(arrays["image"].astype(np.float32)), torch.tensor(values)
