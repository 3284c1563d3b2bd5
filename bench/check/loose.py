"""Right entries, written more loosely than `mialit check` promises to know."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from entries import Entry, Facts, Writer, draw, own_key
from listed import EN_DASH, List, Paper, Person

# As the abbreviations of ISO 4 have them, in which journals of the IEEE print references.
_SHORT = {
    "Proceedings": "Proc.", "Conference": "Conf.", "Symposium": "Symp.", "International": "Int.",
    "Security": "Secur.", "Computer": "Comput.", "Communications": "Commun.",
    "Learning": "Learn.", "Machine": "Mach.", "Artificial": "Artif.", "Intelligence": "Intell.",
    "Annual": "Annu.", "Applications": "Appl.", "Workshop": "Workshop", "Systems": "Syst.",
    "Network": "Netw.", "Distributed": "Distrib.", "System": "Syst.", "European": "Eur.",
    "Representations": "Representations", "Statistics": "Statist.", "Knowledge": "Knowl.",
    "Discovery": "Discovery", "Information": "Inf.", "Management": "Manage.",
    "Pattern": "Pattern", "Recognition": "Recognit.", "Vision": "Vis.", "Natural": "Natural",
    "Language": "Lang.", "Processing": "Process.", "Methods": "Methods", "Empirical": "Empirical",
    "Meeting": "Meeting", "Association": "Assoc.", "Computational": "Comput.",
    "Linguistics": "Linguistics", "Transactions": "Trans.", "Journal": "J.", "Joint": "Joint",
    "Engineering": "Eng.", "Software": "Softw.", "Research": "Res.", "Technologies": "Technol.",
    "Enhancing": "Enhancing", "Neural": "Neural", "Foundations": "Found.", "Winter": "Winter",
    "Dependable": "Dependable", "Networks": "Netw.", "Computing": "Comput.", "Science": "Sci.",
}  # fmt: skip
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_BRITISH = {
    "Defense": "Defence", "Defenses": "Defences", "Generalization": "Generalisation",
    "Regularization": "Regularisation", "Personalized": "Personalised", "Memorization":
    "Memorisation", "Analyzing": "Analysing", "Modeling": "Modelling", "Optimization":
    "Optimisation", "Quantization": "Quantisation", "Leveraging": "Leveraging",
}  # fmt: skip
Loosen = Callable[[Paper, Facts, List, random.Random], Facts | None]


def _abbreviated(paper: Paper, facts: Facts, listed: List, _: random.Random) -> Facts | None:
    if not paper.published:
        return None
    words = listed.venues[paper.venue].name.replace("Proceedings on", "Proceedings").split()
    kept = [word for word in words if word not in ("of", "on", "the", "in", "for", "and", "at")]
    short = [_SHORT.get(word.rstrip(","), word.rstrip(",")) for word in kept]
    text = " ".join(short)
    if paper.journal or text.startswith("Proc."):
        return replace(facts, where=text, own_where="")
    return replace(facts, where=f"Proc. {text}", own_where="")


def _first_page(_: Paper, facts: Facts, __: List, chance: random.Random) -> Facts | None:
    if not facts.pages or "--" not in facts.pages:
        return None
    first, _dash, last = facts.pages.partition("--")
    common = 0
    while len(first) == len(last) and common < len(first) - 1 and first[common] == last[common]:
        common += 1
    if common and chance.random() < 0.5:
        return replace(facts, pages=f"{first}--{last[common:]}")
    return replace(facts, pages=first)


def _umlauts(_: Paper, facts: Facts, __: List, ___: random.Random) -> Facts | None:
    def spelt(name: str) -> str:
        return "".join(_UMLAUTS.get(letter, letter) for letter in name)

    people = tuple(Person(spelt(p.family), spelt(p.given)) for p in facts.people)
    return replace(facts, people=people) if people != facts.people else None


def _et_al(_: Paper, facts: Facts, __: List, ___: random.Random) -> Facts | None:
    if len(facts.people) < 3 or facts.others:
        return None
    return replace(facts, people=(*facts.people[:2], Person("et al.", "")))


def _british(_: Paper, facts: Facts, __: List, ___: random.Random) -> Facts | None:
    title = " ".join(_BRITISH.get(word, word) for word in facts.title.split(" "))
    return replace(facts, title=title) if title != facts.title else None


def _hyphens(_: Paper, facts: Facts, __: List, chance: random.Random) -> Facts | None:
    if "-" not in facts.title:
        return None
    blank = "" if chance.random() < 0.3 else " "
    return replace(facts, title=re.sub(r"(?<=\w)-(?=\w)", blank, facts.title, count=1))


def _dash(_: Paper, facts: Facts, __: List, ___: random.Random) -> Facts | None:
    if ": " not in facts.title:
        return None
    return replace(facts, title=facts.title.replace(": ", f" {EN_DASH} ", 1))


FORMS: dict[str, Loosen] = {
    "venue abbreviated word by word": _abbreviated,
    "first page, or a shortened range": _first_page,
    "umlauts as two letters": _umlauts,
    "et al. as a name": _et_al,
    "British spelling": _british,
    "a hyphen left out": _hyphens,
    "a dash for the colon": _dash,
}


def entries(form: str, listed: List, seed: str) -> Iterator[tuple[str, Entry]]:
    """An entry of each paper that can be written so, with the paper's key."""
    for number, paper in enumerate(listed.papers):
        name = f"{seed}/{form}/{paper.key}"
        chance = random.Random(name)
        need = frozenset(("people", "pages"))
        facts = FORMS[form](paper, draw(paper, chance, need), listed, chance)
        if facts is not None:
            yield paper.key, Writer(listed, name).entry(own_key(paper, chance, number), facts)
