"""What erasing does in the tables that every feature shares: texts, quotes, files, search, titles, links, duties and mail."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from samspil.spine import consent, duties, files, kinds, outbox, pass_purposes, passes, purposes, search, texts, thread
from samspil.spine.actors import Actor
from samspil.spine.erasure import Erased, Part, keep, owns, register
from samspil.spine.models import (
    Caseload,
    Consent,
    Duty,
    Link,
    Message,
    NamedReader,
    Node,
    Party,
    Pass,
    Quote,
    Room,
    SearchEntry,
    StoredFile,
    Text,
    TextVersion,
)

GONE = "Slettet"
DUTY_GONE = "Slettet sammen med det, opgaven handlede om."


def texts_and_quotes(*, by: Actor, erased: Erased) -> int:
    """Withdraw a subject's texts, take away what is written open in them, and every quote of them."""
    their_texts = Text.anywhere.filter(Q(subject=erased.subject) | Q(node__in=erased.nodes))
    changed = 0
    for text in their_texts.filter(withdrawn_at__isnull=True):
        texts.withdraw(by=by, text=text)
        changed += 1
    # Sealed words are gone with the key; open ones must be emptied.
    changed += TextVersion.objects.filter(text__in=their_texts).exclude(body="", reason="").update(body="", reason="")
    gone, _ = Quote.objects.filter(Q(version__text__in=their_texts) | Q(node__in=erased.nodes)).delete()
    return changed + gone


def stored_files(*, by: Actor, erased: Erased) -> int:
    """Take a subject's files away: their rows, and their bytes on the disk, those too whose row an older backup lacks."""
    rows = StoredFile.anywhere.filter(Q(subject=erased.subject) | Q(node__in=erased.nodes))
    return files.forget(rows, also=erased.details.get("files", ()))


def consents(*, by: Actor, erased: Erased) -> int:
    """Withdraw every consent of a subject that still stands."""
    standing = Consent.objects.filter(Q(subject=erased.subject) | Q(node__in=erased.nodes), withdrawn_at__isnull=True)
    return sum(bool(consent.withdraw(by=by, consent=given)) for given in standing)


def titles_and_search(*, by: Actor, erased: Erased) -> int:
    """Return a subject's records a title that tells nothing, and take them out of the index."""
    changed = 0
    for node in Node.anywhere.filter(pk__in=erased.nodes).select_related("organisation", "within"):
        title = f"{kinds.get(node.kind).label}, trukket tilbage"
        if node.is_care:
            # Not by `retitle`, which would give it to the search.
            changed += Node.anywhere.filter(pk=node.pk).exclude(title=title).update(title=title)
        elif node.title != title:
            thread.retitle(node, title)
            changed += 1
        if SearchEntry.objects.filter(node=node).exists():
            search.forget(node)
            changed += 1
    return changed


def links(*, by: Actor, erased: Erased) -> int:
    """Take away why and where it stood that a subject's records came of others: said by those who knew the words."""
    touching = Link.objects.filter(Q(earlier__in=erased.nodes) | Q(later__in=erased.nodes))
    standing, withdrawn = Q(withdrawn_at__isnull=True), Q(withdrawn_at__isnull=False)
    changed = (
        touching.filter(standing)
        .exclude(why=GONE, source="", withdrawn_why="")
        .update(why=GONE, source="", withdrawn_why="")
    )
    return changed + touching.filter(withdrawn).exclude(why=GONE, source="", withdrawn_why=GONE).update(
        why=GONE, source="", withdrawn_why=GONE
    )


def owed(*, by: Actor, erased: Erased) -> int:
    """Let what is owed on a subject's records lapse, and take away what was written about how it was done."""
    changed = 0
    # What goes on after an erasure holds nothing from before it, and how it is done is the words of those who did it.
    goes_on = [each.outlives for each in purposes.everyone() if each.outlives]
    mine = Duty.anywhere.filter(node__in=erased.nodes).exclude(purpose__in=goes_on).select_related("node")
    for duty in mine.filter(done_at__isnull=True):
        if after := purposes.of(duty).outlives:
            label = purposes.get(after).label
            changed += Duty.anywhere.filter(pk=duty.pk).update(purpose=after, title=label, proof="")
            continue
        duties.lapse(by=by, duty=duty, why=DUTY_GONE)
        changed += 1

    for duty in mine.filter(done_at__isnull=False):
        title = purposes.of(duty).label
        if (duty.title, duty.proof) != (title, DUTY_GONE):
            Duty.anywhere.filter(pk=duty.pk).update(title=title, proof=DUTY_GONE)
            changed += 1

    return changed


def mail(*, by: Actor, erased: Erased) -> int:
    """Take away all mail about a subject's records, sent or waiting, and waiting mail that names or points to one of them."""
    gone, _ = Message.objects.filter(node__in=erased.nodes).delete()
    named = [str(key) for key in erased.nodes]
    # The words are sealed in the table: no query can look into them.
    pointing = [each.pk for each in outbox.waiting() if any(key in each.body for key in named)]
    also, _ = Message.objects.filter(pk__in=pointing).delete()
    return gone + also


def care(*, by: Actor, erased: Erased) -> int:
    """Forget who had a subject in their care, which organisations were party to the records, and whom these named.

    Links to the records, such as of those who were asked to come, open nothing more. The person's own still shows who has read.
    """
    gone = 0
    standing = Pass.objects.filter(node__in=erased.nodes, node__room=Room.CARE, revoked_at__isnull=True)
    for issued in standing.select_related("node"):
        if not pass_purposes.get(issued.purpose).reads_record:
            passes.revoke(by=by, issued=issued)
            gone += 1

    for rows in (
        Caseload.objects.filter(subject=erased.subject),
        Party.objects.filter(node__in=erased.nodes, node__room=Room.CARE),
        NamedReader.objects.filter(node__in=erased.nodes, node__room=Room.CARE),
    ):
        gone += rows.delete()[0]
    return gone


def _of_care(subject: UUID) -> list[UUID]:
    return list(Node.anywhere.filter(room=Room.CARE, subject=subject).values_list("pk", flat=True))


def declare() -> None:
    """Declare what the spine's own tables do, and why some do nothing. Called once, when Django is ready."""
    register(
        Part(
            name="texts", tables=frozenset({"spine.TextVersion", "spine.Text", "spine.Quote"}), erase=texts_and_quotes
        ),
        Part(name="files", tables=frozenset({"spine.StoredFile"}), erase=stored_files),
        Part(name="mail", tables=frozenset({"spine.Message"}), erase=mail),
        Part(name="consents", tables=frozenset({"spine.Consent"}), erase=consents),
        Part(
            name="titles",
            tables=frozenset({"spine.Node", "spine.SearchEntry", "spine.SearchWord"}),
            erase=titles_and_search,
        ),
        Part(name="links", tables=frozenset({"spine.Link"}), erase=links),
        Part(name="duties", tables=frozenset({"spine.Duty"}), erase=owed),
        Part(name="care", tables=frozenset({"spine.Caseload", "spine.Party", "spine.NamedReader"}), erase=care),
    )
    owns(_of_care)
    for why, tables in KEPT.items():
        keep(why, *tables)


KEPT: dict[str, tuple[str, ...]] = {
    "Ids, keyed hashes and code words only; the law wants them kept.": (
        "spine.AccessEntry",
        "spine.JournalAnchor",
        "spine.JournalChain",
        "spine.JournalEntry",
        "spine.Erasure",
        "spine.Pass",
        "spine.PassAttempt",
        "spine.Decline",
    ),
    "Names of organisations, bodies and partnerships.": ("spine.Organisation", "spine.Circle"),
    "Somebody who acts here, by name and role: not the one whose words are sealed, and never linked to a voice.": (
        "spine.Person",
        "spine.Invitation",
    ),
    "The words that people consent to, not the people.": ("spine.ConsentText",),
    "When and where people meet; nobody's words.": ("spine.Gathering",),
    "Accounts of those who act here, gone with the account.": (
        "auth.User",
        "auth.Group",
        "auth.Permission",
        "account.EmailAddress",
        "account.EmailConfirmation",
        "mfa.Authenticator",
        "usersessions.UserSession",
        "contenttypes.ContentType",
    ),
    "Gone when the session ends; holds ids of passes, and what is uploaded and not yet saved, never a voice.": (
        "sessions.Session",
    ),
    "What somebody who acts here was writing, sealed for them alone and gone within a day.": ("spine.HeldForm",),
    "A hash of what was sent, and the key of what it made; gone the next day.": ("spine.Press",),
    "How the installation itself is: that it is a demo, and when each piece of the worker's work last went well.": (
        "spine.DemoMark",
        "spine.Round",
    ),
    "Tasks are queued without arguments (tests/promises/test_in_the_clear.py).": (
        "django_tasks_database.DBTaskResult",
    ),
}
