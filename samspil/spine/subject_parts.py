"""What the spine itself keeps of a data subject, whichever feature made the record: words, files, consents, care, and who has read it.

Words of a care record are told of and not opened: whoever has the care gives them out, and can say what would harm somebody.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from samspil.paper import danish, languages
from samspil.paper.languages import told
from samspil.paper.refusal import Refused
from samspil.spine import access, subject_access, texts
from samspil.spine.models import (
    Caseload,
    Consent,
    Erasure,
    Node,
    Room,
    StoredFile,
    Text,
    TextVersion,
)
from samspil.spine.subject_access import Entry, Part, Whose, day_told, facts

IN_CARE = languages.later(
    "Der er et forløb om dig her. Det, der står i det, får du af dem, der har forløbet: de ser først efter, om noget "
    "i det er om andre end dig."
)
STANDS = languages.words({True: "Gælder", False: "Gælder ikke mere"})


def words(whose: Whose) -> Iterator[Entry]:
    """Tell every sealed text of the subjects, each in all its versions. Withheld ones are told of, and why."""
    # Of whoever is erased nothing is opened, also in the moment before the key is gone.
    kept = (
        Text.objects.filter(subject__in=whose.subjects, withdrawn_at=None)
        .exclude(subject__in=Erasure.objects.values("pk"))
        .select_related("node__organisation", "subject")
    )
    versions: dict[object, list[TextVersion]] = {}
    for version in TextVersion.objects.filter(text__in=kept).select_related("text__subject").order_by("number"):
        versions.setdefault(version.text_id, []).append(version)

    for text in kept.order_by("node__occurred_on", "node", "name"):
        kind = text.node.kind
        why = subject_access.withheld_because(kind, text.name)
        said = () if why else tuple((_written(each), _opened(each)) for each in versions.get(text.pk, ()))
        yield Entry(
            subject_access.label_of(kind, text.name),
            facts((told("Hører til"), text.node.title), (told("Vises ikke her"), why)),
            said,
            held_by=text.node.organisation,
        )


def _written(version: TextVersion) -> str:
    day = day_told(version.at)
    return told("Skrevet {day}").format(day=day)


def _opened(version: TextVersion) -> str:
    try:
        return texts.read(version)
    except Refused as refused:
        return refused.told


def files(whose: Whose) -> Iterator[Entry]:
    """Tell the files sealed for the subjects."""
    kept = StoredFile.objects.filter(subject__in=whose.subjects).select_related("node__organisation")
    for each in kept.order_by("stored_at", "pk"):
        day = day_told(each.stored_at)
        said = facts(
            (told("Hører til"), each.node.title), (told("Gemt"), day), (told("Bytes"), danish.number(each.size))
        )
        yield Entry(each.name, said, files=(each,), held_by=each.node.organisation)


def consents(whose: Whose) -> Iterator[Entry]:
    """Tell what the subjects have said yes to: the text that was read aloud, for what, how, until when, and whether it stands."""
    given = Consent.objects.filter(subject__in=whose.subjects).select_related("text", "recipient", "node__organisation")
    today = timezone.localdate()
    for each in given.order_by("given_on", "pk"):
        stands = each.withdrawn_at is None and (each.valid_until is None or each.valid_until >= today)
        over = day_told(each.withdrawn_at)
        yield Entry(
            each.text.title,
            facts(
                (told("Hører til"), each.node.title),
                (
                    told("Du sagde ja til"),
                    danish.listing([subject_access.purpose_told(name) for name in each.purposes]),
                ),
                (told("Grundlag"), told(str(each.get_basis_display()))),
                (told("Sagt"), told(str(each.get_form_display()))),
                (told("Givet"), danish.date(each.given_on)),
                (told("Gælder til og med"), day_told(each.valid_until)),
                (told("Trukket tilbage"), over),
                (told("Må gives til"), each.recipient),
                (told("Nu"), STANDS[stands]),
            ),
            ((told("Teksten"), each.text.body),),
            held_by=each.node.organisation,
        )


def care(whose: Whose) -> Iterator[Entry]:
    """Tell at which organisations there is care for the subjects, and since when; not what stands in it."""
    known = Node.anywhere.filter(room=Room.CARE, subject__in=whose.subjects).select_related("organisation")
    named = set()
    for node in known.order_by("organisation__name", "created_at"):
        if node.organisation_id not in named:
            named.add(node.organisation_id)
            since = day_told(node.created_at)
            yield Entry(
                node.organisation.name, facts((told("Siden"), since)), (("", told(IN_CARE)),), held_by=node.organisation
            )

    held = Caseload.objects.filter(subject__in=whose.subjects).select_related("organisation")
    for row in held.order_by("valid_from", "pk"):
        until = day_told(row.valid_until)
        said = facts((told("Fra"), danish.date(row.valid_from)), (told("Til og med"), until))
        yield Entry(told("En medarbejder har dit forløb"), said, held_by=row.organisation)


def readings(whose: Whose) -> Iterator[Entry]:
    """Tell who has read what belongs to somebody: organisation, role, purpose and time, never a name."""
    subjects = whose.subjects or (subject_access.as_subject(whose.person),)
    for subject in subjects:
        for each in access.readings_of(subject):
            at = timezone.localtime(each.at)
            yield Entry(
                f"{danish.date(at.date())} kl. {danish.clock(at)}",
                facts(
                    (told("Hvorfra"), each.organisation),
                    (told("Rolle"), told(each.role)),
                    (told("Hvad"), told(each.deed)),
                    (told("Hvorfor"), told(each.purpose)),
                ),
            )


def erasures(whose: Whose) -> Iterator[Entry]:
    """Tell what has been erased."""
    gone = Erasure.objects.filter(pk__in=[each.pk for each in whose.subjects])
    for each in gone.order_by("at"):
        yield Entry(told(each.reason), facts((told("Slettet"), day_told(each.at))))


def declare() -> None:
    """Declare what the spine tells of data subjects; called once from `apps.py`."""
    later = languages.later
    subject_access.register(
        Part(
            name="words",
            heading=later("Det, der er skrevet ned"),
            tables=frozenset({Text._meta.label}),
            tell=words,
            order=20,
        ),
        Part(name="files", heading=later("Filer"), tables=frozenset({StoredFile._meta.label}), tell=files, order=30),
        Part(
            name="consents",
            heading=later("Det, du har sagt ja til"),
            tables=frozenset({Consent._meta.label}),
            tell=consents,
            order=40,
        ),
        Part(
            name="care",
            heading=later("Forløb"),
            tables=frozenset({Caseload._meta.label, Node._meta.label}),
            tell=care,
            order=45,
        ),
        Part(name="erasures", heading=later("Det, der er slettet"), tables=frozenset(), tell=erasures, order=80),
        Part(name="readings", heading=later("Hvem har læst det"), tables=frozenset(), tell=readings, order=90),
    )
