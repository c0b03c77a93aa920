"""The estimators equal statsmodels and pyfixest where they compute the same thing, and small sums done by hand."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import special

from samspil.analysis.effect import contrasts, inference, power
from tests.analysis.effect import reference

CLOSE = 1e-6  # two independent Newton solvers agree to about 1e-9; the issue asks 1e-6


@pytest.fixture(scope="module")
def sample():
    """Draw 400 sets of one treated and up to four controls with history, outcome and person-time."""
    rng = np.random.default_rng(3)
    rows = []
    for case in range(400):
        k = int(rng.integers(1, 5))
        for member in range(k + 1):
            level = rng.gamma(2, 4)
            rows.append(
                (
                    case,
                    member == 0,
                    1.0 if member == 0 else 1 / k,
                    rng.poisson(level),
                    rng.poisson(level * (0.8 if member == 0 else 1)),
                    rng.uniform(3, 12),
                    rng.uniform(6, 12),
                )
            )

    return pd.DataFrame(rows, columns=["case", "treated", "weight", "before", "after", "time", "early"])


def test_poisson_equals_statsmodels_and_pyfixest(sample):
    import pyfixest as pf
    import statsmodels.api as sm

    x = np.column_stack([np.ones(len(sample)), sample.treated, np.sqrt(sample.before)]).astype(float)
    y, time, weight = sample.after.to_numpy(float), sample.time.to_numpy(), sample.weight.to_numpy()
    ours = contrasts.poisson(x, y, time, weight, of=1)
    theirs = sm.GLM(y, x, family=sm.families.Poisson(), offset=np.log(time), freq_weights=weight).fit(tol=1e-14)
    assert ours.coefficients == pytest.approx(np.asarray(theirs.params), abs=CLOSE)
    frame = sample.assign(t=sample.treated.astype(float), r=np.sqrt(sample.before), y=y, o=np.log(time))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = pf.fepois("y ~ t + r", frame, weights="weight", offset="o", vcov={"CRV1": "case"}, iwls_tol=1e-12)
    assert ours.log_ratio == pytest.approx(float(fit.coef()["t"]), abs=CLOSE)
    psi = np.bincount(sample.case, weights=ours.influence)
    g, n, k = len(psi), len(sample), 3
    crv1 = math.sqrt(float((psi**2).sum()) * g / (g - 1) * (n - 1) / (n - k))
    assert crv1 == pytest.approx(float(fit.se()["t"]), rel=1e-4)  # pyfixest's small-sample factor


def test_difference_in_differences_is_the_saturated_interaction(sample):
    import statsmodels.api as sm

    treated = sample.treated.to_numpy()
    ours = contrasts.difference_in_differences(
        treated,
        sample.before.to_numpy(float),
        sample.early.to_numpy(),
        sample.after.to_numpy(float),
        sample.time.to_numpy(),
        sample.weight.to_numpy(),
    )
    late = np.r_[np.zeros(len(sample)), np.ones(len(sample))]
    twice = np.r_[treated, treated].astype(float)
    x = np.column_stack([np.ones(len(late)), twice, late, twice * late])
    theirs = sm.GLM(
        np.r_[sample.before, sample.after],
        x,
        family=sm.families.Poisson(),
        offset=np.log(np.r_[sample.early, sample.time]),
        freq_weights=np.r_[sample.weight, sample.weight],
    ).fit(tol=1e-14)
    assert ours.log_ratio == pytest.approx(float(theirs.params[3]), abs=CLOSE)


def test_ratio_of_rates_equals_the_slow_reference(sample):
    fit = contrasts.ratio_of_rates(
        sample.treated.to_numpy(), sample.after.to_numpy(float), sample.time.to_numpy(), sample.weight.to_numpy()
    )
    rows = list(zip(sample.treated.tolist(), sample.weight, sample.after, sample.time, strict=True))
    assert math.exp(fit.log_ratio) == pytest.approx(reference.rate_ratio(rows), rel=1e-12)
    assert abs(fit.influence.sum()) < 1e-9


@pytest.fixture(scope="module")
def visits():
    """Return (x, y) of the RAND experiment, which statsmodels ships, with its source asserted; ones come first."""
    from statsmodels.datasets import randhie

    loaded = randhie.load_pandas()
    data = loaded.data
    assert len(data) == 20190
    assert randhie.SOURCE.strip().startswith("The data was collected by the RAND corporation")
    y = data["mdvis"].to_numpy(float)
    assert round(float(y.mean()), 4) == 2.8604
    names = ["lncoins", "idp", "lpi", "fmde", "physlm", "disea", "hlthg", "hlthf", "hlthp"]
    x = np.column_stack([data[names].to_numpy(float), np.ones(len(data))])
    return np.ascontiguousarray(x[:, [9, *range(9)]]), y


def test_rand_health_insurance_experiment_gives_the_published_coefficients(visits):
    """Values from reference/effect.md section 3 (Cameron and Trivedi)."""
    x, y = visits
    fit = contrasts.poisson(x, y, np.ones(len(y)), np.ones(len(y)), of=1)
    published = [0.7004, -0.0525, -0.2471, 0.0353, -0.0346, 0.2717, 0.0339, -0.0126, 0.0541, 0.2061]
    assert fit.coefficients.round(4).tolist() == published
    mean = np.exp(x @ fit.coefficients)
    assert round(float((y * np.log(mean) - mean - special.gammaln(y + 1)).sum()), 1) == -62419.6


def test_rand_visits_have_the_published_dispersion(visits):
    """NB2 of the same visits: alpha 1.293 and log likelihood -43383.7; every coefficient as statsmodels has it."""
    import statsmodels.api as sm

    x, y = visits
    ours = power.negative_binomial(x, y, np.ones(len(y)))
    assert (round(ours.dispersion, 3), round(ours.log_likelihood, 1)) == (1.293, -43383.7)
    theirs = sm.NegativeBinomial(y, x).fit(
        start_params=[*ours.coefficients, ours.dispersion], disp=0, method="newton", tol=1e-12
    )
    assert [*ours.coefficients, ours.dispersion] == pytest.approx(np.asarray(theirs.params), abs=CLOSE)


def test_a_known_dispersion_is_found_whatever_the_time_at_risk():
    rng = np.random.default_rng(4)
    months = rng.uniform(2, 12, 20_000)
    y = rng.poisson(9 * months / 12 * rng.gamma(1 / 0.7, 0.7, 20_000))
    assert power.yearly(y, months) == (pytest.approx(9, rel=0.03), pytest.approx(0.7, abs=0.03))
    assert all(math.isnan(v) for v in power.yearly(np.zeros(5), np.ones(5)))
    assert all(math.isnan(v) for v in power.yearly(np.ones(5), np.zeros(5)))


def test_nothing_to_count_gives_no_number():
    x = np.column_stack([np.ones(4), [1, 1, 0, 0]]).astype(float)
    empty = contrasts.poisson(x, np.zeros(4), np.ones(4), np.ones(4), of=1)
    assert (math.isnan(empty.log_ratio), empty.converged) == (True, False)
    treated = np.array([True, True, False, False])
    assert math.isnan(contrasts.ratio_of_rates(treated, np.array([0.0, 0, 1, 1]), np.ones(4), np.ones(4)).log_ratio)
    assert math.isnan(contrasts.before_after(np.zeros(2), np.ones(2), np.ones(2), np.ones(2)).log_ratio)


def test_resampling_sets_gives_the_cluster_standard_error(sample):
    fit = contrasts.ratio_of_rates(
        sample.treated.to_numpy(), sample.after.to_numpy(float), sample.time.to_numpy(), sample.weight.to_numpy()
    )
    psi = inference.by_set(fit, sample.case.to_numpy(), 400)
    got, _ = inference.intervals(np.array([fit.log_ratio]), psi[:, None], np.ones(1), draws=4000, level=0.95, seed=1)
    assert got[0].se_log == pytest.approx(
        math.sqrt(float((psi**2).sum())), rel=0.03
    )  # 4,000 draws: relative error about 1.1 %
    assert got[0].low == pytest.approx(math.exp(fit.log_ratio - 1.96 * got[0].se_log), rel=0.01)


def test_draws_are_independent_of_each_other():
    columns = np.random.default_rng(0).normal(size=(500, 1))
    out = np.empty((2000, 1))
    inference.resample(columns, 2000, 5, 0, out)
    assert abs(np.corrcoef(out[:-1, 0], out[1:, 0])[0, 1]) < 0.07  # 3 standard errors of a correlation of 2,000 pairs
    again = np.empty((1000, 1))
    inference.resample(columns, 1000, 5, 1000, again)
    assert again.tolist() == out[1000:].tolist()


def test_e_value_of_the_published_example():
    """VanderWeele and Ding 2017: a risk ratio of 3.9 has E-value 7.26; its inverse the same."""
    assert round(inference.e_value(3.9), 2) == 7.26
    assert inference.e_value(1 / 3.9) == pytest.approx(inference.e_value(3.9))
    assert inference.e_value(1.0) == 1.0
    assert math.isnan(inference.e_value(0.0))


def test_calibration_finds_a_known_systematic_error():
    rng = np.random.default_rng(8)
    se = rng.uniform(0.02, 0.08, 400)
    found = inference.calibrate(rng.normal(0.07, 0.05, 400) + rng.normal(0, se), se)
    assert (found.mean, found.sd) == (pytest.approx(0.07, abs=0.012), pytest.approx(0.05, abs=0.01))
    moved = found.apply(inference.Estimate(0.9, 0.8, 1.0, 0.05), 0.95)
    assert moved.rate_ratio == pytest.approx(0.9 / math.exp(found.mean))
    assert moved.se_log == pytest.approx(math.hypot(0.05, found.sd))
