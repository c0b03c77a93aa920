"""Which side a role label stands on; labels written by hand, those of the evaluation among them."""

import pytest

from samspil.analysis import sides


@pytest.mark.parametrize(
    ("label", "side"),
    [
        ("borger", "citizen"),
        ("pårørende", "citizen"),
        ("en ung på FGU", "citizen"),
        ("mor til to", "citizen"),
        ("en politiker fra regionen", "politician"),
        ("én kommunalpolitiker", "politician"),
        ("flere politikere", "politician"),
        ("regionsrådsmedlem", "politician"),
        ("frivillig", "civil_society"),
        ("frivillig besøgsven for ældre borgere", "civil_society"),
        ("leder af et værested", "civil_society"),
        ("sygeplejerske", "professional"),
        ("praktiserende læge", "professional"),
        ("morgenvagt", ""),
        ("", ""),
    ],
)
def test_a_label_tells_the_side(label: str, side: str) -> None:
    assert sides.side_of(label) == side
