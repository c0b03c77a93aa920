"""The pages that show how: each piece of code that names its file stands in it, and the commit they name is small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "how-to").glob("add-a-page.md"))
PIECE = re.compile(r"```(?:python|toml)\n# (\S+\.(?:py|toml))\n(.*?)```", re.DOTALL)


def astray(told: str, root: Path) -> list[str]:
    """Return the files that a page shows a piece of, and that do not hold it as it is shown."""
    return [name for name, piece in PIECE.findall(told) if piece not in (root / name).read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_stands_in_the_product(page: Path) -> None:
    told = page.read_text(encoding="utf-8")
    assert len(PIECE.findall(told)) >= 8
    assert astray(told, ROOT) == []


def test_a_piece_that_was_changed_is_found(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text("publish = press(one)\n", encoding="utf-8")
    page = "Say\n\n```python\n# views.py\npublish = press(one)\n```\nand\n\n```python\n# views.py\npublish = press(two)\n```\n"
    assert astray(page, tmp_path) == ["views.py"]
