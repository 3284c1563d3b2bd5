"""Identifiers and links: tables of what is read and what is refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mialit.records.identifiers import (
    arxiv,
    arxiv_link,
    arxiv_month,
    arxiv_numbers,
    doi,
    doi_as_written,
    doi_link,
    is_repository,
    is_web_link,
    links,
    without_tracking,
)

SICI = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1145/ABC", "10.1145/abc"),
        (" 10.1145/abc\n", "10.1145/abc"),
        ("10.1000.10/123", "10.1000.10/123"),
        ("doi:10.1145/abc", "10.1145/abc"),
        ("DOI: 10.1145/abc.", "10.1145/abc"),
        ("doi 10.1145/abc", "10.1145/abc"),
        ("https://doi.org/10.1145/3372297.3417270", "10.1145/3372297.3417270"),
        ("http://dx.doi.org/10.1007%2F978-3", "10.1007/978-3"),
        ("doi.org/10.1145/abc", "10.1145/abc"),
        ("https://doi.org/10.1145/a?utm_source=x#top", "10.1145/a"),
        ("https://dl.acm.org/doi/10.1145/3.4", "10.1145/3.4"),
        ("https://dl.acm.org/doi/abs/10.1145/3.4?casa_token=x", "10.1145/3.4"),
        ("https://dl.acm.org/doi/pdf/10.1145/3.4", "10.1145/3.4"),
        ("https://dl.acm.org/doi/fullHtml/10.1145/3.4", "10.1145/3.4"),
        ("https://dl.acm.org/doi/epdf/10.1145/3.4", "10.1145/3.4"),
        ("https://link.springer.com/chapter/10.1007/978-3_27", "10.1007/978-3_27"),
        ("https://link.springer.com/article/10.1007%2Fs10994-020", "10.1007/s10994-020"),
        ("https://link.springer.com/book/10.1007/978-3", "10.1007/978-3"),
        ("https://link.springer.com/content/pdf/10.1007/978-3.pdf", "10.1007/978-3"),
        ("https://onlinelibrary.wiley.com/doi/10.1002/x/abstract", "10.1002/x"),
        ("https://a.onlinelibrary.wiley.com/doi/full/10.1002/x", "10.1002/x"),
        ("https://www.tandfonline.com/doi/abs/10.1080/x", "10.1080/x"),
        ("https://journals.sagepub.com/doi/10.1177/x", "10.1177/x"),
        (r"10.1007/978-3-030-58951-6\_27", "10.1007/978-3-030-58951-6_27"),
        (r"10.1007/978-3-030-58951-6{\_}27", "10.1007/978-3-030-58951-6_27"),
        (SICI, SICI.lower()),
        ("10.1016/0370-2693(91)90001-a", "10.1016/0370-2693(91)90001-a"),
        ("10.1145/a).,", "10.1145/a"),
        ("10.1145/doi:10.5", "10.1145/doi:10.5"),
        ("10.1145/Ä", "10.1145/Ä"),
        ("10.48550/arXiv.2103.07853", "10.48550/arxiv.2103.07853"),
    ],
)
def test_doi(text: str, expected: str) -> None:
    assert doi(text) == expected
    assert doi(expected) == expected
    assert doi(doi_link(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "foo",
        "10.1145",
        "10.1145/",
        "10.1/abc",
        "11.1145/abc",
        "see 10.1145/abc",
        "10.1145/a b",
        "https://example.com/10.1145/abc",
        "https://doi.org.evil.com/10.1145/abc",
        "https://dl.acm.org/citation.cfm?id=123",
        "10.1145/\u202ea",
        "10.1145/\x1ba",
        "10.1145/\udce9",
        "https://doi.org/10.1145/%ff",
        "https://doi.org/10.1145/%0a",
        "10.١١٤٥/abc",
        "10.1145/" + "a" * 3000,
    ],
)
def test_no_doi(text: str) -> None:
    assert doi(text) is None


@pytest.mark.parametrize(
    ("text", "expected", "month"),
    [
        ("2103.07853", "2103.07853", "2021-03"),
        ("0704.0001v1", "0704.0001", "2007-04"),
        ("1412.7878", "1412.7878", "2014-12"),
        ("arXiv:2103.07853v2", "2103.07853", "2021-03"),
        ("arxiv: 2103.07853 [cs.CR]", "2103.07853", "2021-03"),
        ("arXiv:q-bio/0401001 [q-bio.QM]", "q-bio/0401001", "2004-01"),
        ("arXiv preprint arXiv:2103.07853", "2103.07853", "2021-03"),
        ("abs/2103.07853", "2103.07853", "2021-03"),
        ("CoRR abs/2103.07853", "2103.07853", "2021-03"),
        ("https://arxiv.org/abs/2103.07853v2", "2103.07853", "2021-03"),
        ("http://www.arxiv.org/abs/2103.07853?context=cs", "2103.07853", "2021-03"),
        ("https://arxiv.org/pdf/2103.07853v1.pdf", "2103.07853", "2021-03"),
        ("https://arxiv.org/pdf/2103.07853", "2103.07853", "2021-03"),
        ("https://arxiv.org/html/2103.07853v3#S1", "2103.07853", "2021-03"),
        ("https://ar5iv.labs.arxiv.org/html/2103.07853", "2103.07853", "2021-03"),
        ("https://ar5iv.org/abs/2103.07853", "2103.07853", "2021-03"),
        ("https://ar5iv.arxiv.org/html/2103.07853", "2103.07853", "2021-03"),
        ("10.48550/arXiv.2103.07853", "2103.07853", "2021-03"),
        ("https://doi.org/10.48550/arxiv.2103.07853", "2103.07853", "2021-03"),
        ("http://export.arxiv.org/abs/cs/0112017", "cs/0112017", "2001-12"),
        ("math.GT/0309136", "math/0309136", "2003-09"),
        ("HEP-TH/9901001v1", "hep-th/9901001", "1999-01"),
        ("hep-th/9108001", "hep-th/9108001", "1991-08"),
        ("cond-mat/0703001", "cond-mat/0703001", "2007-03"),
    ],
)
def test_arxiv(text: str, expected: str, month: str) -> None:
    assert arxiv(text) == expected
    assert arxiv(expected) == expected
    assert arxiv(arxiv_link(expected)) == expected
    assert arxiv_month(text) == month


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("arXiv preprint arXiv:2103.07853v2", ["2103.07853"]),
        ("arXiv preprint 2103.07853", ["2103.07853"]),
        ("arXiv e-prints, art. 7, arXiv:2103.07853 [cs.CR]", ["2103.07853"]),
        ("arXiv:cs/0112017", ["cs/0112017"]),
        ("CoRR, abs/math.GT/0309136v1", ["math/0309136"]),
        ("see \\url{https://arxiv.org/pdf/2103.07853.pdf}", ["2103.07853"]),
        ("arXiv:2103.07853, abs/2104.00001, arXiv:2103.07853", ["2103.07853", "2104.00001"]),
        ("2103.07853", []),
        ("Grant 2103.07853 of arXiv", []),
        ("arXiv:2103.078531", []),
        ("arXiv:2113.07853", []),
        ("arXiv:none/0112017", []),
        ("labs/2103.07853", []),
        ("", []),
    ],
)
def test_arxiv_numbers_within_a_text(text: str, numbers: list[str]) -> None:
    assert list(arxiv_numbers(text)) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2021",
        "2113.07853",
        "2100.07853",
        "0703.0001",
        "2103.0785",
        "1301.12345",
        "2103.078533",
        "12103.07853",
        "cs/0712017",
        "cs/9106001",
        "foo/0112017",
        "page/0112017",
        "10.1145/2103.07853",
        "see arXiv:2103.07853",
        "2103.07853 and more",
        "https://example.org/abs/2103.07853",
        "https://arxiv.org/list/cs.CR/recent",
        "٢١٠٣.07853",
    ],
)
def test_no_arxiv(text: str) -> None:
    assert arxiv(text) is None
    assert arxiv_month(text) is None


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (doi_link("10.1145/a"), "https://doi.org/10.1145/a"),
        (doi_link("10.1002/a<b>#c?d e"), "https://doi.org/10.1002/a%3Cb%3E%23c%3Fd%20e"),
        (doi_link("10.1002/\udce9"), "https://doi.org/10.1002/%3F"),
        (arxiv_link("2103.07853"), "https://arxiv.org/abs/2103.07853"),
        (arxiv_link("cs/0112017"), "https://arxiv.org/abs/cs/0112017"),
    ],
)
def test_made_links(link: str, expected: str) -> None:
    assert link == expected
    assert is_web_link(link)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.b/c",
        "HTTP://A.B",
        "http://localhost:8080/x?y#z",
        "http://[::1]:80/",
        "https://xn--a.org/",
        "https://日本.jp/é",
        "https://a_b.example/",
    ],
)
def test_web_links(url: str) -> None:
    assert is_web_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.b/c",
        "//a.b/c",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://a.b",
        "--version",
        "http:///x",
        "http://",
        "http:a",
        "https://?x",
        "http://..",
        "http://a:99999/",
        "http://a:x/",
        "http://[::1",
        "http://[::1]x/",
        "http://[v1.a]/",
        "https://user@a.b/",
        "https://doi.org@evil.com/",
        "https://a b/",
        " https://a.b",
        "https://a.b\n",
        "https://a.b/\x1b",
        "https://a.b/\u202e",
        "https://a.b/\xa0",
        "https://a.b/\udce9",
        "https://a.b\\c",
        'https://a"b/',
        "https://a<b/",
        "https://a%00.b/",
    ],
)
def test_no_web_links(url: str) -> None:
    assert not is_web_link(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.b/c", "https://a.b/c"),
        ("https://a.b/c?", "https://a.b/c?"),
        ("https://a.b/c?x=%20&&y#z?utm_source=1", "https://a.b/c?x=%20&&y#z?utm_source=1"),
        ("https://a.b/c?utm_source=1", "https://a.b/c"),
        ("https://a.b/c?x=1&UTM_Medium=2&y=%2f&gclid=3#f", "https://a.b/c?x=1&y=%2f#f"),
        ("https://a.b?fbclid=1&id=2", "https://a.b?id=2"),
        ("https://a.b?casa_token=a:b&mc_cid=1&mc_eid=2&ref_src=3&igshid=4&acid=5", "https://a.b"),
        ("https://a.b?utm=1&gclids=2", "https://a.b?utm=1&gclids=2"),
        ("", ""),
    ],
)
def test_without_tracking(url: str, expected: str) -> None:
    assert without_tracking(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/a/b", True),
        ("http://www.github.com/a/b/tree/main/c", True),
        ("https://gist.github.com/a/0123", True),
        ("https://gitlab.com/a/b.git", True),
        ("https://gitlab.inria.fr/a/b", True),
        ("https://bitbucket.org/a/b/", True),
        ("https://codeberg.org/a/b", True),
        ("https://git.sr.ht/~a/b", True),
        ("https://huggingface.co/a/b", True),
        ("https://huggingface.co/datasets/a/b", True),
        ("https://huggingface.co/datasets/a", False),
        ("https://huggingface.co/papers/2103.07853", False),
        ("https://github.com/a", False),
        ("https://github.com/topics/x", False),
        ("https://github.com/", False),
        ("https://git.sr.ht/a/b", False),
        ("https://github.com.evil.org/a/b", False),
        ("https://a.github.io/b/c", False),
        ("https://zenodo.org/record/1", False),
        ("git@github.com:a/b", False),
        ("github.com/a/b", False),
    ],
)
def test_is_repository(url: str, expected: bool) -> None:
    assert is_repository(url) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Code at \url{https://github.com/a/b}.", ["https://github.com/a/b"]),
        (r"{Code at \url{https://github.com/a/b}.}", ["https://github.com/a/b"]),
        ("(see http://x.y/z_(a)).", ["http://x.y/z_(a)"]),
        ("[http://x.y], 'http://x.z'; http://x.y!", ["http://x.y", "http://x.z"]),
        (r"\href{http://q.w/{\_}e\%20f}{x}", ["http://q.w/_e%20f"]),
        (r"http://a.b/\~{}joe http://a.b/~jim", ["http://a.b/~joe", "http://a.b/~jim"]),
        (r"http://a.b/$\sim$joe", ["http://a.b/~joe"]),
        (r"http://a.b/{\textasciitilde}joe", ["http://a.b/~joe"]),
        (r"http://a.b/?x=1\&y=2\#z", ["http://a.b/?x=1&y=2#z"]),
        ("http://a.b\nHTTPS://c.d/", ["http://a.b", "HTTPS://c.d/"]),
        ("http:// https://x@y.z/ ftp://a.b javascript://c", []),
        ("no link", []),
        ("", []),
    ],
)
def test_links(text: str, expected: list[str]) -> None:
    assert links(text) == tuple(expected)


@given(st.text(st.characters()))
def test_nothing_fails(text: str) -> None:
    for each in (text, "https://" + text, "https://doi.org/10.1145/" + text, "http://[" + text):
        name = doi(each)
        assert name is None or doi(name) is not None
        arxiv_month(each)
        is_repository(each)
        without_tracking(each)
        assert all(map(is_web_link, links(each)))
        assert is_web_link(doi_link(each))


@pytest.mark.parametrize(
    "text",
    [
        "http://" * 100_000,
        "http://a.b/" + ")" * 1_000_000,
        "http://a.b/" + r"\_{}" * 200_000,
        r"{\textasciitilde" * 100_000 + "://",
        "10.1145/" + ")" * 1_000_000,
        "https://a.b?" + "utm_a&" * 200_000,
        "https://" + "a" * 1_000_000 + "'@",
        "https://" + "." * 1_000_000 + "'@",
    ],
    ids=lambda text: text[:16],
)
def test_hostile_input_is_linear(text: str) -> None:
    start = time.process_time()
    doi(text)
    arxiv(text)
    links(text)
    without_tracking(text)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("10.1145/AbC", "10.1145/AbC"),
        ("doi:10.1145/AbC", "10.1145/AbC"),
        ("https://doi.org/10.1145/AbC?x=Y", "10.1145/AbC"),
        ("https://dl.acm.org/doi/pdf/10.1145/AbC", "10.1145/AbC"),
        ("https://doi.org/10.1002/(SICI)1-2%3CA%3E3.0", "10.1002/(SICI)1-2<A>3.0"),
        ("https://doi.org/10.1145%2FAbC", "10.1145/AbC"),
        (r"10.1007/978-3\_AbC", "10.1007/978-3_AbC"),
        ("10.1145/AbC.", "10.1145/AbC"),
        ("a DOI", None),
        ("", None),
    ],
)
def test_a_doi_as_it_is_written(text: str, name: str | None) -> None:
    assert doi_as_written(text) == name


@given(st.text(max_size=40))
def test_a_doi_as_it_is_written_is_the_doi(suffix: str) -> None:
    for text in (f"10.1145/{suffix}", f"https://doi.org/10.1145/{suffix}"):
        written = doi_as_written(text)
        assert (written is None) == (doi(text) is None)
        assert written is None or written.encode().lower().decode() == doi(text)
