"""What several deeds with a voice do: which records belong to it, and where it is shown when it is not public."""

from __future__ import annotations

from samspil.features.voices.models import Voice
from samspil.spine import journal, records, thread
from samspil.spine.models import Node


@journal.part
def nodes_of(voice: Voice) -> list[Node]:
    """Return the records that go with a voice: its own and its answers'."""
    return [voice.node, *Node.objects.filter(answer__voice=voice).select_related("organisation")]


@journal.part
def inner(voice: Voice) -> str:
    """Return where a voice is seen while it is not public: its partnership, else its organisation."""
    return records.inner(voice.node.within_id)


@journal.part
def hide(voice: Voice) -> None:
    """Show a voice and its answers to its own partnership or organisation only."""
    for node in nodes_of(voice):
        thread.show_to(node, inner(voice))
