"""From an uploaded file to a draft: another system's XML by its own fields, everything else by its words."""

from __future__ import annotations

from samspil.analysis.minutes import reading
from samspil.features.cases.importing import rules
from samspil.features.cases.importing.extract import proposals, public_json, systems
from samspil.paper.refusal import Refused


def from_file(content: bytes, name: str) -> rules.Meeting:
    """Read an uploaded file into a draft: text, HTML, PDF, other systems' XML, a public page's JSON.

    Refused when it is too large, cannot be read, or is XML or JSON of another kind.
    """
    if len(content) > reading.LARGEST:
        raise Refused(
            "Filen er større end {largest} MB og bliver ikke læst. Vælg en fil med ét møde.",
            field="file",
            largest=reading.LARGEST // 1_000_000,
        )
    if systems.is_xml(content):
        return systems.read(content)
    if public_json.is_json(content):
        return public_json.read(content)
    if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and b'":' in content[:100_000]:
        raise Refused("JSON-filen er beskadiget og kan ikke læses. Hent den igen.", field="file")

    return proposals.propose(reading.decode(content, name))
