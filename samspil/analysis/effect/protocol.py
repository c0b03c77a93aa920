"""The study protocol: every choice that decides the number, made and sealed before the outcomes are read.

Lesson of Peterborough (reference in docs/decisions/0005): an estimate that decides a payment must be rerunnable by others.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
from importlib import resources
from pathlib import Path
from typing import Any

from samspil.analysis.effect.sections import EXACT_ALWAYS, Block, Break, Gates, Protocol
from samspil.analysis.shape import Hash, Place, Record, Text, files, given
from samspil.paper import command_line
from samspil.paper.refusal import Refused


@dataclasses.dataclass(frozen=True)
class Study:
    """A checked protocol. Months count from the calendar month of referral, which is month 0."""

    title: str
    seed: int
    types: tuple[int, ...]
    code_list: str
    tariffs: dict[int, float]
    payers: dict[int, str]
    before: Block
    after: Block
    history: int
    minimum_history: int
    extract_date: dt.date | None
    maturity_months: int
    practices: tuple[int, ...]
    exact: tuple[str, ...]
    age_band_years: int
    minimum_age: int
    controls: int
    caliper: float
    pool_limit: int
    matched_blocks: tuple[Block, ...]
    did_blocks: tuple[Block, ...]
    draws: int
    level: float
    pays_on: str
    negative_types: tuple[int, ...] | None
    gates: Gates
    cohorts_by: str
    responder_threshold: float
    strata: tuple[str, ...]
    hide_at_most: int
    round_to: int
    breaks: tuple[Break, ...]
    sha256: str


def default_text() -> str:
    """Return the default protocol of the social-referral contract, every choice explained in Danish."""
    return resources.files(__package__).joinpath("study.toml").read_text("utf-8")


def write_default(out: Path) -> None:
    """Write the default protocol to a new file; an existing file is refused."""
    if out.exists():
        raise Refused(f"Filen {out} findes allerede. Vælg et andet navn, så intet overskrives.")
    if not out.parent.is_dir():
        raise Refused(f"Mappen {out.parent} findes ikke. Opret den først.")
    write_whole(out, default_text().encode())


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: a reader sees the old file, none, or all of the new one."""
    # By process, so that two runs at once do not write the same half file.
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
    except OSError as fault:
        raise command_line.unwritten(path, fault) from fault
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def read(path: Path) -> Study:
    """Read and check a protocol; every fault is refused with the key and how to mend it."""
    raw = files.content(path, f"Lav en med »samspil effect init --out {path}«")
    keys = files.parse_toml(raw, path.name)
    return study_of(keys, sha256=hashlib.sha256(raw).hexdigest(), name=path.name)


def study_of(keys: dict[str, Any], *, sha256: str, name: str = "protokollen") -> Study:
    """Check the parsed TOML and return the `Study`, or refuse with one sentence."""
    place = Place(name)
    written: Protocol = Record(Protocol).read(keys, place)
    _check_windows(written, place)
    _check_blocks(written, place)
    _check_types(written, place)
    return _flat(written, sha256)


def _flat(written: Protocol, sha256: str) -> Study:
    """Return the choices without their sections, as the method reads them."""
    contacts, windows, matching = written.contacts, written.windows, written.matching
    return Study(
        title=written.title,
        seed=written.seed,
        types=contacts.types,
        code_list=contacts.code_list,
        tariffs=contacts.tariffs or {},
        payers=contacts.payers or {},
        before=windows.before,
        after=windows.after,
        history=windows.history,
        minimum_history=windows.minimum_history,
        extract_date=written.register.extract_date,
        maturity_months=written.register.maturity_months,
        practices=written.service.practices,
        exact=matching.exact,
        age_band_years=matching.age_band_years,
        minimum_age=matching.minimum_age,
        controls=matching.controls,
        caliper=matching.caliper,
        pool_limit=matching.pool_limit,
        matched_blocks=matching.matched_blocks,
        did_blocks=matching.did_blocks,
        draws=written.inference.draws,
        level=written.inference.level,
        pays_on=written.payment.pays_on,
        negative_types=written.negative_controls.types,
        gates=written.gates,
        cohorts_by=written.cohorts.by,
        responder_threshold=written.responders.threshold,
        strata=written.equity.strata,
        hide_at_most=written.disclosure.hide_at_most,
        round_to=written.disclosure.round_to,
        breaks=written.breaks,
        sha256=sha256,
    )


def _check_windows(written: Protocol, place: Place) -> None:
    windows = written.windows
    place = place.at("windows")
    for label, (first, last) in {"before": windows.before, "after": windows.after}.items():
        if first > last:
            raise place.at(label).refuse(
                f"[{first}, {last}] slutter før den begynder", "Skriv den tidligste måned først"
            )
    (before, until), (since, after) = windows.before, windows.after

    if until >= 0:
        raise place.at("before").refuse(
            f"[{before}, {until}] skal ligge helt før måned 0", "Skriv måneder fra -1 og nedefter"
        )
    if since < 0:
        raise place.at("after").refuse(
            f"[{since}, {after}] må ikke begynde før måned 0", "Skriv måneder fra 0 og opefter"
        )

    # Unequal windows would weigh a season more on one side, and the difference in differences would measure the season.
    if until - before != after - since:
        raise place.at("after").refuse(
            f"[{since}, {after}] og windows.before [{before}, {until}] er ikke lige lange",
            "Skriv lige mange måneder: kun da er forskellens forskel retvisende",
        )

    if not -before <= windows.minimum_history <= windows.history:
        raise place.at("minimum_history").refuse(
            f"»{windows.minimum_history}« kan ikke bruges",
            f"Skriv et tal mellem længden af windows.before, {-before}, og windows.history, {windows.history}",
        )


def _check_blocks(written: Protocol, place: Place) -> None:
    matching, history, before = written.matching, written.windows.history, written.windows.before[0]
    place = place.at("matching")
    for label, blocks in {"matched_blocks": matching.matched_blocks, "did_blocks": matching.did_blocks}.items():
        for first, last in blocks:
            if not -history <= first <= last <= -1:
                raise place.at(label).refuse(
                    f"[{first}, {last}] ligger ikke i forhistorien",
                    f"Skriv måneder fra -{history} til -1, den første først",
                )
        months = [month for first, last in blocks for month in range(first, last + 1)]
        if len(months) != len(set(months)):
            raise place.at(label).refuse("måneder må ikke overlappe hinanden", "Lad hver måned stå i højst ét led")

    # Ashenfelter's dip: who is matched on the year before the referral falls back afterwards, with or without the service.
    if touching := [block for block in matching.did_blocks if block[1] >= before]:
        first, last = touching[0]
        raise place.at("did_blocks").refuse(
            f"[{first}, {last}] må ikke røre windows.before: så måles et fald, som matchningen selv har skabt",
            f"Skriv måneder før {before}",
        )


def _check_types(written: Protocol, place: Place) -> None:
    types, exact = written.contacts.types, written.matching.exact
    if missing := [key for key in EXACT_ALWAYS if key not in exact]:
        raise place.at("matching.exact").refuse(
            f"listen skal rumme {', '.join(EXACT_ALWAYS)}", f"Skriv {missing[0]} til"
        )

    if shared := set(types) & set(written.negative_controls.types or ()):
        raise place.at("negative_controls.types").refuse(
            f"type {min(shared)} kan ikke både være mål og negativ kontrol", "Slet den her eller i contacts.types"
        )

    if unknown := set(written.contacts.tariffs or ()) - set(types):
        raise place.at("contacts.tariffs").refuse(
            f"taksten nævner type {min(unknown)}, som ikke er blandt contacts.types",
            "Slet taksten, eller føj typen til",
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Seal:
    """The seal of a protocol, which lies beside it."""

    protocol_sha256: str = given(Hash(), "protokollens hash")
    sealed_at: str = given(Text(), "hvornår den blev forseglet")
    file: str = given(Text(), "protokollens fil")


def seal_path(path: Path) -> Path:
    """Return where the seal of a protocol lies: beside it."""
    return path.with_name(path.name + ".seal")


def seal(path: Path, *, at: dt.datetime) -> str:
    """Check the protocol, write its seal beside it, and return its SHA-256; a differing seal is refused."""
    study = read(path)
    target = seal_path(path)
    # A seal is never written anew: it says that the choices were made before anybody saw the outcome.
    if target.exists() and _sealed_hash(target) != study.sha256:
        raise Refused(
            f"{path.name} er allerede forseglet med et andet indhold. Gem ændringen som en ny protokol under et "
            "nyt navn."
        )
    if not target.exists():
        words = {"protocol_sha256": study.sha256, "sealed_at": at.isoformat(timespec="seconds"), "file": path.name}
        write_whole(target, (json.dumps(words, indent=2, ensure_ascii=False) + "\n").encode())
    return study.sha256


def read_sealed(path: Path) -> Study:
    """Read a protocol and refuse it if it is unsealed or differs from its seal."""
    study = read(path)
    target = seal_path(path)
    if not target.exists():
        raise Refused(
            f"{path.name} er ikke forseglet. Forsegl den med »samspil effect seal {path}«, før resultaterne læses."
        )
    if _sealed_hash(target) != study.sha256:
        raise Refused(
            f"{path.name} er ændret, efter at den blev forseglet. Hent den forseglede udgave, eller forsegl en ny "
            "protokol."
        )
    return study


def _sealed_hash(target: Path) -> str:
    sealed: Seal = Record(Seal, open_ended=True).read(files.parse(files.text(target), target.name), Place(target.name))
    return sealed.protocol_sha256
