"""The words that Danish authorities print: section names, labels of the meeting head, openness, buttons.

Words only, no layouts: what a word means where it stands is for `cues` and `grammar` to weigh. Spelling is matched
with æ, ø and å intact, transcribed, garbled or lost.
"""

from __future__ import annotations

import re

_LOST = r"[?\ufffd]"
_LETTERS = {
    "æ": f"(?:æ|ae|a|e|Ã¦|Ã†|{_LOST}{{1,2}})?",
    "ø": f"(?:ø|oe|o|Ã¸|Ã˜|{_LOST}{{1,2}})?",
    "å": f"(?:å|aa|a|Ã¥|Ã…|{_LOST}{{1,2}})?",
    "Æ": f"(?:Æ|AE|Ae|A|Ã†|{_LOST}{{1,2}})?",
    "Ø": f"(?:Ø|OE|Oe|O|Ã˜|{_LOST}{{1,2}})?",
    "Å": f"(?:Å|AA|Aa|A|Ã…|{_LOST}{{1,2}})?",
    "é": f"(?:é|e|Ã©|{_LOST}{{1,2}})",
}
_FOLDS = re.compile(r"Ã[¦†¸˜¥…]|æ|ae|ø|oe|å|aa|[?\ufffd]")
_NAIVE = str.maketrans({"æ": "a", "ø": "o", "å": "a"})
_WORN = re.compile(r"[\s\u00a0]+")


def loose(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """Compile a pattern that also matches where æ, ø and å were transcribed, garbled or lost."""
    made, inside = [], False
    for place, letter in enumerate(pattern):
        if letter in "[]" and pattern[place - 1 : place] != "\\":
            inside = letter == "["
        made.append(letter if inside else _LETTERS.get(letter, letter))
    return re.compile("".join(made), flags)


def fold(words: str) -> str:
    """Give the key under which a printed heading is looked up: lower case, no æøå, single blanks."""
    worn = _WORN.sub(" ", words).strip().lower().replace("é", "e")
    return _FOLDS.sub("", worn)


# The section's common name -> how it is printed. A name stands first among its own spellings.
STRONG: dict[str, tuple[str, ...]] = {
    "resume": ("resume", "resumé", "sagsresume", "sagsresumé", "kort resume", "kort resumé", "sammendrag", "resumè"),
    "indstilling": (
        "indstilling",
        "indstillinger",
        "beslutningspunkter",
        "administrationens indstilling",
        "det indstilles",
        "forvaltningens indstilling",
        "direktionens indstilling",
        "administrationen indstiller",
        "sekretariatets indstilling",
        "indstilling til beslutning",
        "forslag til beslutning",
    ),
    "sagsfremstilling": (
        "sagsfremstilling",
        "sagsbeskrivelse",
        "beskrivelse af sagen",
        "sagens fremstilling",
        "sagens indhold",
        "sagsindhold",
    ),
    "beslutning": (
        "beslutning",
        "beslutninger",
        "beslutning/referat",
        "udvalgets beslutning",
        "byrådets beslutning",
        "referat/beslutning",
        "vedtagelse",
        "afgørelse",
        "protokol",
        "regionsrådets beslutning",
        "konklusion/beslutning",
        "beslutning på mødet",
        "beslutning den",
        "kommunalbestyrelsens beslutning",
    ),
    "bilag": (
        "bilag",
        "bilagsliste",
        "bilagsoversigt",
        "vedlagte bilag",
        "bilag til sagen",
        "bilag vedlagt",
        "vedhæftede bilag",
    ),
    "sagsgang": (
        "sagsgang",
        "sagsforløb",
        "politisk sagsgang",
        "sagsgang og sagstype",
        "politisk behandling",
        "sagens forløb",
    ),
    "beslutningstema": ("beslutningstema", "sagstema", "tema", "sagens kerne"),
    "beslutningskompetence": (
        "beslutningskompetence",
        "kompetence",
        "sagen afgøres i",
        "sagen afgøres af",
        "afgøres i",
        "afgøres af",
    ),
    "økonomiske konsekvenser": (
        "økonomiske konsekvenser",
        "økonomi og personaleforhold",
        "bevillingsmæssige konsekvenser",
        "økonomiske og personalemæssige konsekvenser",
        "økonomiske forhold",
    ),
    "problemstilling": ("problemstilling",),
    "løsning": ("løsning",),
    "præsentation": ("præsentation",),
    "behandlingsplan": ("behandlingsplan",),
    "videre proces": ("videre proces", "det videre forløb", "videre procedure", "den videre proces", "videre forløb"),
    "tidligere beslutning": ("tidligere beslutning", "tidligere beslutninger", "tidligere politisk behandling"),
    "fremmøde": ("fremmøde", "fremmøde og inhabilitet", "mødedeltagelse og inhabilitet"),
}
WEAK: dict[str, tuple[str, ...]] = {
    "baggrund": ("baggrund", "sagens baggrund"),
    "økonomi": ("økonomi",),
    "kommunikation": ("kommunikation", "borgerinddragelse", "inddragelse"),
    "høring": ("høring", "høringssvar", "høringer"),
    "lovgrundlag": ("lovgrundlag", "retsgrundlag", "juridiske konsekvenser", "lovgrundlag mv."),
    "vurdering": ("vurdering", "administrationens vurdering", "forvaltningens vurdering"),
    "tidsplan": ("tidsplan", "tidsperspektiv"),
    "personale": ("personale", "personaleforhold", "personalemæssige konsekvenser"),
    "konsekvenser": ("konsekvenser", "øvrige konsekvenser"),
    "klima & bæredygtighed": ("klima & bæredygtighed", "klima og bæredygtighed"),
    "miljø og klima": ("miljø", "klima", "miljømæssige konsekvenser", "klimakonsekvenser", "bæredygtighed"),
    "sundhed": ("sundhed", "sundhedsmæssige konsekvenser"),
    "evaluering": ("evaluering", "opfølgning"),
    "risikovurdering": ("risikovurdering",),
    "supplerende sagsfremstilling": ("supplerende sagsfremstilling",),
    "bemærkninger": ("bemærkninger",),
    "formål": ("formål",),
    "konklusion": ("konklusion",),
    "redegørelse": ("redegørelse",),
}


def _keys(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for name, spellings in table.items():
        for spelling in spellings:
            keys[fold(spelling)] = name
            keys[fold(spelling.translate(_NAIVE))] = name
    return keys


STRONG_KEYS = _keys(STRONG)
WEAK_KEYS = _keys(WEAK)
# Sections that may open an item; the rest are not expected first.
OPENING = frozenset(
    {
        "resume",
        "sagsgang",
        "sagsfremstilling",
        "beslutningstema",
        "indstilling",
        "beslutning",
        "problemstilling",
        "beslutningskompetence",
    }
)

_GLUE_NAMES = sorted(
    {
        spelling
        for spellings in STRONG.values()
        for spelling in spellings
        if spelling
        not in {"tema", "kompetence", "løsning", "det indstilles", "administrationen indstiller", "protokol"}
    },
    key=len,
    reverse=True,
)
_GLUE = "|".join(name.capitalize() + (r"(?!\s*\d)" if name == "bilag" else "") for name in _GLUE_NAMES)
_SHOUTED = "|".join(name.upper() for name in _GLUE_NAMES)
GLUED = loose(rf"(?:{_GLUE}|{_SHOUTED})(?=\s?:|\s+(?:[A-ZÆØÅ0-9»\"”’'•-]|at\s|[a-z]\)\s)|(?:\s*$))", re.NOFLAG)
# A sentence glued straight on the heading, with no blank at all: "BeslutningGodkendt."
FUSED = loose(
    r"(?<![\w-])(?:Resumé|Resume|Indstilling|Sagsfremstilling|Beslutning|Beslutninger|Sagsforløb|Bilag)(?=[A-ZÆØÅ][a-zæøå]{2})",
    re.NOFLAG,
)

BODY_WORD = (
    r"(?:\w*udvalg(?:et)?|\w*byråd(?:et)?|\w*regionsråd(?:et)?|kommunalbestyrelsen?|borgerrepræsentation(?:en)?|magistraten?"
    r"|\w*bestyrelsen?|\w*råd(?:et)?|\w*nævn(?:et)?|\w*klyngen?|forretningsudvalg(?:et)?)"
)
BODY = loose(rf"(?<!\w){BODY_WORD}s?(?!\w)")
MONTHS = {
    name: n
    for n, name in enumerate(
        (
            "januar",
            "februar",
            "marts",
            "april",
            "maj",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "december",
        ),
        1,
    )
}
_MONTH = "|".join(MONTHS)
WEEKDAY = r"(?:mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)"
DATE = re.compile(
    rf"(?<![\d./-])(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<d>\d{{1,2}})(?:\.\s*|-|\s+)(?P<name>{_MONTH})(?:\s+|-)(?P<y>\d{{4}})"
    r"|(?P<d2>\d{1,2})(?:[-./]\s?)(?P<m2>\d{1,2})(?:[-./]|\s)(?P<y2>\d{4}))(?!\d|[-/.]\d)",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(?<![\d.])(?P<h>[01]?\d|2[0-4])[:.](?P<m>[0-5]\d)(?::[0-5]\d)?(?![\d])")
BANNER = loose(
    r"^\W*(?:(?:åben|åbent|foreløbig|foreløbigt|endelig|endeligt)\s+)?(?:(?:beslutnings)?referat|dagsorden"
    r"|tillægsdagsorden|beslutningsprotokol|mødeprotokol)\b"
)

# Label of the meeting head -> its printed forms. The longest form wins.
FIELDS: dict[str, tuple[str, ...]] = {
    "date": ("mødedato", "dato", "mødedag"),
    "start": (
        "starttidspunkt for møde",
        "starttidspunkt",
        "starttid",
        "mødetidspunkt",
        "mødetid",
        "tidspunkt",
        "tid",
        "mødestart",
        "mødet startede",
        "mødet begyndte",
        "mødet blev åbnet",
        "start",
    ),
    "end": (
        "sluttidspunkt for møde",
        "sluttidspunkt",
        "sluttid",
        "møde slut",
        "mødet slut",
        "mødet sluttede",
        "mødet sluttet",
        "mødet hævet",
        "mødet blev hævet",
        "mødet hævedes",
        "mødet afsluttet",
        "mødet afsluttedes",
        "slut",
        "mødet ophævet",
    ),
    "place": ("mødested", "mødelokale", "lokale", "sted"),
    "body": ("udvalgsnavn", "udvalg", "organ", "forum"),
    "present": (
        "mødedeltagere",
        "deltagere",
        "medlemmer",
        "tilstedeværende",
        "til stede",
        "tilstede",
        "fremmødte",
        "mødte",
        "øvrige deltagere",
        "deltagere fra forvaltningen",
        "deltagere fra administrationen",
        "stedfortrædere",
    ),
    "absent": (
        "fraværende med afbud",
        "fraværende uden afbud",
        "fraværende",
        "afbud fra",
        "afbud",
        "ikke til stede",
        "meldt afbud",
    ),
    "other": (
        "bemærkninger",
        "information",
        "udsendelsesdato",
        "udsendt",
        "referent",
        "sekretær",
        "dirigent",
        "ordstyrer",
        "protokolfører",
        "formand",
        "næstformand",
        "mødeleder",
        "mødenummer",
        "møde nr.",
        "møde",
        "sager",
        "punkt",
        "titel",
        "mødetype",
    ),
}
_LABELS = sorted(((form, name) for name, forms in FIELDS.items() for form in forms), key=lambda pair: -len(pair[0]))
_LABEL = "|".join(form.replace(".", r"\.") for form, _ in _LABELS)
FIELD = loose(rf"^[\s•*·-]*(?P<label>{_LABEL})(?P<mark>\s*:|\.\s*:|(?=\s|$))[\s.]*")
INLINE_FIELD = loose(
    r"(?<=[\s.:])(?:Mødedato|Mødested|Starttidspunkt(?: for møde)?|Sluttidspunkt(?: for møde)?|Mødetidspunkt"
    r"|Mødetid|Udsendelsesdato"
    r"|Mødedeltagere|Deltagere|Medlemmer|Fraværende|Afbud fra|Afbud|Møde slut|Lokale|Sted|Tidspunkt|Dato|Bemærkninger)\s*:",
    re.NOFLAG,
)
FIELD_NAMES = {fold(form): name for form, name in _LABELS} | {
    fold(form.translate(_NAIVE)): name for form, name in _LABELS
}

CLOSING = loose(
    r"^(?:Møde[t]?\s+(?:blev\s+|er\s+)?(?:hævet|hævedes|sluttede|slut|sluttet|afsluttet|afsluttedes|ophævet)\b.{0,60}"
    r"|underskrift(?:er)? af (?:referat|protokol|beslutningsprotokol)(?:et|len)?\W*|ref(?:erent)?\s*[.:]{1,2}\s*(?-i:[A-ZÆØÅ]{2,4}))$"
)
# The score of a line that says only this: the surer a word names a list of contents and nothing else, the higher.
CONTENTS = {
    fold(w): s
    for w, s in {
        "indholdsfortegnelse": 4.0,
        "indhold": 2.5,
        "oversigt": 1.5,
        "sagsoversigt": 3.0,
        "dagsordenspunkter": 1.5,
        "punktoversigt": 3.0,
        "dagsorden": 1.0,
        "punkter": 2.0,
        "indholdsfortegnelse side": 4.0,
        "emner": 1.0,
        "oversigt over punkter": 3.0,
        "sagliste": 2.0,
        "sager": 1.0,
    }.items()
}
CONTENTS_START = loose(r"^(?:Indholdsfortegnelse|Sagsoversigt|Punktoversigt)(?:\s*:)?(?:\s+Side\b)?")
CHROME = loose(
    r"(?:hent som pdf|kopier link|tilbage til forsiden|til toppen|fold dette punkt (?:ind|ud)|luk alle punkter"
    r"|fold alle(?: punkter)?(?: ud| ind)?"
    r"|gå til indhold|spring til indhold|vis alle punkter|åbn alle punkter|se alle bilag|del på facebook"
    r"|hent pdf|hent bilag|udskriv)(?!\w)"
)
PAGE = loose(r"^\W*(?:\d{1,4}\s+)?(?:side|page)\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:af|/|of)\s*\d{1,4})?\W*$")
_SHUT = (
    r"(?:lukket|l\s?u\s?k\s?k\s?e\s?t|fortroligt?|ikke[- ]?offentligt?|ej offentligt?)"
    r"(?:\s+(?:punkt|sag|dagsordenspunkt))?"
)
_SHOWN = r"(?:åbent|åben)(?:\s+(?:punkt|sag|dagsordenspunkt))?"
CLOSED_PREFIX = loose(
    rf"^[\s(\[*<]{{0,4}}(?:(?P<shut>{_SHUT}|(?<=[(\[])L(?=[)\]]))|(?P<open>{_SHOWN}))\s*(?:[-–—:)\]*>]+)\s*"
)
CLOSED_SUFFIX = loose(
    rf"(?:[(\[]\s*(?:(?P<shut>{_SHUT}|L(?=[)\]]))|(?P<open>{_SHOWN}))\s*[)\]]"
    rf"|(?:,|\s[-–—])\s+(?:(?P<shut2>{_SHUT})|(?P<open2>{_SHOWN})))$"
)
INLINE_OPENNESS = loose(r"(?<=\s)(?:åben sag|lukket sag|åbent punkt|lukket punkt|Åbent$|Lukket$)")
_MEANT_FOR = r"til\s+(?:beslutning|drøftelse|orientering|behandling|efterretning|debat|godkendelse)"
# What parts the items of an agenda into groups, and is none itself.
GROUPING = loose(
    r"^(?:(?:(?:beslutnings|drøftelses|orienterings|debat|tema|diskussions)?(?:punkter|sager)(?:ne)?)"
    rf"(?:\s+{_MEANT_FOR})?|{_MEANT_FOR}|(?:kaffe|frokost|middags)?pause)"
    r"\s*:?\s*(?:\([^()]*\))?\s*$"
)
PLACE = loose(
    r"^(?:mødelokale|lokale|mødeværelse|udvalgsværelse|byrådssalen|rådhuset|regionshuset|kantinen?"
    r"|medborgerhus|kulturhus|\w+salen\b|teams|virtuelt møde|\w*rådhuset)"
)
