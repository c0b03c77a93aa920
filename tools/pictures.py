"""Draws the pictures that others show of the product: the icon of a tab (SVG, and PNG for those who want one) and the sharing picture.

They are static files, drawn from the product's own sign and colours: nothing of any record is in them, so a shared address tells no
title. Run `python -m tools.pictures` after changing either; the letters are those of the design system's folder.
"""

from __future__ import annotations

from pathlib import Path

import typst

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "samspil" / "web" / "static" / "web"
LETTERS = ROOT / "node_modules" / "dkfds" / "src" / "fonts" / "IBMPlexSans" / "complete" / "ttf"
THREAD = "M6 23C12 23 11 9 16 9s4 14 10 14"
STOPS = ((6, 23), (16, 9), (26, 23))
RED, INK, GROUND, QUIET = "#b3261e", "#1c1b1a", "#ffffff", "#4a4743"


def icon() -> str:
    """Return the tab's icon: the sign on a ground of its own, which tabs of both themes show well."""
    circles = "".join(
        f'<circle cx="{x}" cy="{y}" r="3" fill="{GROUND}" stroke="{INK}" stroke-width="2.5"/>' for x, y in STOPS
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="{GROUND}"/>'
        f'<path d="{THREAD}" fill="none" stroke="{RED}" stroke-width="3" stroke-linecap="round"/>{circles}</svg>'
    )


def _png(source: str, pixels_a_point: float) -> bytes:
    return typst.compile(
        source.encode(), format="png", ppi=72 * pixels_a_point, font_paths=typst.Fonts(font_paths=[LETTERS])
    )


def _sign(side: int) -> str:
    drawn = icon().replace('"', '\\"')
    return f'image(bytes("{drawn}"), format: "svg", width: {side}pt)'


def tab() -> bytes:
    """Return the icon as PNG, 48 pixels wide."""
    return _png(f"#set page(width: 48pt, height: 48pt, margin: 0pt, fill: none)\n#{_sign(48)}", 1)


def sharing() -> bytes:
    """Return the picture that others show beside an address: the sign, the name and what it is for, 1,200 by 630 pixels."""
    return _png(
        f"""#set page(width: 600pt, height: 315pt, margin: 0pt, fill: rgb("{GROUND}"))
#set text(font: "IBM Plex Sans", fill: rgb("{INK}"), lang: "da")
#place(top + left, dx: 44pt, dy: 60pt, {_sign(84)})
#place(top + left, dx: 146pt, dy: 72pt, text(size: 54pt, weight: "bold", tracking: -1pt)[Samspil])
#place(top + left, dx: 48pt, dy: 170pt, block(width: 500pt, text(size: 25pt, fill: rgb("{QUIET}"))[
  Fra det, et menneske fortalte, til det, der kom ud af det.]))
#place(bottom + left, dy: -28pt, line(length: 600pt, stroke: 4pt + rgb("{RED}")))
""",
        2,
    )


def main() -> int:
    """Write the three files."""
    (STATIC / "icon.svg").write_text(icon(), encoding="utf-8")
    (STATIC / "icon.png").write_bytes(tab())
    (STATIC / "sharing.png").write_bytes(sharing())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
