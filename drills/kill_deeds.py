"""The key deeds that the kill drill kills in, written with the product's own verbs, and what must be true of each afterwards."""

from __future__ import annotations

import datetime as dt
import functools
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samspil.spine import (
    access,
    consent,
    duties,
    files,
    journal,
    kinds,
    outbox,
    pass_purposes,
    passes,
    people,
    purposes,
    rounds,
    search,
    secrets,
    texts,
    thread,
)
from samspil.spine.journal import anchors
from samspil.spine.models import (
    AccessEntry,
    Consent,
    Duty,
    Erasure,
    JournalEntry,
    Link,
    Message,
    Node,
    Organisation,
    Pass,
    SearchEntry,
    StoredFile,
    Subject,
    Text,
    TextVersion,
)
from samspil.spine.secrets import rotation, store

SEALED = "Det gør ondt, og ingen ringer tilbage."
ROTATED = 10  # keys of subjects that each rotation wraps anew, four at a time
BY = people.job("drill")

kinds.register(
    kinds.Kind(name="drill", label="Øvelse", plural="Øvelser", url_name="web:thread", stage=1, stage_label="Øvelse")
)
# What the drill's own duties and passes are for; no feature's rules stand in their way.
OWED = "drill"
purposes.register(purposes.Purpose(name=OWED, label="Øvelse"))
OPENS = pass_purposes.declare("drill", label="Øvelse", longest=dt.timedelta(days=1))


@dataclass(frozen=True)
class Deed:
    """A deed to kill in. `facts` are true together or not at all; `mend` is what the product does by itself afterwards."""

    name: str
    prepare: Callable[[str], Any]
    act: Callable[[str, Any], None]
    facts: Callable[[str, Any], list[bool]]
    mend: Callable[[], object] = lambda: None


@functools.cache
def home() -> Organisation:
    return people.add_organisation(by=BY, name="Øvelseskommunen", kind="municipality")


def node(title: str) -> Node:
    with journal.writing():
        return thread.open_node(by=BY, kind="drill", title=title, organisation=home())


def noted(verb: str, **wanted: Any) -> bool:
    return JournalEntry.objects.filter(verb=verb, **wanted).exists()


def voice(mark: str, earlier: Node) -> None:
    with journal.writing():
        made = thread.open_node(by=BY, kind="drill", title=mark, organisation=home())
        texts.write(by=BY, node=made, name="words", body=SEALED + mark, subject=secrets.new_subject())
        search.index(made)
        thread.link(by=BY, earlier=earlier, later=made, relation="led_to", why="Øvelse")


def voice_facts(mark: str, earlier: Node) -> list[bool]:
    made = Node.objects.filter(title=mark).exclude(pk=earlier.pk).first()
    version = TextVersion.objects.filter(text__node=made).select_related("text__subject").first()
    return [
        made is not None,
        version is not None and texts.read(version) == SEALED + mark,
        SearchEntry.objects.filter(node=made).exists() if made else False,
        Link.objects.filter(earlier=earlier).exists(),
        made is not None and noted("text.written", node_id=made.pk) and noted("link.made", node_id=made.pk),
    ]


def publish(mark: str, made: Node) -> None:
    with journal.writing():
        thread.show_to(made, Node.Visibility.PUBLIC)
        journal.note("drill.published", by=BY, node=made)


def post(mark: str, made: Node) -> None:
    with journal.writing():
        outbox.post(subject=mark, body="Svar", address="borger@example.org", node=made)
        journal.note("drill.posted", by=BY, node=made)


def sealed_file(mark: str, made: Node) -> None:
    with journal.writing():
        content = io.BytesIO(SEALED.encode())
        files.store(by=BY, node=made, name=f"{mark}.txt", stream=content, subject=secrets.new_subject())


def file_facts(mark: str, made: Node) -> list[bool]:
    kept = StoredFile.objects.filter(name=f"{mark}.txt").select_related("subject").first()
    return [
        kept is not None and files.read(kept).decode().startswith(SEALED),
        noted("file.stored", node_id=made.pk),
    ]


def given(mark: str) -> Consent:
    made = node(mark)
    words = consent.write_text(by=BY, key="drill", title="Øvelse", body="Ja")
    return consent.give(
        by=BY,
        node=made,
        subject=secrets.new_subject(),
        text=words,
        given=consent.Given(basis="gdpr_consent", purposes=["interpret"], form="oral", given_on=dt.date(2026, 1, 1)),
    )


def imported(mark: str, _: Any) -> None:
    with journal.writing():
        made = [thread.open_node(by=BY, kind="drill", title=f"{mark} {n}", organisation=home()) for n in range(5)]
        journal.note_import("drill.imported", by=BY, parts=[each.title for each in made], node=made[0])


def import_facts(mark: str, _: Any) -> list[bool]:
    made = list(Node.objects.filter(title__startswith=f"{mark} "))
    return [len(made) == 5, noted("drill.imported", node_id__in=[each.pk for each in made])] if made else [False]


def sealed_subject(mark: str) -> Subject:
    made = secrets.new_subject()
    with journal.writing():
        about = thread.open_node(by=BY, kind="drill", title=mark, organisation=home())
        texts.write(by=BY, node=about, name="words", body=SEALED, subject=made)
    return made


def erase(mark: str, subject: Subject) -> None:
    with journal.writing():
        secrets.erase(subject, reason="drill")
        journal.note("drill.erased", by=BY, organisation=home().pk, data={"subject": subject.pk})


def erase_facts(mark: str, subject: Subject) -> list[bool]:
    return [
        Erasure.objects.filter(pk=subject.pk).exists(),
        store.opened().subject(subject.pk) is None,
        noted("drill.erased", data__subject=str(subject.pk)),
    ]


def withdrawn(mark: str, made: Node) -> None:
    texts.withdraw(by=BY, text=Text.objects.get(node=made))


def written(mark: str) -> Node:
    made = node(mark)
    texts.write(by=BY, node=made, name="words", body="Åbne ord")
    return made


def finish() -> None:
    if rotation.is_unfinished(store.opened()):
        rotation.rotate()
    rotation.retire()


def lines() -> int:
    return sum(line is not None for line in anchors.written())


def to_anchor(mark: str) -> int:
    node_with_row = node(mark)
    duties.give(by=BY, node=node_with_row, purpose=OWED, title=mark, owner=home())
    return lines()


def rotated_from(_: str) -> str:
    old = store.opened().current_master()
    rotation.rotate()
    return old


def current_master(_: str) -> str:
    while len(store.opened().subjects()) < ROTATED:
        sealed_subject("rotated")
    return store.opened().current_master()


def duty(mark: str) -> Duty:
    return duties.give(by=BY, node=node(mark), purpose=OWED, title=mark, owner=home())


def void(_: object) -> None:
    """Forget a result: a deed's own is not looked at, only what it left."""


# Those that change keys come first, while there are few of them.
DEEDS = [
    Deed(
        "nøgleskift",
        current_master,
        lambda m, _: void(rotation.rotate(batch=4)),
        lambda m, old: [store.opened().current_master() != old],
        finish,
    ),
    Deed(
        "gamle nøgler ødelagt",
        rotated_from,
        lambda m, _: void(rotation.retire()),
        lambda m, old: [old not in store.opened().masters()],
        rotation.retire,
    ),
    Deed("bidrag med forseglet tekst, kobling og søgeord", node, voice, voice_facts),
    Deed(
        "offentliggørelse",
        node,
        publish,
        lambda m, n: [
            Node.objects.filter(pk=n.pk, visibility="public").exists(),
            noted("drill.published", node_id=n.pk),
        ],
    ),
    Deed(
        "opgave givet",
        node,
        lambda m, n: void(duties.give(by=BY, node=n, purpose=OWED, title=m, owner=home())),
        lambda m, n: [Duty.objects.filter(node=n).exists(), noted("duty.given", node_id=n.pk)],
    ),
    Deed(
        "opgave udført",
        duty,
        lambda m, d: void(duties.do(by=BY, duty=d, proof="Ringede til hallen den 3. marts")),
        lambda m, d: [
            Duty.objects.filter(pk=d.pk, done_at__isnull=False).exists(),
            noted("duty.done", node_id=d.node_id),
        ],
    ),
    Deed(
        "adgangskode udstedt",
        node,
        lambda m, n: void(passes.issue(by=BY, node=n, purpose=OPENS, lasts=dt.timedelta(days=1))),
        lambda m, n: [Pass.objects.filter(node=n).exists(), noted("pass.issued", node_id=n.pk)],
    ),
    Deed(
        "brev i udbakken",
        node,
        post,
        lambda m, n: [Message.objects.filter(subject=m).exists(), noted("drill.posted", node_id=n.pk)],
    ),
    Deed(
        "åben fil gemt",
        node,
        lambda m, n: void(files.store(by=BY, node=n, name=f"{m}.txt", stream=io.BytesIO((SEALED + m).encode()))),
        file_facts,
    ),
    Deed("forseglet fil gemt", node, sealed_file, file_facts),
    Deed(
        "samtykke trukket tilbage",
        given,
        lambda m, c: void(consent.withdraw(by=BY, consent=c)),
        lambda m, c: [
            Consent.objects.filter(pk=c.pk, withdrawn_at__isnull=False).exists(),
            noted("consent.withdrawn", node_id=c.node_id),
        ],
    ),
    Deed(
        "tekst trukket tilbage",
        written,
        withdrawn,
        lambda m, n: [
            Text.objects.filter(node=n, withdrawn_at__isnull=False).exists(),
            noted("text.withdrawn", node_id=n.pk),
        ],
    ),
    Deed("import som én række", lambda m: None, imported, import_facts),
    Deed(
        "læsning noteret",
        lambda m: None,
        lambda m, _: access.note(BY, purpose=m),
        lambda m, _: [AccessEntry.objects.filter(purpose=m).exists()],
    ),
    Deed("registreret slettet", sealed_subject, erase, erase_facts, secrets.apply_erasures),
    Deed(
        "journalen forankret",
        to_anchor,
        lambda m, _: void(journal.anchor("drill")),
        lambda m, before: [lines() > before],
        rounds.make.func,
    ),
]
