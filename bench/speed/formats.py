"""Measures formats for the cache in the cache's use: a process that loads, filters and prints.

    python bench/speed/formats.py [--runs N] [--work FOLDER]

Each process loads a stored list, chooses the records of one year and prints nine columns of
them; without the command line, which costs the same with all, and with the same vocabulary and
the same proof that the list is of this file. Written: the format in use, the
records as one JSON document, as MessagePack (msgspec: all at once, and one by one), as SQLite
with an index of years. The result is kept in result.json under "formats".
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import places
from measuring import rounds
from places import Command
from tasks import HERE, YEAR

SIZES = (300, 5_000, 100_000)
BEST_WITHIN = 1.3

_WRITE = """
import json, sqlite3, sys
from pathlib import Path
import msgspec
from mialit.storage import sources
from mialit.storage.cache import Cache
from mialit.storage.bibliography import load
bib, place = Path(sys.argv[1]), Path(sys.argv[2])
load([sources.Source("x", bib)], Cache(place / "cache")).remember()
found = load([sources.Source("x", bib)], Cache(None))
fields = list(found.vocabulary.fields)
def row(record):
    values = [record.values.get(name, ()) for name in fields]
    return [record.key, record.type, record.title, record.authors, record.year, values,
            record.preprint, record.url, record.doi, record.eprint, str(record.folded),
            record.line, record.start, record.end, dict(record.rest.raw)]
rows = [row(record) for record in found.records]
(place / "all.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8", "surrogatepass")
pack = msgspec.msgpack.Encoder().encode
rows = json.loads((place / "all.json").read_bytes())
(place / "all.msgpack").write_bytes(pack(rows))
lines = [pack(each) for each in rows]
ends, at = [], 0
for line in lines:
    at += len(line)
    ends.append(at)
index = pack([[each[4] or 0 for each in rows], ends])
(place / "each.msgpack").write_bytes(len(index).to_bytes(8, "little") + index + b"".join(lines))
base = sqlite3.connect(place / "all.sqlite")
base.execute("create table record (year integer, facts text, folded text, rest text)")
base.executemany(
    "insert into record values (?, ?, ?, ?)",
    [
        (each[4] or 0, json.dumps(each[:10]), each[10], json.dumps(each[14]))
        for each in rows
    ],
)
base.execute("create index years on record (year)")
base.commit()
"""
_PRINT = """
import sys
from pathlib import Path
from mialit.storage import sources
from mialit.storage.cache import Cache
bib, cache = Path(sys.argv[1]), Cache(Path(sys.argv[2]) / "cache")
text = sources.vocabulary_file([]).identity
def cells(row, values):
    join = ["; ".join(each) for each in values]
    return "\\t".join([row[0], str(row[4] or ""), row[2], "; ".join(row[3]), *join[1:4],
                      row[7] or "", join[4]])
"""
_READ = {
    "in use": """
found = cache.find(bib, text, 0)
year = int(sys.argv[3])
write = sys.stdout.write
for record in found.records.of_years(year, year):
    write(cells(record, list(record.values.values())) + "\\n")
""",
    "one JSON document": """
import json
cache.vocabulary(bib, text)
year = int(sys.argv[3])
for row in json.loads(open(sys.argv[2] + "/all.json", "rb").read()):
    if row[4] == year:
        sys.stdout.write(cells(row, row[5]) + "\\n")
""",
    "MessagePack, all at once": """
import msgspec
cache.vocabulary(bib, text)
year = int(sys.argv[3])
for row in msgspec.msgpack.decode(open(sys.argv[2] + "/all.msgpack", "rb").read()):
    if row[4] == year:
        sys.stdout.write(cells(row, row[5]) + "\\n")
""",
    "MessagePack, one by one": """
import msgspec
cache.vocabulary(bib, text)
year = int(sys.argv[3])
decode = msgspec.msgpack.decode
data = memoryview(open(sys.argv[2] + "/each.msgpack", "rb").read())
size = int.from_bytes(data[:8], "little")
years, ends = decode(data[8 : 8 + size])
data = data[8 + size :]
for number, each in enumerate(years):
    if each == year:
        row = decode(data[ends[number - 1] if number else 0 : ends[number]])
        sys.stdout.write(cells(row, row[5]) + "\\n")
""",
    "SQLite": """
import json, sqlite3
cache.vocabulary(bib, text)
base = sqlite3.connect("file:" + sys.argv[2] + "/all.sqlite?mode=ro", uri=True)
for (facts,) in base.execute("select facts from record where year = ?", (int(sys.argv[3]),)):
    row = json.loads(facts)
    sys.stdout.write(cells(row, row[5]) + "\\n")
""",
}


def main() -> None:
    """Measures all formats at all sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--json", type=Path, default=HERE / "result.json")
    given = parser.parse_args()
    work = (given.work or Path(tempfile.mkdtemp(prefix="mialit-formats-"))).resolve()
    bin_ = places.mialit(work)
    places.call(bin_ / "pip", "install", "-q", "msgspec", env=places._pip())
    env = places.environment(work / "home")
    python = str(bin_ / "python")
    rows = []
    for size in SIZES:
        bib = work / "lists" / f"{size}.bib"
        if not bib.exists():
            bib.parent.mkdir(exist_ok=True)
            with bib.open("w", encoding="utf-8") as file:
                corpus = (sys.executable, HERE / "corpora.py", str(size))
                subprocess.run(corpus, stdout=file, check=True)
        place = work / "formats" / str(size)
        place.mkdir(parents=True, exist_ok=True)
        (place / "all.sqlite").unlink(missing_ok=True)
        places.call(python, "-c", _WRITE, bib, place, env=env)
        printed = {
            name: places.call(python, "-c", _PRINT + code, bib, place, YEAR, env=env)
            for name, code in _READ.items()
        }
        assert len(set(printed.values())) == 1, [len(text) for text in printed.values()]
        commands = {
            name: Command((python, "-c", _PRINT + code, str(bib), str(place), YEAR), env)
            for name, code in _READ.items()
        }
        medians = {
            name: statistics.median(sample.wall for sample in samples)
            for name, samples in rounds(commands, given.runs).items()
        }
        best = min(medians.values())
        ratios = {name: round(median / best, 2) for name, median in medians.items()}
        rows.append({"size": size, "ratios": ratios, "best": round(best, 4)})
        print(f"{size:7}", *(f"{name} {ratio:.2f}" for name, ratio in ratios.items()), sep="   ")
    saved = json.loads(given.json.read_text("utf-8")) if given.json.exists() else {}
    saved["formats"] = {
        "rows": rows,
        "msgspec": places.versions(bin_, "msgspec")["msgspec"],
        "runs": given.runs,
        "within": BEST_WITHIN,
    }
    given.json.write_text(json.dumps(saved, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
