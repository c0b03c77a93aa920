"""The run: a sealed protocol, a register, a directory. The match is frozen before the outcomes are looked up.

A killed run leaves whole files only. Started again, it takes up the frozen match if protocol and register are the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from samspil.analysis.effect import core, protocol, register, staging, verdict
from samspil.analysis.effect.findings import Measurement, measurement
from samspil.paper.refusal import Refused


def run(
    study_path: Path,
    directory: Path,
    out: Path,
    *,
    engine: str = "duckdb",
    threads: int = 2,
    memory_limit: str | None = None,
    tell: core.Tell | None = None,
    with_report: bool = False,
    earlier: Sequence[Path] = (),
) -> Measurement:
    """Run a sealed protocol on a register and write result.json, details.json and the report to `out`.

    `earlier` are the published.json of earlier reports, which disclosure control compares with. `out` may be new, empty,
    or hold an earlier run of the same protocol and register, which is taken up where it stopped.
    """
    clock = core.Clock(tell)
    study = protocol.read_sealed(study_path)
    with clock.stage("hash"):
        files = register.find(directory)
        whole = register.sha256(files)
    key = hashlib.sha256(f"{core.FORMAT} {study.sha256} {whole}".encode()).hexdigest()
    fresh = _claim(out, key)
    try:
        with clock.stage("read"):
            reg = register.open_register(directory, engine_name=engine, threads=threads, memory_limit=memory_limit)
        answer = core.core(reg, study, clock, threads=threads, freeze=out, key=key)
        with clock.stage("data"):
            types = {kind: f"type {kind}" for kind in study.types}
            data = verdict.carried(directory, whole, files, reg.columns["contacts"], types)
        told = measurement(
            answer, clock, protocol_sha256=study.sha256, register_sha256=whole, threads=threads, data=data
        )
        if with_report:
            del answer, reg  # the report needs what was told, and the memory
            with clock.stage("report"):
                from samspil.analysis.effect import report

                report.write(told.result, told.details, study, out, earlier=earlier)
            told.result["seconds"]["report"] = clock.seconds["report"]
    except Refused:
        if fresh:
            _withdraw(out)
        raise
    protocol.write_whole(out / "details.json", (json.dumps(told.details, indent=1, ensure_ascii=False) + "\n").encode())
    protocol.write_whole(out / "result.json", (json.dumps(told.result, indent=1, ensure_ascii=False) + "\n").encode())
    return told


def _claim(out: Path, key: str) -> bool:
    """Make `out` this run's own and say whether it is new; another run's directory is refused."""
    mark = out / "run.json"
    if out.is_dir():
        staging.sweep(out)

    if out.is_dir() and not all(staging.is_part(path) for path in out.iterdir()):
        try:
            mine = json.loads(mark.read_text("utf-8"))["key"] == key
        except (OSError, ValueError, KeyError, TypeError):
            mine = False
        if not mine:
            raise Refused(f"{out} rummer noget andet end en kørsel af samme protokol og register. Vælg en ny mappe.")
        return False

    if not out.parent.is_dir():
        raise Refused(f"Mappen {out.parent} findes ikke. Opret den først.")
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} er en fil, ikke en mappe. Vælg en ny mappe.")

    out.mkdir(exist_ok=True)
    protocol.write_whole(mark, (json.dumps({"key": key}) + "\n").encode())
    return True


def _withdraw(out: Path) -> None:
    for name in ("run.json", "match.json", "match.parquet", "rapport.html", "rapport.pdf", "report.html", "report.pdf"):
        (out / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        out.rmdir()
