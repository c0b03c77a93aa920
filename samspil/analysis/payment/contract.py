"""Reading a contract file: every key by its shape, then the clauses against each other, then its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samspil.analysis.payment.checks import check
from samspil.analysis.payment.result import refuse_persons
from samspil.analysis.payment.terms import Contract
from samspil.analysis.shape import Place, Record, files


@dataclass(frozen=True)
class Sealed:
    """A contract with the hash of the very bytes it was read from, and the plain keys for reading aloud."""

    terms: Contract
    sha256: str
    raw: Mapping[str, Any]
    file: str


def load(path: str | Path) -> Sealed:
    """Read and check a contract file, or refuse it in one sentence."""
    path = Path(path)
    return read(files.content(path), path.name)


def read(content: bytes, file: str = "kontrakten") -> Sealed:
    """Read and check a contract from the bytes of its file."""
    return checked(files.parse_toml(content, file), hashlib.sha256(content).hexdigest(), file)


def checked(raw: Mapping[str, Any], sha256: str, file: str = "kontrakten") -> Sealed:
    """Build a contract from its keys, refusing what its shape or its clauses do not allow."""
    place = Place(file)
    # First of all: every later refusal may repeat what stands in the file.
    refuse_persons(raw, place)
    terms: Contract = Record(Contract).read(raw, place)
    check(terms, raw, place)
    return Sealed(terms, sha256, raw, file)
