"""A document as a page, judged by axe in a browser at three widths."""

import pytest

from samspil.paper import charts
from samspil.paper import document as d
from tests.kit.browser import AXE
from tests.paper.test_document import EVERYTHING

pytestmark = pytest.mark.journey
AXE_SCRIPT = AXE / "axe.min.js"
FOUND = "axe.run().then(found => found.violations.map(v => v.id + ' ' + v.nodes[0].html))"

FIGURE = charts.lines(
    [(2025, "Indsats", 3), (2026, "Indsats", 2), (2025, "Andre", 3), (2026, "Andre", 4)],
    title="Kontakter",
    columns=("År", "Gruppe", "Antal"),
)


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_a_document_has_no_violations_and_does_not_scroll_sideways(chromium, tmp_path, width):
    path = tmp_path / "document.html"
    path.write_text(d.to_html(d.Document("Alt", blocks=(*EVERYTHING.blocks, FIGURE))), encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    page.locator("details").first.evaluate("it => it.open = true")
    page.evaluate(AXE_SCRIPT.read_text(encoding="utf-8"))
    assert page.evaluate(FOUND) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_axe_does_find_what_is_wrong(chromium, tmp_path):
    path = tmp_path / "wrong.html"
    path.write_text(d.to_html(d.Document("Alt")).replace('lang="da"', ""), encoding="utf-8")
    page = chromium.new_page()
    page.goto(path.as_uri())
    page.evaluate(AXE_SCRIPT.read_text(encoding="utf-8"))
    assert [found.split()[0] for found in page.evaluate(FOUND)] == ["html-has-lang"]
    page.close()
