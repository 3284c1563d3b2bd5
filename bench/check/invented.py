"""People, titles, venues and identifiers that nobody has; drawn at random."""

import random
import re

from listed import List, Paper, Person, plain

# Frequent names of many places: invented people share family names with real ones.
_FAMILIES = [
    "Zhang",
    "Wang",
    "Li",
    "Liu",
    "Chen",
    "Yang",
    "Huang",
    "Zhao",
    "Wu",
    "Zhou",
    "Kim",
    "Lee",
    "Park",
    "Sharma",
    "Gupta",
    "Nguyen",
    "Tran",
    "Rossi",
    "Bianchi",
    "Schneider",
    "Wagner",
    "Keller",
    "Novak",
    "Kowalczyk",
    "Andersen",
    "Eriksson",
    "Virtanen",
    "Okafor",
    "Mensah",
    "Haddad",
    "Rahimi",
    "Yilmaz",
    "Tanaka",
    "Sato",
    "Moreau",
    "Lefevre",
    "Fernandes",
    "Almeida",
    "Castillo",
    "Ortega",
    "Whitfield",
    "Harrington",
    "Abernathy",
    "Thornbury",
    "Blackwood",
    "Ellsworth",
    "Fairbanks",
    "Lindqvist",
    "Marchetti",
    "Oyelaran",
]
GIVEN = [
    "Wei",
    "Jing",
    "Min",
    "Hao",
    "Xin",
    "Lei",
    "Yu",
    "Jie",
    "Ananya",
    "Rohan",
    "Priya",
    "Minh",
    "Linh",
    "Giulia",
    "Marco",
    "Lukas",
    "Hannah",
    "Petra",
    "Tomasz",
    "Ingrid",
    "Oskar",
    "Aino",
    "Chidi",
    "Kwame",
    "Layla",
    "Omid",
    "Elif",
    "Kenji",
    "Yuki",
    "Camille",
    "Antoine",
    "Beatriz",
    "Tiago",
    "Lucia",
    "Diego",
    "Margaret",
    "Gregory",
    "Theodora",
    "Quentin",
    "Rosalind",
    "Bartholomew",
    "Ursula",
    "Nigel",
]
_PLACEHOLDERS = (
    (("Smith", "John"), ("Doe", "Jane")),
    (("Doe", "John"), ("Smith", "Alice"), ("Jones", "Bob")),
    (("Anonymous", ""),),
    (("Author", "First"), ("Author", "Second")),
)
_VENUES = (
    "International Conference on Deep Privacy Systems",
    "IEEE Symposium on Neural Data Protection",
    "Journal of Machine Learning Confidentiality",
    "Proceedings of the World Congress on Learning and Leakage",
    "ACM Conference on Trusted Model Inference",
    "Global Summit on Artificial Intelligence Safety and Membership",
    "International Workshop on Adversarial Data Forensics",
    "Annals of Private Deep Learning",
    "European Forum on Statistical Disclosure in Neural Networks",
    "Transactions on Secure Model Auditing",
)
_REPLACED = {
    "membership": ("dataset", "subject", "corpus"),
    "inference": ("extraction", "disclosure", "reconstruction"),
    "attack": ("threat", "exploit"), "attacks": ("threats", "exploits"),
    "privacy": ("security", "confidentiality"), "learning": ("training", "optimization"),
    "models": ("architectures", "pipelines"), "model": ("architecture", "pipeline"),
    "deep": ("convolutional", "overparameterized"), "neural": ("bayesian", "residual"),
    "networks": ("ensembles", "machines"), "federated": ("distributed", "collaborative"),
    "data": ("feature", "sample"), "language": ("speech", "vision"),
    "large": ("small", "compact"), "label-only": ("score-only", "logit-only"),
    "black-box": ("query-free", "decision-level"), "white-box": ("parameter-level", "full-access"),
    "diffusion": ("autoregressive", "flow"), "generative": ("predictive", "discriminative"),
    "graph": ("tree", "tensor"), "auditing": ("certifying", "predicting"),
    "defending": ("hardening", "shielding"), "evaluation": ("benchmark", "formalization"),
    "analysis": ("taxonomy", "theory"), "adversarial": ("contrastive", "evolutionary"),
    "understanding": ("rethinking", "quantifying"), "machine": ("statistical", "ensemble"),
}  # fmt: skip
_ADDED = ("Robust", "Scalable", "Adaptive", "Unified", "Practical", "Efficient", "Provable")
_TARGETS = (
    "Graph Transformers", "Neural Radiance Fields", "Protein Language Models", "Smart Meters",
    "Mixture-of-Experts Routers", "Tabular Foundation Models", "Sleep Trackers", "Gaze Estimators",
    "Autonomous Vehicles", "Hyperspectral Sensors", "Code Search Engines", "Weather Forecasters",
    "Robot Policies", "Credit Scoring", "Handwriting Recognizers", "Chess Engines",
)  # fmt: skip
_NEIGHBOURS = (
    "Differential Privacy", "Adversarial Examples", "Model Extraction", "Data Poisoning",
    "Backdoor Detection", "Machine Unlearning", "Secure Aggregation", "Property Inference",
    "Model Inversion", "Watermarking", "Homomorphic Encryption", "Fairness Constraints",
    "Synthetic Data", "Gradient Compression", "Certified Robustness", "Out-of-Distribution Shift",
    "Knowledge Distillation", "Federated Optimization", "Prompt Injection", "Data Valuation",
)  # fmt: skip
_OPENINGS = (
    "On the Limits of {} for {}", "Fast {} for {}", "{} in the Wild: Lessons from {}",
    "A Survey of {} in {}", "Revisiting {} with {}", "{} without {}", "How Far Does {} Go for {}?",
    "Towards Practical {} under {}", "Learning {} from {}", "{} Meets {}: An Empirical Study",
)  # fmt: skip


def person(chance: random.Random, not_like: tuple[Person, ...] = ()) -> Person:
    """A person who shares no family name and initial with those *not_like*."""
    taken = {other.short for other in not_like}
    while True:
        made = Person(chance.choice(_FAMILIES), chance.choice(GIVEN))
        if made.short not in taken:
            return made


def people(
    chance: random.Random, count: int, not_like: tuple[Person, ...] = ()
) -> tuple[Person, ...]:
    made: list[Person] = []
    while len(made) < count:
        made.append(person(chance, (*not_like, *made)))
    return tuple(made)


def placeholders(chance: random.Random, not_like: tuple[Person, ...]) -> tuple[Person, ...]:
    taken = {other.short for other in not_like}
    made = tuple(Person(*names) for names in chance.choice(_PLACEHOLDERS))
    return made if not taken & {each.short for each in made} else people(chance, 2, not_like)


def venue(chance: random.Random) -> str:
    return chance.choice(_VENUES)


def doi(chance: random.Random, listed: List) -> str:
    taken = {paper.doi for paper in listed.papers}
    while True:
        year, number, page = (
            chance.randint(2018, 2024),
            chance.randint(3_100_000, 3_900_000),
            chance.randint(1, 40),
        )
        made = chance.choice(
            (
                f"10.1145/{number}.{number + chance.randint(1, 999)}",
                f"10.1109/{chance.choice(('SP', 'TIFS', 'CVPR'))}.{year}.{number}",
                f"10.9999/{chance.choice(('ml', 'priv'))}.{year}.{page}",
                f"10.1007/978-3-030-{number % 90_000 + 10_000}-{page % 9}_{page}",
            )
        )
        if made not in taken:
            return made


def doi_near(chance: random.Random, right: str, listed: List) -> str:
    """A DOI with a digit changed, or two exchanged."""
    taken = {paper.doi for paper in listed.papers}
    digits = [place for place, letter in enumerate(right) if letter.isdigit() and place > 8]
    while True:
        letters = list(right)
        place = chance.choice(digits)
        letters[place] = chance.choice([d for d in "0123456789" if d != letters[place]])
        if "".join(letters) not in taken:
            return "".join(letters)


def near_title(chance: random.Random, paper: Paper, listed: List) -> str:
    """The title with one or two content words replaced, one left out or one put in."""
    known = {plain(paper.title), plain(paper.formerly or "")}
    while True:
        made = _one_change(chance, paper.title)
        if chance.random() < 0.3:
            made = _one_change(chance, made)
        if plain(made) not in known | listed.titles:
            return made


def _one_change(chance: random.Random, title: str) -> str:
    words = title.split(" ")
    content = [i for i, w in enumerate(words) if len(plain(w)) > 3 and "$" not in w]
    replaced = [i for i in content if words[i].lower().strip(":?!,") in _REPLACED]
    form = chance.choices(("replace", "drop", "add"), (60, 20, 20))[0]
    if form == "replace" and replaced:
        place = chance.choice(replaced)
        word = words[place]
        core = word.strip(":?!,")
        other = chance.choice(_REPLACED[core.lower()])
        words[place] = word.replace(core, other.capitalize() if core[0].isupper() else other)
    elif form == "drop" and len(words) > 4:
        place = chance.choice([i for i in content if not words[i].endswith(":")] or content)
        del words[place]
    else:
        place = chance.choice(range(len(words)))
        words.insert(place, chance.choice(_ADDED))
    return " ".join(words)


def other_meaning(chance: random.Random, paper: Paper, listed: List) -> str:
    """A listed title made that of another paper: another target, or another subject."""
    while True:
        target, form = chance.choice(_TARGETS), chance.randrange(4)
        title = paper.title
        cut = re.split(r" (?:against|in|on|for|of|via|to|from|with) ", title)
        if form == 0 and len(cut) > 1:
            made = title[: len(title) - len(cut[-1])] + target
        elif form == 1 and not title.endswith(("?", "!")):
            made = f"{title} for {target}" if " for " not in title else f"{title} in {target}"
        elif form == 2:
            made = _one_change(chance, _one_change(chance, title))
        else:
            made = _one_change(chance, title)
        if plain(made) not in listed.titles:
            return made


def other_target(chance: random.Random, paper: Paper, listed: List) -> str:
    """A listed title with another target, or one put to it."""
    while True:
        target = chance.choice(_TARGETS)
        head, word, tail = re.split(
            r" (against|in|on|for|of|via|to|from|with) ", f"{paper.title} for  "
        )[:3]
        made = f"{head} {word} {target}" if tail.strip() else f"{paper.title} for {target}"
        if plain(made) not in listed.titles:
            return made


def title(chance: random.Random, listed: List) -> str:
    """A title of a neighbouring field."""
    while True:
        first, second = chance.sample(_NEIGHBOURS, 2)
        if chance.random() < 0.6:
            second = chance.choice(_TARGETS)
        made = chance.choice(_OPENINGS).format(first, second)
        if plain(made) not in listed.titles:
            return made


def eprint(chance: random.Random, listed: List) -> str:
    taken = {paper.eprint for paper in listed.papers}
    while True:
        month = f"{chance.randint(18, 25)}{chance.randint(1, 12):02d}"
        made = f"{month}.{chance.randint(20000, 29999)}"  # more than arXiv has had in a month
        if made not in taken:
            return made
