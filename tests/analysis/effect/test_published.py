"""Published truths from data that packages ship (no network, no stand-in): LaLonde's training programme and mpdta's counties."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
import math
import pickle
from pathlib import Path

import causaldata
import numpy as np
import pytest

from samspil.analysis.effect import inference, matching
from tests.analysis.effect import staggered

FOREVER = 2**31 - 1


@pytest.fixture(scope="module")
def lalonde():
    """Load the experiment (185 trained, 260 not) and the survey CPS-1, and hold that they are the real ones."""
    files = Path(causaldata.__file__).parent
    assert list(files.rglob("nsw_mixtape*"))
    assert list(files.rglob("cps_mixtape*"))
    trial, survey = causaldata.nsw_mixtape.load_pandas().data, causaldata.cps_mixtape.load_pandas().data
    assert (int(trial.treat.sum()), len(trial), len(survey)) == (185, 445, 15992)
    return trial, survey


def test_the_experiment_and_the_naive_comparison_have_the_published_numbers(lalonde):
    """Dehejia and Wahba 1999: 1,794 dollars in the experiment; minus 8,498 against everybody in the survey."""
    trial, survey = lalonde
    trained = trial.re78[trial.treat == 1].mean()
    assert round(trained - trial.re78[trial.treat == 0].mean(), 2) == 1794.34
    assert round(trained - survey.re78.mean(), 2) == -8497.52


def test_the_kernel_brings_the_naive_comparison_back_near_the_experiment(lalonde):
    """Exact on black, hispanic, married, no degree; near on age, schooling and earnings before. Published matches: about 1,000 to 2,500."""
    trial, survey = lalonde
    trained = trial[trial.treat == 1]

    def features(d):
        parts = [
            d.age * 20,
            d.educ * 60,
            np.sqrt(d.re74) * 8,
            np.sqrt(d.re75) * 8,
            (d.re74 == 0) * 400,
            (d.re75 == 0) * 400,
        ]
        return np.ascontiguousarray(np.column_stack(parts).astype(np.int32))

    def stratum(d):
        return (d.black * 8 + d.hisp * 4 + d.marr * 2 + d.nodegree).astype(int).to_numpy()

    cases, pool = np.argsort(stratum(trained), kind="stable"), np.argsort(stratum(survey), kind="stable")
    start = np.searchsorted(stratum(survey)[pool], np.arange(17)).astype(np.int64)
    n = len(survey) + len(trained)
    who = np.arange(len(survey), dtype=np.int32)
    control, distance = np.full((185, 5), -1, np.int32), np.full((185, 5), -1, np.int64)
    matching.nearest(
        (len(survey) + np.arange(185)).astype(np.int32),
        np.zeros(185, np.int32),
        stratum(trained)[cases],
        np.ascontiguousarray(features(trained)[cases].T),
        who,
        start,
        np.ascontiguousarray(features(survey)[pool].T),
        np.zeros(n, np.int32),
        np.full(n, FOREVER, np.int32),
        np.full(n, FOREVER, np.int32),
        np.arange(n, dtype=np.uint32),
        0,
        control,
        distance,
    )
    assert (control >= 0).all()
    found = survey.re78.to_numpy()[pool][control].mean(axis=1)
    effect = float((trained.re78.to_numpy()[cases] - found).mean())
    assert 800 < effect < 2600


MPDTA_SHA256 = (
    "0add447b9d377946c9652cccee577de16719b9315e4f3d10a660f9e65738262d"  # of the unpacked file in moderndid 0.2.0
)


class Table(pickle.Unpickler):
    """Reads a pickled table and nothing else: no name outside pandas' and NumPy's own tables is ever called."""

    ADMITTED = frozenset(
        {
            ("pandas.core.frame", "DataFrame"),
            ("pandas.core.internals.managers", "BlockManager"),
            ("pandas._libs.internals", "_unpickle_block"),
            ("numpy._core.multiarray", "_reconstruct"),
            ("numpy", "ndarray"),
            ("numpy", "dtype"),
            ("pandas.core.indexes.base", "_new_Index"),
            ("pandas.core.indexes.base", "Index"),
            ("pandas.core.indexes.range", "RangeIndex"),
            ("builtins", "slice"),
            ("numpy._core.numeric", "_frombuffer"),
        }
    )

    def find_class(self, module, name):
        """Return an admitted class and refuse every other."""
        if (module, name) not in self.ADMITTED:
            msg = f"{module}.{name} has no place in a table"
            raise pickle.UnpicklingError(msg)
        return super().find_class(module, name)


@pytest.fixture(scope="module")
def counties():
    """Read mpdta (500 counties, 2003 to 2007) from the package's own file, never by a loader that may invent it."""
    spec = importlib.util.find_spec("moderndid")
    packed = Path(spec.submodule_search_locations[0]) / "core" / "datasets" / "mpdta_long.pkl.gz"
    raw = gzip.decompress(packed.read_bytes())
    assert hashlib.sha256(raw).hexdigest() == MPDTA_SHA256
    table = Table(io.BytesIO(raw)).load()
    assert table.shape == (2500, 6)
    wide = table.pivot(index="countyreal", columns="year", values="lemp")
    of_county = table.groupby("countyreal").first()
    start = of_county["first.treat"].to_numpy().astype(int)
    assert dict(zip(*(x.tolist() for x in np.unique(start, return_counts=True)), strict=True)) == {
        0: 309,
        2004: 20,
        2006: 40,
        2007: 131,
    }
    x = np.column_stack([np.ones(len(start)), of_county["lpop"].to_numpy()])

    return wide.to_numpy(), wide.columns.to_numpy(), start, x


def told(effect, psi):
    """Round an effect and its standard error as they are printed."""
    return round(float(effect), 4), round(math.sqrt(float((psi**2).sum())), 4)


def test_mpdta_has_the_published_effect(counties):
    """Callaway and Sant'Anna 2021: the minimum wage and young people's employment, without covariates."""
    outcome, years, start, _ = counties
    cells = staggered.cells(outcome, years, start)
    assert told(*staggered.together(cells, start, list(cells))) == (-0.0400, 0.0120)
    groups = {g: staggered.together(cells, start, [k for k in cells if k[0] == g])[0] for g in (2004, 2006, 2007)}
    assert [round(float(x), 4) for x in groups.values()] == [-0.0797, -0.0229, -0.0261]
    assert [round(float(cells[2004, y][0]), 4) for y in range(2004, 2008)] == [-0.0105, -0.0704, -0.1373, -0.1008]
    by_length = [staggered.together(cells, start, [k for k in cells if k[1] - k[0] == e])[0] for e in range(4)]
    assert round(float(np.mean(by_length)), 4) == -0.0772


def test_mpdta_has_the_published_effect_with_population_as_covariate(counties):
    outcome, years, start, x = counties
    cells = staggered.cells(outcome, years, start, x)
    assert told(*staggered.together(cells, start, list(cells))) == (-0.0418, 0.0115)


def test_our_bootstrap_of_influences_gives_the_published_interval(counties):
    """Each county is a set of its own: the engine's resampling must find the printed standard error (20,000 draws: within 1 %)."""
    outcome, years, start, _ = counties
    cells = staggered.cells(outcome, years, start)
    effect, psi = staggered.together(cells, start, list(cells))
    (got,), _ = inference.intervals(np.array([effect]), psi[:, None], np.ones(1), draws=20_000, level=0.95, seed=1)
    assert got.se_log == pytest.approx(0.0120, rel=0.015)
    assert math.log(got.rate_ratio) == pytest.approx(effect)


def test_a_table_that_calls_anything_else_is_not_read():
    with pytest.raises(pickle.UnpicklingError, match=r"builtins\.print has no place"):
        Table(io.BytesIO(b"cbuiltins\nprint\n(tR.")).load()
