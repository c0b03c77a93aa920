"""Draws permissions, states and kinds from the code into the folder it is given.

What stands in docs/generated is what the product does: the pages are read from the very tables that it asks.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspil.site.settings")
os.environ["SAMSPIL_VAR"] = tempfile.mkdtemp(prefix="samspil-generate-")

import django

django.setup()  # before the rules are read: the features announce their tables as they are made ready

from samspil.spine import kinds, pass_purposes, policy  # noqa: E402
from samspil.spine import states as registered  # noqa: E402
from samspil.spine.models import Role  # noqa: E402

NOTE = "<!-- Drawn from the code by `make docs`. Change the code, not this page. -->\n"
RELATIONS = {
    policy.Relation.OWN: "the record is their own",
    policy.Relation.ORGANISATION: "held in the record's organisation",
    policy.Relation.CIRCLE: "held in the record's partnership or body",
    policy.Relation.PASS: "with a pass to the record",
    policy.Relation.CASELOAD: "held where they have the record's person in their care",
    policy.Relation.PARTY: "held in an organisation that is party to the care record",
    policy.Relation.ANYWHERE: "held anywhere",
}


def permissions() -> str:
    """Return the policy table: by kind, each row with its roles, relations, states and Danish sentence."""
    labels = dict(Role.Kind.choices)
    parts = [
        NOTE,
        "# Who may do what\n",
        "The whole table. What no row allows is refused. Reading is another matter: a record is seen by those whom its",
        "visibility names (`samspil/spine/visibility.py`), whatever their role. The expected answer of every address",
        "stands, written by hand, in `tests/promises/permissions`.\n",
        "Whoever holds a role that may publish, approve, decide, move money or administer logs in with a second factor:",
        ", ".join(sorted(str(labels[role]) for role in policy.strong_roles())) + ".\n",
    ]
    rows = sorted(policy.table(), key=lambda row: (row.kind, row.action, sorted(row.roles), row.says))
    for kind, of_kind in groupby(rows, key=lambda row: row.kind):
        parts.append(f"## {kind}\n")
        parts.append("| action | role | standing | state | in Danish |\n|---|---|---|---|---|")
        for row in of_kind:
            roles = "anybody" if policy.ANY_ROLE in row.roles else ", ".join(sorted(str(labels[r]) for r in row.roles))
            named = f" ({', '.join(sorted(row.purposes))})" if row.purposes else ""
            standing = "; ".join(
                RELATIONS[each] + named * (each is policy.Relation.PASS)
                for each in policy.Relation
                if each in row.relations
            )
            states = "every state" if row.states == policy.EVERY_STATE else ", ".join(sorted(row.states))
            parts.append(f"| {row.action} | {roles} | {standing} | {states} | {row.says} |")
        parts.append("")

    parts += [
        "## What a pass opens\n",
        "A pass opens the pages of its own purpose, and nothing else (`tests/promises/test_purposes.py`).\n",
        "| purpose | in Danish | lasts at most | reads the record |\n|---|---|---|---|",
        *(
            f"| {each.key} | {each.label} | {each.longest.days} days | {'yes' if each.reads_record else 'no'} |"
            for each in pass_purposes.everyone()
        ),
        "",
    ]
    return "\n".join(parts)


def states() -> str:
    """Draw each table of states that is registered, and the steps between them, as Mermaid."""
    parts = [NOTE, "# States and the steps between them\n"]
    for table in registered.everything():
        parts += [f"## {table.name}\n", "```mermaid", "stateDiagram-v2"]
        parts += [f'    state "{label}" as {name}' for name, label in table.labels.items()]
        parts.append(f"    [*] --> {table.first}")
        parts += [f"    {step.before} --> {step.after}{f': {step.deed}' * bool(step.deed)}" for step in table.steps]
        parts += ["```", ""]
    return "\n".join(parts)


def everything() -> str:
    """List the kinds of record: stage, traits, page, and what may begin from each."""
    parts = [
        NOTE,
        "# Kinds of record\n",
        "Features meet here: a kind announces its traits, and what may begin from a trait is offered on its page.\n",
        "| stage | kind | in Danish | traits | page | may begin from it |\n|---|---|---|---|---|---|",
    ]
    for kind in kinds.everyone():
        begins = ", ".join(f"{start.label} (`{start.url_name}`)" for start in kinds.starts_from(kind.name)) or "–"
        traits = ", ".join(f"`{trait}`" for trait in sorted(kind.traits)) or "–"
        stage = f"{kind.stage} {kind.stage_label}"
        parts.append(f"| {stage} | `{kind.name}` | {kind.label} | {traits} | `{kind.url_name}` | {begins} |")
    return "\n".join([*parts, ""])


PAGES: dict[str, Callable[[], str]] = {"permissions.md": permissions, "states.md": states, "kinds.md": everything}


def main(argv: list[str]) -> int:
    """Write the pages into the folder and return the exit code."""
    if len(argv) != 1:
        sys.stderr.write("Name one folder to write to.\n")
        return 2
    for name, draw in PAGES.items():
        (Path(argv[0]) / name).write_text(draw(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
