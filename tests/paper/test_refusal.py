"""What must be written is asked for in one place."""

from __future__ import annotations

import pytest

from samspil.paper.refusal import Refused, demanded


def test_what_was_written_comes_without_blanks_around_it() -> None:
    assert demanded("  fordi vejen er mørk \n", "Skriv hvorfor.") == "fordi vejen er mørk"


@pytest.mark.parametrize("nothing", ["", "  ", "\n\t", "\N{NO-BREAK SPACE}"])
def test_nothing_is_refused_with_the_sentence_at_the_field(nothing: str) -> None:
    with pytest.raises(Refused, match=r"^Skriv hvorfor\.$") as refused:
        demanded(nothing, "Skriv hvorfor.", field="why")
    assert refused.value.field == "why"
