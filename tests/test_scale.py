"""docs/scale.md: every command line in it, on a list of some hundred entries."""

import csv
import http.server
import importlib
import io
import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from door import ROOT, entry, environment, keys, need, ok, write

PAGE = (ROOT / "docs" / "scale.md").read_text("utf-8")
# Keys as databases and people write them: what an id may not have, and what could be taken for it.
KEYS = (
    "DBLP:conf/ccs/Müller19",
    "a_b",
    "a:b",
    "a_5f_b",
    "a_3a_b",
    "A-B",
    "a.b+c",
    "王2019",
    "_",
    "-",
)
ENTRIES = 400 + len(KEYS)


def lines(heading):
    """The command lines below a heading of the page."""
    text = re.search(rf"(?ms)^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", PAGE)[1]
    blocks = re.findall(r"(?ms)^```bash\n(.*?)^```$", text)
    assert blocks, heading
    return [line for block in blocks for line in block.splitlines()]


def imported(folder, name):
    """The module *name* of a folder of bench/."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "bench" / folder)
        module = importlib.import_module(name)
        del sys.modules[name]
        return module


formats = imported("scale", "engine_formats")


@pytest.fixture
def place(tmp_path):
    """A folder with a list and a manuscript, where `mialit` and the extra's programs are found."""
    more = "".join(
        entry(key, {"title": f"On {{\\'E}}t{{\\'e}} {number}", "author": "Doe, J. and Roe, R."})
        for number, key in enumerate(KEYS)
    )
    bib = write(tmp_path, "".join(imported("speed", "corpora").bibliography(400)) + more)
    first, second = keys("list", "-b", bib, "--limit", "2")
    write(tmp_path, f"\\cite{{{first},{second}}}\n\\bibliography{{papers}}\n", "paper.tex")
    programs = tmp_path / "programs"
    programs.mkdir()
    program = write(programs, f'#!/bin/sh\nexec "{sys.executable}" -m mialit "$@"\n', "mialit")
    program.chmod(0o755)
    return tmp_path


def called(place, line, **more):
    """What *line* prints, run by bash; a pipe fails as its first failing part."""
    path = [place / "programs", Path(sys.executable).parent, os.environ["PATH"]]
    env = {"PATH": os.pathsep.join(map(str, path)), "HOME": str(place), **more}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=place, env=environment(env), timeout=120,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, (line, done.stdout, done.stderr)
    return done.stdout


def followed(place, heading, **more):
    """What each line below *heading* prints."""
    return [called(place, line, **more) for line in lines(heading)]


def begun(place):
    """What the page begins with; the entries as `mialit` gives them."""
    unique, listed = followed(place, "Beyond one machine's shell")
    assert (unique, listed) == ("", "")
    entries = [json.loads(line) for line in (place / "papers.jsonl").read_bytes().splitlines()]
    assert entries == ok("list", "-b", "papers.bib", "--json", cwd=place).json
    assert len(entries) == ENTRIES
    return entries


def rows(text):
    return [tuple(row) for row in csv.reader(io.StringIO(text))][1:]


@pytest.mark.posix
def test_sql(place, monkeypatch):
    # It comes with an extra of the project, beside the interpreter.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    need("duckdb")
    entries = begun(place)
    created, by_venue, counted, together, brought_back = followed(place, "SQL: DuckDB")
    assert created == brought_back == ""

    new = [each for each in entries if (each["year"] or 0) >= 2020]
    venues = Counter(each["venue"] for each in new if each["venue"])
    expected = sorted(venues.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
    assert rows(by_venue) == [(venue, str(count)) for venue, count in expected]
    assert [count for _, _, count in rows(counted)] == [str(count) for _, count in expected]
    for venue, count in rows(by_venue):
        of_venue = ["--where", f"venue={venue}", "--year", "2020-", "--count"]
        assert ok("list", "-b", "papers.bib", *of_venue, cwd=place).out == f"{count}\n"

    pairs = Counter(
        pair for each in entries for pair in combinations(sorted({*each["authors"]}), 2)
    )
    best = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
    assert best[0] == (("Doe, J.", "Roe, R."), len(KEYS))
    assert rows(together) == [(*pair, str(count)) for pair, count in best]

    many = {each["key"] for each in entries if len(each["authors"]) >= 10}
    assert {*keys("list", "-b", "many-authors.bib", cwd=place)} == many
    assert many
    source = (place / "papers.bib").read_text("utf-8")
    title = re.compile(r"(?m)^  title .*$")
    for line in title.findall((place / "many-authors.bib").read_text("utf-8")):
        assert line in source


class Recorder(http.server.BaseHTTPRequestHandler):
    """Keeps what is sent, and answers as a server that took it, or with `status`."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, self.headers["Content-Type"], body))
        answer = self.server.answer.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    """A server that keeps what it is sent."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as it:
        it.requests, it.answer, it.status = [], '{"errors":false}', 200
        it.address = f"http://127.0.0.1:{it.server_port}"
        thread = threading.Thread(target=it.serve_forever)
        thread.start()
        yield it
        it.shutdown()
        thread.join()


@pytest.mark.posix
def test_a_bulk_file_for_opensearch(place, server):
    need("curl", "split")
    entries = begun(place)
    said = followed(place, "Search for many: OpenSearch", OPENSEARCH=server.address)
    assert said == ["", "", ""]
    with (place / "papers.bulk").open("rb") as file:
        found = list(formats.bulk(file))
    assert found == [(each["key"], each) for each in entries]
    ((path, kind, body),) = server.requests
    assert path.partition("?")[0] == "/papers/_bulk"
    assert kind == "application/x-ndjson"
    assert body == (place / "papers.bulk").read_bytes()


@pytest.mark.posix
@pytest.mark.parametrize(("status", "answer"), [(200, '{"errors":true}'), (413, "")])
def test_what_opensearch_did_not_take_is_named(place, server, status, answer):
    need("curl", "split")
    begun(place)
    server.status, server.answer = status, answer
    said = followed(place, "Search for many: OpenSearch", OPENSEARCH=server.address)
    assert said[-1] == "look at bulk.aaaa\n"


@pytest.mark.posix
def test_a_part_has_whole_documents(place):
    need("split")
    begun(place)
    bulk, split, _ = lines("Search for many: OpenSearch")
    called(place, bulk)
    size = re.search(r"-l (\d+)", split)[1]
    called(place, split.replace(size, "50"))
    assert int(size) % 2 == 0
    parts = sorted(place.glob("bulk.*"))
    found = [
        each for part in parts for each in formats.bulk(part.read_bytes().splitlines(keepends=True))
    ]
    assert len(parts) == -(-ENTRIES // 25)
    assert len(found) == ENTRIES
    of_one = (place / "papers.bulk").stat().st_size / ENTRIES
    assert formats.fits(int(int(size) / 2 * of_one), "opensearch")


@pytest.mark.posix
def test_documents_for_meilisearch(place, server):
    need("curl", "split")
    entries = begun(place)
    server.status, server.answer = 202, '{"taskUid":1}'
    said = followed(place, "Search for many: Meilisearch", MEILISEARCH=server.address)
    assert said == ["", "", server.answer]
    with (place / "papers.documents").open("rb") as file:
        found = list(formats.documents(file))
    assert [document for _, document in found] == [
        {"id": id_, **each} for (id_, _), each in zip(found, entries, strict=True)
    ]
    assert len({number for number, _ in found}) == ENTRIES
    ids = {document["key"]: number for number, document in found}
    shown = re.search(r"`(\S+)` is `(\S+)`", PAGE)
    assert ids["DBLP:conf/ccs/Müller19"] == "DBLP_3a_conf_2f_ccs_2f_M_fc_ller19"
    assert shown.groups() == ("DBLP:x_1", "DBLP_3a_x_5f_1")
    for key, number in ids.items():
        assert re.sub("_([0-9a-f]+)_", lambda found: chr(int(found[1], 16)), number) == key
    ((path, kind, body),) = server.requests
    assert path == "/indexes/papers/documents?primaryKey=id"
    assert kind == "application/x-ndjson"
    assert body == (place / "papers.documents").read_bytes()
    size = int(re.search(r"-l (\d+)", lines("Search for many: Meilisearch")[1])[1])
    assert formats.fits(int(size * len(body) / ENTRIES), "meilisearch")


@pytest.mark.posix
def test_what_stays(place):
    cite, lint = lines("What stays with mialit")
    called(place, cite)
    cited = re.findall(
        r"[^{},]+", re.search(r"\\cite\{(.*)\}", (place / "paper.tex").read_text("utf-8"))[1]
    )
    assert {*keys("list", "-b", "cited.bib", cwd=place)} == {*cited}
    assert lint.startswith("mialit lint ")
    assert called(place, f"{lint} || test $? = 1") is not None


def test_a_key_that_stands_twice_is_found_first(place):
    first = lines("Beyond one machine's shell")[0]
    assert first == "mialit lint --select duplicate-key papers.bib"
    with (place / "papers.bib").open("a") as file:
        file.write(entry("a_b"))
    with pytest.raises(AssertionError, match="duplicate-key"):
        called(place, first)


def test_every_line_of_the_page_is_run_here():
    headings = re.findall(r"(?m)^#+ (.*)$", PAGE)
    assert sum(len(lines(heading)) for heading in headings) == sum(
        len(block.splitlines()) for block in re.findall(r"(?ms)^```\w*\n(.*?)^```$", PAGE)
    )
    assert len(headings) == 5


@pytest.mark.parametrize(
    "text",
    [
        b'{"index": {"_id": "a"}}\n',
        b'{"index": {"_id": "a"}}\n{"key": "a"}',
        b'{"index": {"_id": "a"}}\n\n{"key": "a"}\n',
        b'{"create": {"_id": "a"}}\n{"key": "a"}\n',
        b'{"index": {"_id": 1}}\n{"key": "a"}\n',
        b'{"index": {"_id": "' + b"a" * 513 + b'"}}\n{"key": "a"}\n',
        b'{"index": {"id": "a"}}\n{"key": "a"}\n',
        b'{"index": {"_id": "a"}}\n["a"]\n',
        b'{"index": {"_id": "\xe9"}}\n{"key": "a"}\n',
    ],
)
def test_a_bulk_file_that_breaks_a_rule_is_told(text):
    with pytest.raises((ValueError, TypeError, KeyError)):
        list(formats.bulk(text.splitlines(keepends=True)))


@pytest.mark.parametrize(
    "text",
    [
        b"{}\n",
        b'{"id": "a:b"}\n',
        b'{"id": ""}\n',
        b'{"id": "a"}',
        b'["a"]\n',
        b'{"id": null}\n',
        b'{"id": "' + b"a" * 512 + b'"}\n',
        '{"id": "é"}\n'.encode(),
    ],
)
def test_a_document_that_breaks_a_rule_is_told(text):
    with pytest.raises((ValueError, TypeError)):
        list(formats.documents([text]))
