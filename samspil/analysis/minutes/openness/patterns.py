"""The patterns of openness: words for open and closed, and how they stand beside a title, alone, as a label, in a sentence.

Those named whole are tried on one short line; those searched within texts have bounded gaps (tests/analysis/minutes/test_growth.py).
"""

from __future__ import annotations

import re


def _spaced(word: str) -> str:
    """Return a pattern for a word whose letters may stand apart ("L U K K E T") or hold soft hyphens."""
    return r"[ \u00a0\u00ad\u200b.-]?".join(_A if letter == "å" else letter for letter in word)


_A = "(?:å|aa|a|ã¥|\\?|\ufffd{1,2})"
_O = "(?:ø|oe|o|ã¸|\\?|\ufffd{1,2})?"
NOT_PUBLIC = (
    r"(?:ikke|ej|u|ik\.)[- ]?(?:til[- ]?)?offentlig\w*|ikke[- ]?(?:til|for)[- ](?:offentligg\S{1,3}relse|offentligheden)"
    r"|(?:m\S{1,2}|skal) ikke (?:offentligg\S{1,3}res|publiceres)|undtage[tn] (?:fra |for )?(?:offentlighed\w*|aktindsigt)"
    r"|uden (?:offentlig adgang|tilh\S{1,3}rere)"
)
NOT_OPEN = rf"(?:ikke|ej|u)[- ]?(?:{_A}bent?|{_A}bne)"
SHUT = (
    rf"(?:(?:del(?:vist|vis)?\s)?{_spaced('lukket')}|{_spaced('lukkede')}|{NOT_OPEN}|lukkes|{_spaced('fortrolig')}(?:t|e)?|hemmelig(?:t|e)?|tavshedsbelagt"
    rf"|konfidentiel(?:t|le)?|confidential|{NOT_PUBLIC})"
)
OPEN = rf"(?:{_spaced('åbent')}|{_spaced('åben')}|{_A}bne|offentlig(?:t|e)?)"
ONE = rf"(?:dagsordens?)?(?:{_spaced('punkt')}|(?<!e )pkt\.?|{_spaced('sag')}|emne|behandling)(?:et|en)?s?"
MANY = (
    rf"(?:\w{{0,20}}(?:{_spaced('punkter')}|(?<=e )pkt\.?|{_spaced('sager')})(?:ne)?"
    rf"|(?:till\S{{1,3}}gs)?{_spaced('dagsorden')}(?:en)?|\w{{0,20}}m{_O}de(?:t|r)?"
    r"|del(?:en)?|afsnit|session|referat|protokol)"
)
DOORS = rf"(?:for|bag|ved)\s+(?P<doors>{_spaced('lukkede')}|{_A}bne)\s+d{_O}re"
LAW = r"(?:\(?\s*(?:jf\.?|jævnfør|efter|i henhold til|iht\.?|if\wlge|i medfør af|med hjemmel i|,)\s[^\n]{3,120})"
EDGE = r"[\W_]*"

WHOLE_MARK = re.compile(
    rf"{EDGE}(?:(?:det|dette|denne)\s+)?(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))(?:\s+{ONE})?\s*(?P<law>{LAW})?{EDGE}"
)
WHOLE_TURNED = re.compile(rf"{EDGE}{ONE}\s*(?:er|:|-|–|,|\()?\s*(?:(?P<shut>{SHUT})|(?P<open>{OPEN})){EDGE}")
WHOLE_GROUP = re.compile(
    rf"{EDGE}(?:(?P<lead>\w{{1,4}}[.):])\s+)?(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))\s+(?:del\s+af\s+)?{MANY}\s*{LAW}?{EDGE}"
)
GROUP_TURNED = re.compile(rf"{EDGE}{MANY}\s*[-–—:,(]\s*(?:(?P<shut>{SHUT})|(?P<open>{OPEN})){EDGE}")
WHOLE_DOORS = re.compile(rf"{EDGE}(?P<before>.{{0,70}}?){DOORS}(?P<after>.{{0,60}}){EDGE}")
NO_SUCH = (
    rf"(?:{SHUT}\s{{1,3}}(?:{MANY}|bilag)\s{{0,3}}[:–—-]?\s{{0,3}}(?:ingen|nej|0|intet|-)"
    rf"|(?:der var )?ingen\s{{1,3}}{SHUT}\s{{1,3}}(?:{MANY}|{ONE}|bilag))"
)
NONE = re.compile(rf"{EDGE}{NO_SUCH}{EDGE}")
NONE_INLINE = re.compile(rf"(?<!\w){NO_SUCH}(?!\w)")

NUMBER = r"(?:(?:punkt|pkt\.?|sag|ad|nr\.?|dagsordenspunkt)\s*(?:nr\.?\s*)?)?(?:\d{1,4}[a-z]?\s*[.):–—-]*|[-–•*·])?\s*"
PREFIX = re.compile(
    rf"[\s|]*(?:\d{{1,3}}\s+side\s+\w{{1,5}}\s+)?{NUMBER}(?:"
    rf"[\[(<{{*]+\s*(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))(?:\s+{ONE})?\s*[\])>}}*]+\s*[-–—:]*"
    rf"|(?:\w{{0,20}}(?:sag|punkt)\s*,\s*)?(?:(?P<shut2>{SHUT})|(?P<open2>{OPEN}))(?:\s+{ONE})?\s*(?:[:–—|/]|\s-|-\s|\.\s|\t)"
    rf"|(?:(?P<shut3>{SHUT})|(?P<open3>{OPEN}))\s+{ONE}(?=\s))\s*(?P<title>\S.*)"
)
SUFFIX = re.compile(
    rf"(?P<title>\S.*?)\s*(?:[\[(<{{]\s*|[,;:|/–—]\s*|\s-\s*|\t\s*|\s{{3,}}|\.\s+)"
    rf"(?:(?:er|sagen er|punktet er|behandles|behandlet|som)\s+)?"
    rf"(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))(?:\s+(?:{ONE}|m{_O}de|dagsorden|del))?\s*(?:{LAW})?[\])>}}|.!\s]*"
)
AFTER_CASE = re.compile(rf"(?P<title>.*\d\S*)\s+(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))\s+{ONE}\W*")
SUFFIX_DOORS = re.compile(rf"(?P<title>\S.*?)\s*(?:[\[(]\s*|[,;:|/–—]\s*|\s-\s*|\t\s*)(?:\w+\s+)?{DOORS}[\])|.\s]*")
LETTER = re.compile(r"(?:(?<=[\s\d.)|])|^)[\[(]l[\])](?=\s|$|[|])|(?<=[|\t])\s*l\s*(?=[|\t]|$)")
TAIL = 160

OPEN_LABEL = (
    rf"(?:(?:er )?{_A}ben(?:t)?(?:\s+(?:punkt|sag|dagsordenspunkt|m{_O}de))?|offentlig(?:t|hed)?"
    rf"(?:\s+(?:punkt|sag|adgang|tilg\S{{1,3}}ngelig))?"
    r"|(?:skal |kan )?(?:offentligg\S{1,3}res|publiceres)|is_?open|is_?public)"
)
SHUT_LABEL = (
    rf"(?:(?:er )?lukket(?:\s+(?:punkt|sag|dagsordenspunkt|m{_O}de))?|fortrolig(?:t|hed)?(?:\s+(?:punkt|sag))?"
    r"|is_?closed|behandles lukket)"
)
PLAIN_LABEL = (
    rf"(?:punkt(?:et|ets)?\s?-?(?:type|status|adgang)|sags?(?:ens)?\s?-?(?:type|status|adgang)|m{_O}detype|type|status"
    rf"|adgang|{_A}benhed|{_A}ben(?:t)?\s*/\s*lukket(?:\s+(?:punkt|sag|m{_O}de))?|lukket\s*/\s*{_A}ben(?:t)?|klassifikation|klassificering"
    r"|sikkerhedsniveau|behandling(?:sform)?|dagsordentype|synlighed|punkt|sag)"
)
YES = r"(?P<yes>ja|x|true|sand|1|yes|✓|☒|☑)"
NO = r"(?P<no>nej|false|falsk|0|no|☐)"
LABEL = re.compile(
    rf"[\s|•*·-]*(?:(?P<openlabel>{OPEN_LABEL})|(?P<shutlabel>{SHUT_LABEL})|(?P<plain>{PLAIN_LABEL}))\s*[?]?\s*(?:\(ja\s?/\s?nej\))?\s*(?P<mark>[:=|\t]|\s{{2,}}|\n|\s(?=ja\b|nej\b))"
    rf"\s*(?:{YES}|{NO}|(?P<shut>{SHUT})|(?P<open>{OPEN})|(?P<letter>l|å))(?:\s+{ONE})?\s*(?:{LAW})?[\s|.;]*"
)
BEING = (
    r"(?:(?:er|var|blev|bliver|behandles|behandledes|dr\S{1,3}ftes|skal behandles|blev behandlet|er behandlet)\s+){1,3}"
)
SAID = re.compile(
    rf"(?:{ONE}|sagen|punktet|det|m{_O}det)\s+{BEING}(?:som\s+(?:et\s+|en\s+)?)?(?P<neg>ikke\s+)?(?:{SHUT}|{DOORS})"
    rf"|(?:behandles|behandlet|dr\S{{1,3}}ftet|behandledes)\s+(?:som\s+)?(?:{SHUT}|{DOORS.replace('doors', 'doors2')})"
)
MENTION = re.compile(rf"(?<!\w){SHUT}(?!\w)")
# Words that a meeting uses of what the public shall not hear, without any of the words for closed. They only ask.
HUSHED = (
    rf"(?:punktet|sagen|dr\S{{1,3}}ftelsen|det)\s(?:udg\S{{1,3}}r af|refereres ikke|omtales ikke|gengives ikke|er {NOT_OPEN})"
    r"|tilh\S{1,3}rer(?:e|ne)\s(?:forlod|blev bedt|m\S{1,3}tte forlade)|d\S{1,3}rene (?:blev )?luk(?:kedes|kes|ket)"
    r"|(?:m\S{1,2}|skal) ikke (?:refereres|omtales|gengives|videregives)|(?:ikke|ej) til (?:referat|protokol|videregivelse)"
    r"|personf\S{1,3}lsom\w*|(?:§|paragraf)\s?10[- ]?(?:sag|punkt)"
    r"|kun (?:for|til) (?:\w+ens |\w+ets )?(?:medlemmer(?:ne)?|brug|bestyrelsen|udvalget|r\S{1,3}det)"
    r"|intern(?:t|e)? (?:punkt(?:er)?|sag(?:er)?|m\S{1,3}de)|(?:visning|synlighed)\s?[:=]\s?(?:intern|skjult)\w*|\U0001f512"
)
UNSHOWN = re.compile(rf"(?<!\w)(?:{NOT_PUBLIC}|{HUSHED})")
TOPIC = re.compile(
    rf"(?<!\w)(?:(?P<one>{ONE}|behandl\w+)|(?P<many>{MANY}|d{_O}re|punkter\w*|sager\w*)|(?P<annex>bilag\w*))(?!\w)"
)
LEGAL = re.compile(
    r"styrelseslov\w{0,12}[\s,]{0,4}(?:§{1,2}|paragraf)\s{0,3}1[0-3]|(?:§|paragraf)\s{0,3}10[^.\n]{0,40}styrelseslov"
    r"|(?:sundheds|forvaltnings|offentligheds|service|straffe)lov\w{0,12}[^.\n]{0,20}(?:§|paragraf)[^.\n]{0,40}(?:tavshed|fortrolig|lukke)"
    r"|regionslov\w{0,12}[\s,]{0,4}(?:§{1,2}|paragraf)\s{0,3}1[0-5]|personalesag(?:er)?(?!\w)|personsag(?:er)?(?!\w)|tavshedspligt"
)
NAMED = re.compile(
    r"(?:punkt(?:erne|er)?|pkt\.?|sag(?:erne|er)?|nr\.?|dagsordenspunkt)\s*(?:nr\.?\s*)?((?:\d{1,4}(?:\s*(?:,|og|samt|til|-|–|\+)\s*)?){1,20})"
)
INLINE = re.compile(
    r"(?<![\w-])(?:(?:(?P<shut>LUKKET|Lukket|FORTROLIG|Fortrolig|FORTROLIGT|Fortroligt)|(?P<open>Åben|Åbent|ÅBEN|ÅBENT|Aaben|Aabent))\s+(?:sag|punkt|SAG|PUNKT|dagsordenspunkt)(?![\w])"
    r"|(?P<gshut>LUKKEDE?T?|Lukkede?t?)\s+(?:dagsorden|punkter|sager|møde|DAGSORDEN|PUNKTER|SAGER|MØDE)(?!\w)"
    r"|(?P<gopen>ÅBN?EN?T?|Åbn?en?t?)\s+(?:dagsorden|punkter|sager|DAGSORDEN|PUNKTER|SAGER)(?!\w))"
)
INLINE_DOORS = re.compile(rf"(?<!\w){DOORS}(?!\w)", re.IGNORECASE)
INLINE_PREFIX = re.compile(
    r"(?<![\w-])(?:\d{1,4}[.):]?\s+|punkt\s+\d{1,4}[:.]?\s+)(?:[\[(]\s*)?"
    r"(?:(?P<shut>lukket|fortroligt?|ikke[- ]offentligt?|ej offentligt?)|(?P<open>åben|åbent))"
    r"(?:\s+(?:sag|punkt))?\s*(?:[:\])]|\s?[-–—])",
    re.IGNORECASE,
)
INLINE_LABEL = re.compile(
    rf"(?<!\w)(?:(?:(?P<openlabel>{OPEN_LABEL})|(?P<shutlabel>{SHUT_LABEL}))\s{{0,3}}[:=]?\s{{0,3}}(?:(?P<yes>ja|true|sandt?)|(?P<no>nej|false|falsk|0))"
    rf"|(?P<plain>{PLAIN_LABEL})\s{{0,3}}[:=]\s{{0,3}}(?:(?P<shut>{SHUT})|(?P<open>{OPEN})))(?!\w)"
)
# A marker's word that stands alone among others: with a capital inside a line, or behind a dash, a comma or a stroke.
STANDS_OUT = re.compile(
    r"(?<=[^\s.!?:]\s)(?:Lukket|LUKKET|Fortroligt?|FORTROLIGT?|L U K K E T|Ikke[- ]offentligt?|Ej offentligt?)(?!\w)"
    r"|^\W{0,4}(?:(?:[Aa]d|[Pp]kt\.?|[Pp]unkt|[Ss]ag)?\s?(?:nr\.?\s?)?(?:\d{1,4}[a-z]?|[IVX]{1,5}|[a-z])[.):]{1,2}\s{1,4})?(?:Lukket|LUKKET|Fortroligt?|FORTROLIGT?)(?=\s+(?:\d|[A-ZÆØÅ])|\s*$)"
    r"|[-–—,;/|:*(\[]\s{0,3}(?:lukket|Lukket|LUKKET|fortroligt?|Fortroligt?|L U K K E T)(?=\s*(?:[-–—,;/|:*)\].]|$|\d|[A-ZÆØÅ]))"
)
BRACKETED = re.compile(rf"[\[(<{{]\s*(?:(?P<shut>{SHUT})|(?P<open>{OPEN}))(?:\s+{ONE})?\s*(?:{LAW})?[\])>}}]")
# What ends an entry of a contents list: dots and the page.
LEADER = re.compile(r"(?:\.{3,}|…|_{3,})[\s.…_]{0,200}\w{0,5}\s*$")
NUMBERED = re.compile(
    r"\W*(?:punkt|pkt\.?|sag|ad)?\s*(?:nr\.?\s*)?\d{1,4}[a-z]?\s*[.):–—-]|\W*(?:punkt|pkt\.?)\s*\d{1,4}"
)
# A row of a table: its number, then a tab.
ROW = re.compile(r"\W*\d{1,4}[a-z]?\.?[ \u00a0]*\t")
LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
LONG = 220
HINT = re.compile(
    r"l[\W_]?u[\W_]?k|f[\W_]?o[\W_]?r[\W_]?t[\W_]?r|hemmel|offentli|public|tavshed|konfid|confid|styrelseslov|regionslov|tilh\S{1,3}rer|undtag"
    r"|refer|omtal|gengiv|videregiv|udg\S{1,3}r|f\S{1,3}lsom|intern|skjult|medlemmer"
    r"|brug|\U0001f512|rene|10[- ]?(?:sag|punkt)"
    r"|personalesag|personsag|ben|b[\W_]e[\W_]n|bne|[\[(]l[\])]|[|\t]\s*l\s*(?:[|\t]|$)|is_?open|is_?closed|lov\w{0,12}[^.\n]{0,20}(?:§|paragraf)"
)
