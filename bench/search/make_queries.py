"""Makes queries_work.tsv: realistic queries with the papers they want, to work with.

Slips, cuts, shuffles and references are drawn by a seeded generator from every other title of the
bundled list. What needs knowledge (acronyms, synonyms, inflections, answerless queries) was written
by hand and stands in handmade_work.tsv, with the unseen queries of earlier askings, which are
spent, and with what was drawn from the lists of earlier days. Nothing here uses the program that is
measured, nor the queries of the halves that are not made here: queries_unseen.tsv, queries_last.tsv
and queries_sixth.tsv were each written by somebody who saw the lists and nothing of the program,
after the program that they were first asked of.

    python bench/search/make_queries.py        rewrites the file, always the same
"""

import argparse
import random
import re
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
PAPERS = HERE.parents[1] / "papers.bib"
_STOP = (
    "a an and are as at be by can do does for from how i in into is it its my not of on or our s "
    "that the there their them they this to towards under using via vs what when where which who "
    "why "
    "with you your against does it"
)
STOP = frozenset(_STOP.split())
PER_CLASS = 20
COMPOUNDS = {
    "backdoor": "back door", "overfitting": "over fitting", "overlearning": "over learning",
    "backdooring": "back dooring", "pretraining": "pre training", "unlearning": "un learning",
    "watermarking": "water marking", "watermark": "water mark", "dropout": "drop out",
    "hyperparameters": "hyper parameters", "deduplicating": "de duplicating",
    "memguard": "mem guard", "cryptonets": "crypto nets", "federated": "federated",
    "autoencoder": "auto encoder", "cloudleak": "cloud leak", "badnets": "bad nets",
    "attriguard": "attri guard", "deepsniffer": "deep sniffer", "fltrust": "fl trust",
    "fedrecover": "fed recover", "badencoder": "bad encoder", "encodermi": "encoder mi",
    "jailbreaking": "jail breaking", "homomorphic": "homo morphic", "provenance": "provenance",
    "logan": "lo gan", "socinf": "soc inf",
}  # fmt: skip


def paper(block: str) -> dict[str, str]:
    fields = dict(re.findall(r"^\s*(\w+)\s*=\s*\{(.*)\},?\s*$", block, re.MULTILINE))
    fields["key"] = block.split("{", 1)[1].split(",", 1)[0]
    fields["title"] = plain(fields.get("title", ""))
    first = plain(fields.get("author", "").split(" and ")[0])
    fields["family"] = first.split(",")[0]
    fields["families"] = plain(fields.get("author", ""))
    fields["venue"] = plain(fields.get("venue", ""))
    return fields


def plain(text: str) -> str:
    accents = {r"\'e": "é", r"\`e": "è", r"\"o": "ö", r"\'a": "á", r"\&": "&"}
    for source, target in accents.items():
        text = text.replace("{" + source + "}", target).replace(source, target)
    text = text.replace("``", '"').replace("''", '"')
    return re.sub(r"[{}]|\\['`\"^~=]", "", text)


def words(text: str) -> list[str]:
    text = "".join(
        c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c)
    )
    return re.findall(r"[a-z0-9]+", text.replace("'", ""))


def load(path: Path) -> list[dict[str, str]]:
    blocks = re.split(r"^(?=@)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [paper(block) for block in blocks if block.startswith("@") and "title" in block]


def with_all(papers: list[dict[str, str]], wanted: list[str]) -> list[str]:
    return [p["key"] for p in papers if set(wanted) <= set(words(p["title"]))]


def mistyped(word: str, rng: random.Random) -> str:
    kind = rng.choice(["transpose", "transpose", "drop", "drop", "double", "near", "any"])
    at = rng.randrange(len(word) - 1)
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    if kind == "transpose":
        result = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif kind == "drop":
        result = word[:at] + word[at + 1 :]
    elif kind == "double":
        result = word[:at] + word[at] + word[at:]
    elif kind == "near":
        row = next((row for row in rows if word[at] in row), "e")
        near = row[max(0, row.find(word[at]) - 1) : row.find(word[at]) + 2].replace(word[at], "")
        result = word[:at] + rng.choice(near or "e") + word[at + 1 :]
    else:
        result = word[:at] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]
    return result if result != word else mistyped(word, rng)


def run_of(p: dict[str, str], size: int, rng: random.Random) -> list[str]:
    content = [word for word in words(p["title"]) if word not in STOP]
    if len(content) < size:
        return content
    at = rng.randrange(len(content) - size + 1)
    return content[at : at + size]


def in_order(p, papers, rng):  # type: ignore[no-untyped-def]
    chosen = run_of(p, rng.choice([2, 3, 3, 4]), rng)
    return " ".join(chosen), with_all(papers, chosen)


def with_typos(count: int):  # type: ignore[no-untyped-def]
    def make(p, papers, rng):  # type: ignore[no-untyped-def]
        chosen = run_of(p, rng.choice([2, 3, 3, 4]), rng)
        long = [n for n, word in enumerate(chosen) if len(word) >= 5 and word.isalpha()]
        if len(long) < count:
            return None
        keys = with_all(papers, chosen)
        typed = list(chosen)
        if count == 2 and rng.random() < 0.3:
            longest = [n for n in long if len(chosen[n]) >= 9]
            if longest:
                n = rng.choice(longest)
                typed[n] = mistyped(mistyped(chosen[n], rng), rng)
                return " ".join(typed), keys
        for n in rng.sample(long, count):
            typed[n] = mistyped(chosen[n], rng)
        return " ".join(typed), keys

    return make


def prefix(p, papers, rng):  # type: ignore[no-untyped-def]
    chosen = run_of(p, rng.choice([2, 2, 3]), rng)
    if len(chosen[-1]) < 6:
        return None
    cut = [*chosen[:-1], chosen[-1][: rng.randint(4, len(chosen[-1]) - 2)]]
    if rng.random() < 0.3 and len(cut[0]) >= 7:
        cut[0] = cut[0][: rng.randint(4, 5)]
    keys = [
        other["key"]
        for other in papers
        if all(any(w.startswith(c) for w in words(other["title"])) for c in cut)
    ]
    return " ".join(cut), keys


def shuffled(p, papers, rng):  # type: ignore[no-untyped-def]
    content = [word for word in dict.fromkeys(words(p["title"])) if word not in STOP]
    if len(content) < 3:
        return None
    chosen = rng.sample(content, min(len(content), rng.choice([3, 4, 5])))
    return " ".join(chosen), with_all(papers, chosen)


def joined(p, papers, rng):  # type: ignore[no-untyped-def]
    kind = rng.choice(["hyphen", "hyphen", "compound", "pair", "dash"])
    content = [word for word in words(p["title"]) if word not in STOP]
    hyphens = re.findall(r"\b[A-Za-z]{2,}-[A-Za-z]{3,}\b", p["title"])
    extra = rng.choice(content)
    if kind == "hyphen" and hyphens:
        pair = words(rng.choice(hyphens))
        query = rng.choice(["".join(pair), " ".join(pair)])
        keys = with_all(papers, [*pair, extra])
        return f"{query} {extra}" if extra not in pair else query, keys
    if kind == "compound":
        known = [word for word in content if COMPOUNDS.get(word, word) != word]
        if not known:
            return None
        word = rng.choice(known)
        typed = COMPOUNDS[word].replace(" ", rng.choice([" ", "-"]))
        return (f"{typed} {extra}" if extra != word else typed), with_all(papers, [word, extra])
    if kind in ("pair", "dash"):
        first = rng.randrange(len(content) - 1) if len(content) > 1 else None
        title = " ".join(words(p["title"]))
        if first is None or f"{content[first]} {content[first + 1]}" not in title:
            return None
        pair = content[first : first + 2]
        if any(len(word) < 3 for word in pair):
            return None
        sign = "" if kind == "pair" else "-"
        query = sign.join(pair)
        keys = [
            other["key"]
            for other in papers
            if " ".join(pair) in " ".join(words(other["title"])) and extra in words(other["title"])
        ]
        return (f"{query} {extra}" if extra not in pair else query), keys
    return None


def has_fact(p: dict[str, str], kind: str, value: str) -> bool:
    if kind == "family":
        return any(name.split(",")[0] == value for name in p["families"].split(" and "))
    return p.get(kind) == value


def with_fact(p, papers, rng):  # type: ignore[no-untyped-def]
    chosen = run_of(p, rng.choice([1, 1, 2]), rng)
    kind = rng.choice(["year", "family", "family", "venue"])
    if kind == "venue" and len(p["venue"]) > 16:
        return None
    keys = with_all([other for other in papers if has_fact(other, kind, p[kind])], chosen)
    fact = p[kind].lower() if rng.random() < 0.6 else p[kind]
    fact = fact.split()[0] if kind == "venue" else fact
    parts = [" ".join(chosen), fact]
    if rng.random() < 0.3:
        parts.reverse()
    return " ".join(parts), keys


FULL = {
    "S&P": "IEEE Symposium on Security and Privacy (SP)",
    "CCS": "Proceedings of the ACM SIGSAC Conference on Computer and Communications Security",
    "USENIX Security": "USENIX Security Symposium",
    "ICML": "International Conference on Machine Learning",
    "ICLR": "International Conference on Learning Representations",
    "NeurIPS": "Advances in Neural Information Processing Systems",
    "PoPETs": "Proceedings on Privacy Enhancing Technologies",
    "CVPR": "Proceedings of the IEEE/CVF Conference on Computer Vision and Pattern Recognition",
    "NDSS": "Network and Distributed System Security Symposium",
    "arXiv": "arXiv preprint",
}


def reference(p, _papers, rng):  # type: ignore[no-untyped-def]
    title, year, family = p["title"], p.get("year", ""), p["family"]
    if re.search(r"[()\"]", title):
        return None
    venue = FULL.get(p["venue"], p["venue"])
    first = rng.choice("ABCDEHJKLMNRSTXY")
    pages = rng.randint(1, 2000)
    style = rng.choice(
        [
            "{first}. {family} et al., {title}, in {venue}, {year}, pp. {pages}-{last}.",
            "{family}, {first}., et al.: {title}. In: {venue}, pp. {pages}\u2013{last} ({year})",
            "{family} et al. {title}. {venue} {year}.",
            "[{number}] {first}. {family} et al. \u201c{title},\u201d in {venue}, {year}.",
            "{family} et al. ({year}). {title}. {venue}, {volume}({number}), {pages}-{last}.",
            "{family} et al., {title}, {venue} {year}",
        ]
    )
    query = style.format(
        first=first, family=family, title=title, venue=venue, year=year, pages=pages,
        last=pages + 15, number=rng.randint(1, 60), volume=rng.randint(3, 40),
    )  # fmt: skip
    return query, [p["key"]]


CLASSES = {
    "in order": in_order,
    "one typo": with_typos(1),
    "two typos": with_typos(2),
    "prefix": prefix,
    "shuffled": shuffled,
    "joined": joined,
    "with a fact": with_fact,
    "reference": reference,
}


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    rng = random.Random("mialit work")
    rows = ["class\tquery\twanted\tlist"]
    papers = load(PAPERS)
    for kind, make in CLASSES.items():
        seen: set[str] = set()
        while len(seen) < PER_CLASS:
            made = make(rng.choice(papers[::2]), papers, rng)
            if made is None or not 1 <= len(made[1]) <= 3 or made[0] in seen:
                continue
            if len(made[0]) < 6:
                continue
            seen.add(made[0])
            rows.append("\t".join((kind, made[0], " ".join(made[1]), "papers")))
    rows += (HERE / "handmade_work.tsv").read_text(encoding="utf-8").splitlines()
    (HERE / "queries_work.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
