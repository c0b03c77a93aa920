"""Published truths: LaLonde's training programme, from data that a package ships (no network, no stand-in)."""

from __future__ import annotations

from pathlib import Path

import causaldata
import numpy as np
import pytest

from samspil.analysis.effect import matching

FOREVER = 2**31 - 1


@pytest.fixture(scope="module")
def lalonde():
    """This function will load the experiment (185 trained, 260 not) and the survey CPS-1, and hold that they are the real ones."""
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
        (len(survey) + np.arange(185)).astype(np.int32), np.zeros(185, np.int32), stratum(trained)[cases],
        np.ascontiguousarray(features(trained)[cases].T), who, start, np.ascontiguousarray(features(survey)[pool].T),
        np.zeros(n, np.int32), np.full(n, FOREVER, np.int32), np.full(n, FOREVER, np.int32), np.arange(n, dtype=np.uint32), 0,
        control, distance,
    )  # fmt: skip
    assert (control >= 0).all()
    found = survey.re78.to_numpy()[pool][control].mean(axis=1)
    effect = float((trained.re78.to_numpy()[cases] - found).mean())
    assert 800 < effect < 2600
