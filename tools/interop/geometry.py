"""Panels of a detector, between dxtbx and braggsim.

Usage: /usr/bin/python3 geometry.py make FOLDER   a hierarchical .expt and its panel corners
       /usr/bin/python3 geometry.py check FOLDER  corners that dxtbx finds in the files of braggsim
"""

import json
import math
import os
import sys

from dxtbx.model import Detector, Experiment, ExperimentList
from dxtbx.model.beam import BeamFactory
from dxtbx.model.experiment_list import ExperimentListFactory


def corners(detector):
    """Lab positions (mm) of the four corners of every panel."""
    return [
        [list(panel.get_pixel_lab_coord((f, s))) for f in (0, panel.get_image_size()[0]) for s in (0, panel.get_image_size()[1])]
        for panel in detector
    ]


def make(folder):
    """Eight tilted modules in two groups, one of them turned, as a beamline would have it."""
    detector = Detector()
    root = detector.hierarchy()
    root.set_local_frame((1, 0, 0), (0, 1, 0), (0.3, -0.2, -150))
    for side in (0, 1):
        group = root.add_group()
        angle = math.radians(3 + 87 * side)
        group.set_local_frame(
            (math.cos(angle), math.sin(angle), 0), (-math.sin(angle), math.cos(angle), 0), (-60 + 70 * side, -80, side)
        )
        for row in range(4):
            tilt = math.radians(row)
            panel = group.add_panel()
            panel.set_name(f"m{4 * side + row}")
            panel.set_local_frame((1, 0, 0), (0, math.cos(tilt), math.sin(tilt)), (1.5, 40 * row, 0.1 * row))
            panel.set_pixel_size((0.075, 0.075))
            panel.set_image_size((1030, 514))
            panel.set_trusted_range((-1, 65535))
    beam = BeamFactory.make_beam(sample_to_source=(0, 0, 1), wavelength=1.3)
    ExperimentList([Experiment(beam=beam, detector=detector)]).as_file(os.path.join(folder, "made.expt"))
    with open(os.path.join(folder, "made.json"), "w") as file:
        json.dump(corners(detector), file)


def check(folder):
    expt = ExperimentListFactory.from_json_file(os.path.join(folder, "ours.expt"), check_format=False)[0]
    nexus = ExperimentListFactory.from_filenames([os.path.join(folder, "ours.nxs")])[0]
    sums = [int(panel.as_numpy_array().sum()) for panel in nexus.imageset.get_raw_data(0)]
    masked = [int((~m.as_numpy_array()).sum()) for m in nexus.imageset.get_mask(0)]
    result = {"expt": corners(expt.detector), "nxs": corners(nexus.detector), "sums": sums, "masked": masked}
    print(json.dumps(result))


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](sys.argv[2])
