"""Where a Danish word may be a compound, by its letters alone: what may begin and end a word, and what is an ending or a prefix.

A word is never held against a list of known words: what one reader finds would else depend on what only another may read. Here are
the closed classes of the language: clusters of consonants, prefixes of verbs, endings of words. Sources: Galberg Jacobsen and Stray
Jørgensen, Håndbog i nudansk; Basbøll, The phonology of Danish, 2005, chapter 7, with the clusters of common loanwords.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PART = 3  # letters of the shortest part, and of what stands before it
LONGEST = 40  # letters of the longest word that is cut
VOWEL = re.compile("[aeiouyæøå]")

# The consonants that a word may begin with, and those it may end with before an s that joins it to the next.
BEGINS = frozenset(
    " b c d f g h j k l m n p q r s t v w x z bj bl br by ch cl cr dj dr dv fj fl fn fr gj gl gn gr hj hv kj kl kn kr kv mj nj "
    "ph pj pl pn pr ps rh sc sch sh sj sk skj skl skr skv sl sm sn sp spj spl spr st stj str sv th thr tj tr ts tv vr wh".split(
        " "
    )
)
CLOSES = frozenset(
    " b c d f g j k l m n p r s t v x z ck ct dt dn ft gn gt jd jl jn jt kt ks lb ld lf lg lk lm ln lp ls lt lv mf mp ms mt nd ng "
    "nk ns nt pt ps rb rd rf rg rk rl rm rn rp rs rt rv sk sp st th ts vn vt vs bs ds gs fs js lst nst rst kst mst gst dst pst tst ngt "
    "nkt lsk nsk rsk dsk psk tsk gsk msk ksk ngst nkst mpt rkt rgt rmt rnt lvt rvt lft rft lmt".split(" ")
)
# Doubled consonants end a word only in loans (fitnesscenter, callcenter), and then a consonant follows.
DOUBLES = frozenset("bb dd ff gg kk ll mm nn pp rr ss tt zz".split())

# These make verbs and what comes of verbs: what follows them is no word of its own (for|ældre, fore|bygge, til|læg).
PREFIXES = ("fore", "for", "til")
# These do so as well (debatop|læg), but join nouns too (over|læge): a short word after them is found as it stands.
PARTICLES = ("over", "under", "frem", "ind", "ned", "hen", "ved", "op", "ud", "an", "på", "om", "af", "bi")

INFLECTS = "(?:e|t|n|r|s|en|er|et|es|ens|ers|ets|te|erne|ernes|ene|enes|ere|est|este|me|men|mer|mere|mest)?"
ENDING = re.compile(
    "(?:hed|dom|dømme|skab|som|bar|lig|ig|ning|ling|ing|else|els|eri|isk|ist|isme|ion|tion|sion|ation|itet|tet|ator|ende|end"
    f"|ede|er|en|et|ern|est|enes|ernes|erens|ens|ets|ere|erer|eret|ering){INFLECTS}"
)
# A consonant with an ending, which is the rest of a word that was cut within: klub|ben, lær|erens.
BENT = re.compile(f"[^aeiouyæøå]e(?:n|r|t|ne|rne|re){INFLECTS}")
GENITIVE = re.compile("[^aeiouyæøå]+e(?:s|ns|rs|ts)")
# Loans whose last letters are a short Danish word: kultur, hospital, stabil, demokrat, centrum.
LOAN = re.compile(
    f"(?:[aeiou]k|lp|ul|a)tur|(?:[iou]|men)tal|[aoi]bil|(?:k|[aeio])rat|[ens]kret|umor|[kn]trum{INFLECTS}"
)


def cuts(word: str) -> Iterator[tuple[str, str]]:
    """Cut a word, in its spelling, wherever it may be two words: what stands before, and what may be a word."""
    if len(word) > LONGEST:
        return
    for at in range(PART, len(word) - PART + 1):
        before, end = word[:at], word[at:]
        if _may_part(before, end):
            yield before, end


def _may_part(before: str, end: str) -> bool:
    if not VOWEL.search(before) or not (vowel := VOWEL.search(end)):
        return False
    if end[: vowel.start()] not in BEGINS or not _may_close(before, is_before_vowel=vowel.start() == 0):
        return False
    return not ENDING.fullmatch(end) and not is_after(before, PREFIXES)


def _may_close(word: str, *, is_before_vowel: bool) -> bool:
    last = max(match.end() for match in VOWEL.finditer(word))
    coda = word[last:]
    if coda in DOUBLES:
        return not is_before_vowel
    return coda in CLOSES or (coda.endswith("s") and coda[:-1] in CLOSES)


def may_be_short(before: str, end: str) -> bool:
    """Tell whether a short word may be the last of a compound, where it is more often the end of a longer one."""
    # A doubled consonant is mostly that of one word (bil|leder, motionsklub|ben), as ng is; an s may join two.
    if before[-1] == end[0] != "s" and (len(VOWEL.findall(before)) == 1 or BENT.fullmatch(end)):
        return False
    if (before[-1] == "n" and end[0] == "g") or GENITIVE.fullmatch(end):
        return False
    return not any(LOAN.fullmatch(before[-back:] + end) for back in (1, 2, 3))


def is_after(before: str, some: tuple[str, ...]) -> bool:
    """Tell whether what stands before is one of some prefixes, or ends with one of them after a word."""
    return any(
        before == each
        or (before.endswith(each) and len(before) - len(each) >= PART and bool(VOWEL.search(before[: -len(each)])))
        for each in some
    )
