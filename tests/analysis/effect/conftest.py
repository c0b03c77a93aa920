"""One small simulated register, sealed protocol and finished run, shared by the tests that only read them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from samspil.analysis.effect import protocol, run
from samspil.analysis.effect.simulate import World, simulate

SMALL = World(persons=12_000, years=5, referred=250, rate_ratio=0.85, selection="frailty", seed=4, randomised=0.4)


@pytest.fixture(scope="session")
def register_dir(tmp_path_factory) -> Path:
    """Write the small register once."""
    out = tmp_path_factory.mktemp("effect") / "register"
    simulate(SMALL, out)
    return out


def sealed_protocol(folder: Path, **changes: str) -> Path:
    """Write and seal the default protocol with some lines replaced."""
    text = protocol.default_text().replace("draws = 1000", "draws = 200")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "study.toml"
    path.write_text(text, "utf-8")
    protocol.seal(path, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    return path


@pytest.fixture(scope="session")
def study_path(tmp_path_factory) -> Path:
    """Seal the default protocol once."""
    return sealed_protocol(tmp_path_factory.mktemp("protocol"))


@pytest.fixture(scope="session")
def finished(register_dir, study_path, tmp_path_factory):
    """Run the study once and return what it told and where."""
    out = tmp_path_factory.mktemp("run") / "out"
    told = run.run(study_path, register_dir, out, threads=1)
    assert json.loads((out / "result.json").read_text("utf-8")) == told.result
    return told, out
