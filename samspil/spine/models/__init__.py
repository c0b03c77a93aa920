"""The tables that every feature shares, one file a part. Tables and constraints only: the verbs live beside this folder."""

from samspil.spine.models.access import AccessEntry
from samspil.spine.models.care import CarePart, CareRecord
from samspil.spine.models.caseload import Caseload, Party
from samspil.spine.models.consent import Consent, ConsentText
from samspil.spine.models.desk import Mute, ReadMark, Visit
from samspil.spine.models.duties import Duty
from samspil.spine.models.files import StoredFile
from samspil.spine.models.gatherings import Gathering, Invitation
from samspil.spine.models.held import Drawer, HeldForm
from samspil.spine.models.installation import DemoMark, Round
from samspil.spine.models.journal import JournalAnchor, JournalChain, JournalEntry
from samspil.spine.models.outbox import Decline, Message
from samspil.spine.models.own import Notebook, OwnPage, PrivateNote
from samspil.spine.models.passes import Pass, PassAttempt
from samspil.spine.models.people import Circle, Organisation, Person, Role
from samspil.spine.models.presses import Press
from samspil.spine.models.rooms import Closed, Room, UnopenedError
from samspil.spine.models.search import SearchEntry, SearchWord
from samspil.spine.models.secrets import Erasure, Subject
from samspil.spine.models.texts import Quote, Text, TextVersion
from samspil.spine.models.thread import Link, NamedReader, Node

__all__ = [
    "AccessEntry",
    "CarePart",
    "CareRecord",
    "Caseload",
    "Circle",
    "Closed",
    "Consent",
    "ConsentText",
    "Decline",
    "DemoMark",
    "Drawer",
    "Duty",
    "Erasure",
    "Gathering",
    "HeldForm",
    "Invitation",
    "JournalAnchor",
    "JournalChain",
    "JournalEntry",
    "Link",
    "Message",
    "Mute",
    "NamedReader",
    "Node",
    "Notebook",
    "Organisation",
    "OwnPage",
    "Party",
    "Pass",
    "PassAttempt",
    "Person",
    "Press",
    "PrivateNote",
    "Quote",
    "ReadMark",
    "Role",
    "Room",
    "Round",
    "SearchEntry",
    "SearchWord",
    "StoredFile",
    "Subject",
    "Text",
    "TextVersion",
    "UnopenedError",
    "Visit",
]
