"""Writing a partnership's own question guides and consent texts, each in versions."""

from __future__ import annotations

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.methods import queries, rules
from samspil.paper.refusal import demanded
from samspil.spine import journal, locks, policy, texts
from samspil.spine.models import TextVersion
from samspil.spine.people import Actor


@journal.deed
def write(
    *, by: Actor, partnership: Partnership, key: str, part: str, body: str, based_on: int = 0, why: str = ""
) -> TextVersion:
    """Write a partnership's guide or consent text for a method as a new version, with why.

    `texts.Conflict` when somebody wrote in between.
    """
    locks.reread(partnership)
    policy.check(by, "method", partnership)
    body = demanded(body, "Skriv teksten. Skal biblioteket gælde, så skriv dets ord.", field="body")

    standing = queries.words(partnership, key, part)
    wanted = "\n".join(line.rstrip() for line in body.splitlines())
    rules.check_why(number=standing.number, why=why, same=standing.body == wanted)
    made = texts.write(
        by=by,
        node=partnership.node,
        name=rules.text_name(key, part),
        body=wanted,
        based_on=based_on,
        reason=why.strip(),
    )
    journal.note(
        "method.written", by=by, node=partnership.node, data={"part": part, "method": key, "version": made.number}
    )
    return made
