"""From an uploaded file to a draft: another system's XML by its own fields, everything else by its words."""

from __future__ import annotations

from samspil.analysis.minutes import reading
from samspil.features.cases.extract import proposals, systems
from samspil.features.cases.rules import drafts
from samspil.paper.refusal import Refused


def from_file(content: bytes, name: str) -> drafts.Meeting:
    """This function will read an uploaded file (text, HTML, PDF, or XML of SBSYS, eDoc or Agenda Management) into a draft.

    Refused when it is too large, cannot be read, or is XML of another kind.
    """
    if len(content) > reading.LARGEST:
        raise Refused(
            f"Filen er større end {reading.LARGEST // 1_000_000} MB og bliver ikke læst. Vælg en fil med ét møde.",
            field="file",
        )
    if systems.is_xml(content):
        return systems.read(content)
    return proposals.propose(reading.decode(content, name))
