"""Files between braggsim and the programs of the field, by value.

Usage: /usr/bin/python3 matrix.py write FOLDER   files of FabIO, CBFlib, dxtbx, h5py and gemmi for braggsim to read
       /usr/bin/python3 matrix.py read FOLDER    what these programs find in the files of braggsim
"""

import json
import os
import sys

import numpy as np

SHAPE = (20, 30)


def pixels():
    """Counts with a gap (-1) and a bad pixel (-2)."""
    counts = (np.arange(SHAPE[0] * SHAPE[1]).reshape(SHAPE) * 3).astype(np.int32)
    counts[2, 3] = -1
    counts[4, 5] = -2
    return counts


def panel_of(panel):
    return {
        "originMm": list(panel.get_origin()),
        "fast": list(panel.get_fast_axis()),
        "slow": list(panel.get_slow_axis()),
        "pixelMm": list(panel.get_pixel_size()),
    }


def models_of(beam, scan, goniometer):
    found = {"wavelengthA": beam.get_wavelength()}
    if scan is not None:
        found["scan"] = list(scan.get_oscillation())
    if goniometer is not None:
        found["spindle"] = list(goniometer.get_rotation_axis())
    return found


def by_dxtbx(path):
    import dxtbx

    image = dxtbx.load(path)
    from dxtbx.model.experiment_list import ExperimentListFactory

    imageset = ExperimentListFactory.from_filenames([path])[0].imageset
    raw = imageset.get_raw_data(0)[0]
    mask = imageset.get_mask(0)[0].as_numpy_array()
    return {
        "values": raw.as_numpy_array().astype(float).ravel().tolist(),
        "masked": np.flatnonzero(~mask.ravel()).tolist(),
        **panel_of(image.get_detector()[0]),
        **models_of(image.get_beam(), image.get_scan(), image.get_goniometer()),
    }


def by_experiment_list(path):
    from dxtbx.model.experiment_list import ExperimentListFactory

    experiment = ExperimentListFactory.from_json_file(path, check_format=False)[0]
    return {
        **panel_of(experiment.detector[0]),
        **models_of(experiment.beam, experiment.scan, experiment.goniometer),
        "masked": [list(m) for m in experiment.detector[0].get_mask()],
    }


def by_fabio(path):
    import fabio

    return {"values": fabio.open(path).data.astype(float).ravel().tolist()}


def by_h5py(path):
    import h5py

    with h5py.File(path, "r") as file:
        return {
            "values": file["entry/data/data"][0].astype(float).ravel().tolist(),
            "masked": np.flatnonzero(file["entry/instrument/detector/pixel_mask"][()].ravel()).tolist(),
            "wavelengthA": float(file["entry/instrument/beam/incident_wavelength"][()]),
        }


def by_gemmi(path):
    import gemmi

    mtz = gemmi.read_mtz_file(path)
    table = np.array(mtz, copy=True)
    return {"cell": list(mtz.cell.parameters), "group": mtz.spacegroup.hm, "rows": table[:, :4].tolist()}


READERS = [
    ("image_0001.img", "dxtbx", by_dxtbx),
    ("image_0001.img", "FabIO", by_fabio),
    ("image_0001.cbf", "dxtbx", by_dxtbx),
    ("image_0001.cbf", "FabIO", by_fabio),
    ("image.nxs", "dxtbx", by_dxtbx),
    ("image.nxs", "h5py", by_h5py),
    ("image.tif", "FabIO", by_fabio),
    ("image.expt", "dxtbx", by_experiment_list),
    ("model.mtz", "gemmi", by_gemmi),
]


def read(folder):
    found = []
    for name, program, reader in READERS:
        try:
            found.append({"file": name, "program": program, "found": reader(os.path.join(folder, name))})
        except Exception as error:  # a cell of the matrix says so
            found.append({"file": name, "program": program, "error": repr(error)[:300]})
    print(json.dumps(found))


def write(folder):
    import fabio.cbfimage
    import fabio.tifimage
    import h5py
    import pycbf
    from dxtbx.model import Experiment, ExperimentList
    from dxtbx.model.beam import BeamFactory
    from dxtbx.model.detector import DetectorFactory
    from dxtbx.model.goniometer import GoniometerFactory
    from dxtbx.model.scan import ScanFactory

    counts = pixels()
    fabio.cbfimage.CbfImage(data=counts).write(os.path.join(folder, "fabio.cbf"))
    fabio.tifimage.TifImage(data=counts).write(os.path.join(folder, "fabio.tif"))
    for name, compression in (("packed", pycbf.CBF_PACKED), ("packed-v2", pycbf.CBF_PACKED_V2)):
        handle = pycbf.cbf_handle_struct()
        handle.new_datablock(b"image")
        handle.new_category(b"array_data")
        handle.new_column(b"data")
        handle.set_integerarray_wdims_fs(
            compression, 1, counts.tobytes(), 4, 1, counts.size, b"little_endian", SHAPE[1], SHAPE[0], 1, 0
        )
        handle.write_widefile(
            os.path.join(folder, f"cbflib-{name}.cbf").encode(), pycbf.CBF, pycbf.MIME_HEADERS | pycbf.MSG_DIGEST, 0
        )
    detector = DetectorFactory.two_theta(
        "PAD", 100, (1.6, 1.1), "+x", "-y", "+x", 12, (0.1, 0.1), (SHAPE[1], SHAPE[0]), (-1, 1e6)
    )
    beam = BeamFactory.make_beam(sample_to_source=(0, 0, 1), wavelength=0.98)
    scan = ScanFactory.make_scan((1, 1), 0.1, (12, 0.25), {1: 0})
    experiment = Experiment(beam=beam, detector=detector, scan=scan, goniometer=GoniometerFactory.single_axis())
    ExperimentList([experiment]).as_file(os.path.join(folder, "dxtbx.expt"))
    with h5py.File(os.path.join(folder, "h5py.nxs"), "w") as file:
        entry = file.create_group("entry")
        entry.attrs["NX_class"] = "NXentry"
        data = entry.create_group("data")
        data.attrs["NX_class"] = "NXdata"
        data["data"] = counts[None].clip(0)
        instrument = entry.create_group("instrument")
        instrument.attrs["NX_class"] = "NXinstrument"
        found = instrument.create_group("detector")
        found.attrs["NX_class"] = "NXdetector"
        mask = np.zeros(SHAPE, np.uint32)
        mask[2, 3], mask[4, 5] = 1, 2
        found["pixel_mask"] = mask
        source = instrument.create_group("beam")
        source.attrs["NX_class"] = "NXbeam"
        source["incident_wavelength"] = 0.98
        source["incident_wavelength"].attrs["units"] = "angstrom"
    result = {"values": counts.astype(float).ravel().tolist(), **panel_of(detector[0]), **models_of(beam, scan, experiment.goniometer)}
    print(json.dumps(result))


if __name__ == "__main__":
    {"read": read, "write": write}[sys.argv[1]](sys.argv[2])
