"""The demo's one paper code, the same in every demo and shown on its screen, so that the first of the three doors can be tried."""

from __future__ import annotations

from samspil.features.voices import rules
from samspil.features.voices.models import Voice
from samspil.paper.refusal import Refused
from samspil.spine import demonstration, passes, secrets
from samspil.spine.actors import Actor
from samspil.spine.models import Pass


def issue(*, by: Actor, voice: Voice) -> Pass:
    """Issue the public code of a demo to an invented voice. Refused in a database that is not marked as a demo."""
    if not demonstration.is_marked() or not voice.node.is_invented:
        raise Refused("Demoens kode kan kun åbne et opdigtet bidrag i en demo.")
    made, _ = passes.issue(by=by, node=voice.node, purpose=rules.PASS_PURPOSE, lasts=rules.CODE_LASTS)
    made.key_id, made.token_hash = secrets.keyed_hash("pass", passes.tidy(demonstration.CODE))
    made.save(update_fields=["key_id", "token_hash"])
    return made
