"""Every broken input is refused in one Danish sentence with clause and key, exit code 2, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from samspil.analysis.payment.command import main
from tests.analysis.payment.malformed import Broken, corpus

CASES = corpus()


def test_corpus_holds_at_least_200_cases() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_input_is_refused(case: Broken, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "kontrakt.toml": case.toml,
        "resultat.json": case.json,
        "flows.csv": case.flows,
        "review.json": case.review,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    arguments = ["compute", str(tmp_path / "kontrakt.toml"), str(tmp_path / "resultat.json"), "--json"]
    arguments += ["--flows", str(tmp_path / "flows.csv")] if case.flows or case.name == "empty flows" else []
    arguments += ["--review", str(tmp_path / "review.json")] if case.review else []
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.endswith(".\n")
    for part in case.says:
        assert part in said.err

    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
