"""Having a login, or a role somewhere, is no right: who may see or do what is asked of the policy or of where a record lies."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SAMSPIL = Path(__file__).parents[2] / "samspil"
PLACES = ("features", "web")
# True of everybody with an account, so of every stranger with one.
LOGINS = ("is_known", "is_authenticated", "is_anonymous", "is_staff", "is_superuser", "is_active")
# A list of what somebody holds anywhere: to go through it place by place is right, to ask whether it is empty is not.
HELD = ("memberships",)
TEMPLATE = re.compile(r"\{[%{].*?[%}]\}", re.DOTALL)
ASKED = re.compile(rf"\.({'|'.join((*LOGINS, *HELD))})\b|\bperms\.")
# Where it is asked all the same, and why nothing is shown or done by the answer that others may not see or do.
ALLOWED = {
    "web/middleware.py: is_authenticated": "ends a login, finds whose it is, and keeps what is shown by one out of caches",
    "web/personal_links.py: is_authenticated": "closing what a code opened ends the session of whoever has no login to keep",
    "web/second_factor.py: is_authenticated": "whoever lacks the second factor is led to it, and shown nothing",
    "features/insights/views.py: memberships": "which filters are worth offering; what they find is asked row by row",
    "web/tally.py: is_known": "the reader's own numbers, counted for nobody else",
    "web/templates/web/_shared.html: is_authenticated": "what a page says of itself to whoever it is shared with: the product's name alone",
    "web/templates/web/front.html: is_known": "the ways in, for whoever is not in yet",
    "web/templates/web/_header.html: is_known": "the reader's own name and own pages",
    "web/templates/web/_header.html: is_authenticated": "the way in, or the way out",
    "web/templates/web/page.html: is_authenticated": "how long a login rests, so that the page can renew it and warn",
    "web/templates/web/typed.html: is_authenticated": "the way to log in, for whoever sent words without it",
    "web/templates/web/refusal.html: is_authenticated": "a hint to log in",
    "web/searching.py: is_known": "the reader's own last searches, in the reader's own session",
    "web/templates/web/_tour.html: is_known": "where the tour goes on: to one's own page, or to the way in",
    "web/templates/web/search.html: is_known": "a hint that only what is public was searched",
}


def in_python(text: str) -> set[str]:
    """Return what a module asks of a login, and of what somebody holds anywhere without going through it."""
    tree = ast.parse(text)

    gone_through = {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension)
        for each in ast.walk(node.iter)
    }
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (node.attr in LOGINS or (node.attr in HELD and id(node) not in gone_through))
    }


def in_template(text: str) -> set[str]:
    """Return the same of a template, in what it evaluates."""
    found = {match for tag in TEMPLATE.findall(text) for match in ASKED.findall(tag)}
    return {each or "perms" for each in found}


def asked(root: Path) -> set[str]:
    found = set()
    for place in PLACES:
        for path in sorted((root / place).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                names = in_python(path.read_text(encoding="utf-8"))
            elif path.suffix in {".html", ".txt"}:
                names = in_template(path.read_text(encoding="utf-8"))
            else:
                continue
            found |= {f"{path.relative_to(root).as_posix()}: {name}" for name in names}
    return found


def test_nothing_is_shown_or_done_because_somebody_has_a_login() -> None:
    found = asked(SAMSPIL)
    assert sorted(found - ALLOWED.keys()) == []
    assert sorted(ALLOWED.keys() - found) == []  # a reason without its use is taken away


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("rows = queries.invitations(found) if request.actor.is_known else []", {"is_known"}),
        ("if request.user.is_authenticated:\n    pass", {"is_authenticated"}),
        ("return unanswered(actor) if actor.memberships else []", {"memberships"}),
        ("may = len(actor.memberships) > 0", {"memberships"}),
        ("may = not actor.memberships", {"memberships"}),
        ("may = any(m.role == 'secretary' and m.circle_id == circle for m in actor.memberships)", set()),
        ("for each in actor.memberships:\n    pass", set()),
        ("vote_is_known = True", set()),
    ],
)
def test_a_login_asked_for_in_a_module_is_found(planted: str, found: set[str]) -> None:
    assert in_python(planted) == found


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("{% if actor.is_known %}{{ owner }}{% endif %}", {"is_known"}),
        ("{% if not user.is_authenticated %}x{% endif %}", {"is_authenticated"}),
        ("{% if actor.memberships %}<th>Svarer</th>{% endif %}", {"memberships"}),
        ("{% if perms.cases.add_item %}x{% endif %}", {"perms"}),
        ("{# actor.is_known #}<p>actor.is_known</p>", set()),
    ],
)
def test_a_login_asked_for_in_a_template_is_found(planted: str, found: set[str]) -> None:
    assert in_template(planted) == found


def test_a_fault_planted_in_a_feature_is_found(tmp_path: Path) -> None:
    for place in PLACES:
        (tmp_path / place).mkdir()
    (tmp_path / "features" / "views.py").write_text("rows = names() if actor.is_known else []", encoding="utf-8")
    (tmp_path / "features" / "page.html").write_text("{% if actor.memberships %}Karen{% endif %}", encoding="utf-8")
    assert asked(tmp_path) == {"features/views.py: is_known", "features/page.html: memberships"}
