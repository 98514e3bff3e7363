"""Reads the series that series.ts made with DIALS, FabIO and h5py, and prints what they found as JSON.

Usage: /usr/bin/python3 check.py FOLDER HKL
"""

import glob
import gzip
import json
import os
import subprocess
import sys

FORMATS = {"smv": "lyso_*.img", "cbf": "lyso_*.cbf", "nxmx": "lyso.nxs"}
# The one thing that no header carries.
OVERRIDES = ["geometry.beam.polarization_fraction=0.5"]


def run(folder, program, *arguments):
    command = [program, *arguments]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with open(os.path.join(folder, "commands.log"), "a") as log:
        log.write(f"$ {' '.join(command)}\n{done.stdout}\n")
    if done.returncode != 0:
        raise SystemExit(f"{program} failed in {folder}:\n{done.stdout[-2000:]}")


def process(images, folder):
    os.makedirs(folder, exist_ok=True)
    run(folder, "dials.import", *images, *OVERRIDES)
    run(folder, "dials.find_spots", "imported.expt", "nproc=2")
    run(folder, "dials.index", "imported.expt", "strong.refl")
    run(folder, "dials.refine", "indexed.expt", "indexed.refl", "scan_varying=False")
    run(folder, "dials.integrate", "refined.expt", "refined.refl", "nproc=2")


def amplitudes(path):
    """F by index; the list is complete in P1 with both Friedel mates."""
    table = {}
    with gzip.open(path, "rt") as lines:
        for line in lines:
            h, k, l, f = line.split()
            table[int(h), int(k), int(l)] = float(f)
    return table


def rotation_angle(matrix):
    """Degrees, of the rotation next to a matrix that is one but for its last digits."""
    import numpy as np

    u, _, v = np.linalg.svd(matrix)
    return float(np.degrees(np.arccos(np.clip((np.trace(u @ v) - 1) / 2, -1, 1))))


def evaluate(folder, truth, table):
    import numpy as np
    from dials.array_family import flex
    from dxtbx.model.experiment_list import ExperimentListFactory

    experiment = ExperimentListFactory.from_json_file(os.path.join(folder, "refined.expt"), check_format=False)[0]
    strong = flex.reflection_table.from_file(os.path.join(folder, "strong.refl"))
    indexed = flex.reflection_table.from_file(os.path.join(folder, "indexed.refl"))
    refined = flex.reflection_table.from_file(os.path.join(folder, "refined.refl"))
    used = refined.select(refined.get_flags(refined.flags.used_in_refinement))
    seen = np.array(used["xyzobs.px.value"])
    predicted = np.array(used["xyzcal.px"])
    rmsd = np.sqrt(((seen - predicted)[:, :2] ** 2).mean(axis=0))

    # Reciprocal vectors of nanoBragg's MOSFLM frame in that of DIALS: (x, y, z) -> (z, y, -x).
    stars = np.array([truth["aStar"], truth["bStar"], truth["cStar"]])
    true = np.array([[z, y, -x] for x, y, z in stars]).T
    found = np.array(experiment.crystal.get_A()).reshape(3, 3)
    # Found indices to true ones: a change of basis of the same lattice.
    basis = np.rint(np.linalg.inv(true) @ found)
    expected = true @ basis
    u, _, v = np.linalg.svd(found @ np.linalg.inv(expected))
    real = lambda a: np.linalg.inv(a).T
    lengths = lambda a: np.linalg.norm(real(a), axis=0)

    integrated = flex.reflection_table.from_file(os.path.join(folder, "integrated.refl"))
    good = integrated.get_flags(integrated.flags.integrated_sum) & (integrated["partiality"] > 0.99)
    integrated = integrated.select(good)
    hkl = np.rint(np.array(integrated["miller_index"]) @ basis.T).astype(int)
    intensity = np.array(integrated["intensity.sum.value"]) * np.array(integrated["lp"])
    pairs = [(i, table[tuple(h)] ** 2) for i, h in zip(intensity, map(tuple, hkl)) if tuple(h) in table]
    observed, squared = np.array(pairs).T
    # Bijvoet differences, of index sets that were measured with their Friedel mates.
    measured = {}
    for i, h in zip(intensity, map(tuple, hkl)):
        measured.setdefault(h, []).append(i)
    scale = observed.sum() / squared.sum()
    differences = [
        (np.mean(values) - np.mean(measured[mate]), scale * (table[h] ** 2 - table[mate] ** 2))
        for h, values in measured.items()
        for mate in [tuple(-x for x in h)]
        if h > mate and mate in measured and h in table and mate in table
    ]
    imported = ExperimentListFactory.from_json_file(os.path.join(folder, "imported.expt"), check_format=False)
    first = imported[0]
    origin = first.detector[0].get_origin()
    beam_mm = (1000 * truth["beamFast"], 1000 * truth["beamSlow"], 1000 * truth["distance"])
    return {
        "sequences": len(imported),
        "images": len(first.imageset),
        "originErrorMm": max(abs(origin[0] + beam_mm[0]), abs(origin[1] - beam_mm[1]), abs(origin[2] + beam_mm[2])),
        "wavelength": first.beam.get_wavelength(),
        "oscillation": list(first.scan.get_oscillation()),
        "strong": len(strong),
        "indexedPercent": 100.0 * indexed.get_flags(indexed.flags.indexed).count(True) / len(strong),
        "rmsdPx": [float(x) for x in rmsd],
        "cell": list(experiment.crystal.get_unit_cell().parameters()),
        "cellErrorPercent": float(100 * np.abs(lengths(found) / lengths(expected) - 1).max()),
        "orientationErrorDeg": rotation_angle(found @ np.linalg.inv(expected)),
        "integrated": len(observed),
        "ccWithFSquared": float(np.corrcoef(observed, squared)[0, 1]),
        "bijvoetPairs": len(differences),
        "ccBijvoet": float(np.corrcoef(np.array(differences).T)[0, 1]) if len(differences) > 10 else None,
    }


def pixels(folder, truth):
    """Whether all readers see the same photons, the offset of SMV taken off."""
    import fabio
    import h5py
    import numpy as np
    from dxtbx.model.experiment_list import ExperimentListFactory

    # Read at once: dxtbx opens the same file in another mode.
    with h5py.File(os.path.join(folder, "nxmx", "lyso.nxs"), "r") as file:
        stack = file["/entry/data/data"][()]
    smv, cbf = (sorted(glob.glob(os.path.join(folder, f, FORMATS[f]))) for f in ("smv", "cbf"))
    imagesets = [
        ExperimentListFactory.from_filenames(files)[0].imageset
        for files in (smv, cbf, [os.path.join(folder, "nxmx", "lyso.nxs")])
    ]
    differing = {"fabio": 0, "dxtbx": 0}
    for i in range(truth["images"]):
        frame = stack[i]
        for path, offset in ((smv[i], truth["offset"]), (cbf[i], 0)):
            differing["fabio"] += int((fabio.open(path).data.astype(int) - offset != frame).sum())
        for imageset, offset in zip(imagesets, (truth["offset"], 0, 0)):
            differing["dxtbx"] += int((imageset.get_raw_data(i)[0].as_numpy_array() - offset != frame).sum())
    eiger = fabio.open(os.path.join(folder, "nxmx", "lyso.nxs"))
    differing["fabio"] += int((eiger.data != stack[0]).sum())
    classes = [imageset.get_format_class().__name__ for imageset in imagesets]
    return {"classes": dict(zip(FORMATS, classes)), "differing": differing, "photons": int(stack[0].sum()), "brightest": int(stack[0].max())}


def main(folder, hkl):
    with open(os.path.join(folder, "truth.json")) as file:
        truth = json.load(file)
    table = amplitudes(hkl)
    result = {"pixels": pixels(folder, truth), "formats": {}}
    for name, pattern in FORMATS.items():
        place = os.path.join(folder, f"dials-{name}")
        images = sorted(glob.glob(os.path.join(os.path.abspath(folder), name, pattern)))
        process(images, place)
        figures = evaluate(place, truth, table)
        result["formats"][name] = {"formatClass": result["pixels"]["classes"][name], **figures}
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:3])
