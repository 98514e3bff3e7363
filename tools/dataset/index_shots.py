"""Indexes the shots of an NXmx shard through its experiment list, and compares with the crystals and detectors of the list.

Usage: index_shots.py FOLDER LIST, where FOLDER receives the files of DIALS. Prints JSON.
"""

import json
import math
import os
import subprocess
import sys

from cctbx import sgtbx
from dials.array_family import flex
from dxtbx.model import ExperimentList
from dxtbx.model.experiment_list import ExperimentListFactory
from scitbx import matrix

folder, path = sys.argv[1:]


def dials(*command):
    done = subprocess.run(["/usr/bin/" + command[0], *command[1:]], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


# One experiment for each image, without its crystal.
given = ExperimentListFactory.from_json_file(path)
truth, plain = {}, ExperimentList()
for experiment in given:
    image = experiment.imageset.indices()[0]
    if image in truth:
        continue
    truth[image] = (experiment.crystal, experiment.detector[0].get_distance(), experiment.beam.get_wavelength())
    experiment.crystal = None
    plain.append(experiment)
plain.as_file(os.path.join(folder, "plain.expt"))

dials("dials.find_spots", "plain.expt", "output.reflections=strong.refl", "min_spot_size=2")
found = flex.reflection_table.from_file(os.path.join(folder, "strong.refl"))
dials(
    "dials.index",
    "plain.expt",
    "strong.refl",
    "joint_indexing=False",
    "indexing.method=fft1d",
    "stills.indexer=sequences",
    "refinement.reflections.outlier.algorithm=null",
    "unit_cell=78.35,78.35,37.54,90,90,90",
    "space_group=P43212",
    "output.experiments=indexed.expt",
)

ROTATIONS = [matrix.sqr(op.r().as_double()) for op in sgtbx.space_group_info("P422").group().all_ops()]
ROTATIONS = [rotation for rotation in ROTATIONS if rotation.determinant() > 0]


def angle(rotation):
    """Angle of a rotation in degrees, exact for small ones, too."""
    m = rotation.elems
    twice_sine = math.sqrt((m[7] - m[5]) ** 2 + (m[2] - m[6]) ** 2 + (m[3] - m[1]) ** 2)
    return math.degrees(math.atan2(twice_sine, m[0] + m[4] + m[8] - 1))


def misorientation(found, labelled):
    """Least angle (degrees) between U of two crystals over the rotations of the lattice, which index the same spots."""
    u, v, b = (matrix.sqr(m) for m in (found.get_U(), labelled.get_U(), labelled.get_B()))
    return min(angle(u * (v * b * rotation * b.inverse()).transpose()) for rotation in ROTATIONS)


cells, angles, distances, wavelengths, images = [], [], [], [], set()
for experiment in ExperimentListFactory.from_json_file(os.path.join(folder, "indexed.expt")):
    image = experiment.imageset.indices()[0]
    crystal, distance, wavelength = truth[image]
    images.add(image)
    edges = zip(experiment.crystal.get_unit_cell().parameters()[:3], crystal.get_unit_cell().parameters()[:3])
    cells.append(max(abs(x / y - 1) for x, y in edges))
    angles.append(misorientation(experiment.crystal, crystal))
    distances.append(abs(experiment.detector[0].get_distance() / distance - 1))
    wavelengths.append(abs(experiment.beam.get_wavelength() / wavelength - 1))


def middle(values):
    return sorted(values)[len(values) // 2] if values else None


def worst(values):
    return max(values) if values else None


print(
    json.dumps(
        {
            "shots": len(truth),
            "spots": len(found),
            "indexed": len(images),
            "cell": [middle(cells), worst(cells)],
            "degrees": [middle(angles), worst(angles)],
            "distance": [middle(distances), worst(distances)],
            "wavelength": worst(wavelengths),
        }
    )
)
