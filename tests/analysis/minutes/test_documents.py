"""The real documents: word for word in the repository, and the three sets of minutes read wholly."""

import hashlib
import json
from pathlib import Path

import pytest

from samspil.analysis import minutes
from tests.kit import shared

DOCUMENTS = shared.REPOSITORY / "demo" / "documents"
TRUTHS = sorted((Path(__file__).parent / "truth").glob("*.json"))
SHA256 = {
    "evaluering-inddragelse-2025-09-15.txt": "804b8683bf80209ca3f612114a2c79b8becea24f444287e05b4cff8e9ee2f038",
    "projektbeskrivelse-procesplan.txt": "97ac24ac7b9fe98fc8e2e8e6a6c95dada39a045267630661ab68e4ae89ba7a43",
    "uls-2025-09-23-referat.txt": "171eab2e400ab99468ee7b096d93955a3ea8f73a053627105c201a0befe2d7e5",
    "vpu-2023-11-22-samarbejde.txt": "f36c918d9ac3d0fc81f933e780f84670318170ac8460f09968fd4afd1988f5e8",
    "vpu-2025-10-21-evaluering.txt": "2c261b8432f4c72988b07ce77b36999f84e957ae8793eefcafd8ebab6e13ea8f",
}


def test_the_five_documents_stand_byte_for_byte() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DOCUMENTS.glob("*.txt")}
    assert found == SHA256


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_the_real_minutes_are_read_wholly(path: Path) -> None:
    found = minutes.parse(minutes.read(DOCUMENTS / f"{path.stem}.txt")).as_json()
    found.pop("spans")
    for item in found["items"]:
        item.pop("confidence")
        item["decision_points"] = [[point["kind"], point["text"]] for point in item["decision_points"]]
        item["annexes"] = [
            [annex["title"], annex["document"], annex["reference"], annex["is_open"]] for annex in item["annexes"]
        ]
    assert found == json.loads(path.read_text(encoding="utf-8"))


def test_statements_of_a_decision_point_at_their_own_words() -> None:
    text = minutes.read(DOCUMENTS / "uls-2025-09-23-referat.txt")
    for item in minutes.parse(text).items:
        for point in item.decision_points:
            printed = " ".join(text[point.start : point.end].split())
            assert printed.startswith(point.text)
            assert printed[len(point.text) :] in {"", ",", ", og"}


def test_one_line_without_breaks_reads_like_the_printed_minutes() -> None:
    text = minutes.read(DOCUMENTS / "uls-2025-09-23-referat.txt")
    printed, joined = minutes.parse(text), minutes.parse(text.replace("\n", " "))
    fields = ("number", "title", "case_number", "sections", "recommendation_points", "decision")

    assert [[getattr(item, name) for name in fields] for item in joined.items] == [
        [getattr(item, name) for name in fields] for item in printed.items
    ]
    assert (joined.body, joined.date, joined.start, joined.end, joined.place, joined.absent) == (
        printed.body,
        printed.date,
        printed.start,
        printed.end,
        printed.place,
        printed.absent,
    )


def test_a_heading_without_a_name_ends_the_list_of_those_away() -> None:
    head = "Referat af møde 8. september 2005 kl. 14.00\n\nAfbud fra:\n\nJohannes Risom\n\n(syg)\n\nDina Block\n\n"
    present = "Rektorat, direktør,\n\nRektor Laurits Holm\n\nSekretariat\n\nPer Møgelberg\n\n"
    found = minutes.parse(head + present + "1. Godkendelse af dagsorden\n\nDagsordenen blev godkendt.\n")
    assert found.absent == ("Johannes Risom", "Dina Block")
