"""Who sets up a programme. No Django."""

from __future__ import annotations

from samspil.spine import policy

POLICY = (
    policy.rule("add", "programme", "coordinator director", "organisation")
    .in_words("Tovholder og direktør kan oprette et program.")
    .otherwise("Kun en tovholder eller direktør i myndigheden kan oprette et program."),
)
