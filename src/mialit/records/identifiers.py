r"""Normal forms of DOIs, arXiv identifiers and links, so that two spellings of one compare equal.

Nothing here asks the network. LaTeX's escapes (`10.1007/978-3_27` written with `\_`) are read.
"""

import re

# The patterns are compiled (and kept) by `re` at first use: few commands need them.
_LONGEST = 2000  # characters; nothing longer is an identifier
_ESCAPED = r"\{\\([_%&#~])\}|\\([_%&#~])(?:\{\})?"
_TILDE = r"\{?\\textasciitilde\s*(?:\{\})?\}?|\$\\sim\$"

_DOI = r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s/]\S*"
_DOI_SCHEME = r"(?i)\A(?:info:)?doi\s*:?\s*(?=10\.)"
_DOI_ADDRESS = r"""(?ix)(?:https?://)?(?:
        (?:dx\.|www\.)?doi\.org/
        |(?:[a-z0-9-]+\.)*(?:dl\.acm\.org|onlinelibrary\.wiley\.com|tandfonline\.com
            |sagepub\.com|epubs\.siam\.org|pubsonline\.informs\.org|science\.org|pnas\.org)
            /doi/(?:[a-z]+/)?
        |link\.springer\.com/(?:chapter|article|book|content/pdf|referenceworkentry)/
    )(?=10\.)"""
# Begins the DOIs that arXiv gives, which say nothing besides an identifier's number.
ARXIV_REGISTRANT = "10.48550/"
_DOI_PAGE = r"(?i)(?:/(?:abstract|full|pdf|epdf|summary)|\.pdf)\Z"

_ARXIV_ARCHIVES = frozenset(
    {"acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn"}
    | {"chem-ph", "cmp-lg", "comp-gas", "cond-mat", "cs", "dg-ga", "funct-an", "gr-qc", "hep-ex"}
    | {"hep-lat", "hep-ph", "hep-th", "math", "math-ph", "mtrl-th", "nlin", "nucl-ex", "nucl-th"}
    | {"patt-sol", "physics", "plasm-ph", "q-alg", "q-bio", "quant-ph", "solv-int", "supr-con"}
)
_ARXIV_PREFIX = r"""(?ix)(?:
        (?:https?://)?(?:
            (?:[a-z0-9-]+\.)*arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/
            |ar5iv\.org/(?:abs|html)/
            |(?:(?:dx\.|www\.)?doi\.org/)?10\.48550/arxiv\.
        )
        |(?:arxiv\ preprint\s+|corr\s+)?(?:arxiv\s*:\s*|abs/)
        |doi:\s*10\.48550/arxiv\.
    )?"""
_ARXIV = r"""(?ix)(?:(?P<archive>[a-z-]+)(?:\.[a-z]{2})?/)?
    (?P<year>\d\d)(?P<month>0[1-9]|1[0-2])(?:(?P<old>\d{3})|\.(?P<new>\d{4,5}))(?:v\d+)?
    (?:\.pdf)?/?(?:[?\#]\S*)?(?:\s*\[[a-z.-]+\])?[.,;]?\Z"""
# Not what a number is within a text: four digits, a full stop and five may be anything.
_ARXIV_IN_TEXT = r"""(?ix)(?:arxiv(?:\.org/pdf/)?|\bcorr|\babs/)
    [^0-9a-z]{0,12}(?:(?:abs/|(?:e|pre)-?prints?)[^0-9a-z]{0,12}(?:arxiv[^0-9a-z]{0,12})?)?
    ((?:[a-z-]{2,10}(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})(?!\d))"""

_HOST_AND_PORT = r"(?:\[[0-9A-Fa-f:.]+\]|[.-]*\w[\w.-]*)(?::[0-9]*)?"
_TRACKING = r"""(?ix)
    utm_\w*|casa_token|acid|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid
    |yclid|twclid|mc_cid|mc_eid|ref_src|ref_url|igshid|igsh|mkt_tok|_ga|_gl|_hsenc|_hsmi
    |hsctatracking|spm|si_source"""
_LINK = r"(?i)https?://(?:(?![,;]https?://)[^\s\\{}<>\"|^`$]|\{?\\[_%&#~](?:\{\})?\}?)+"

_CODE_HOSTS = frozenset({"github.com", "gist.github.com", "bitbucket.org", "codeberg.org"})
_NOT_OWNERS = frozenset(
    {"about", "apps", "blog", "collections", "docs", "explore", "features", "login", "marketplace"}
    | {"orgs", "papers", "search", "settings", "sponsors", "tasks", "topics", "users"}
)


def doi(text: str) -> str | None:
    """The DOI that *text* is, in lower case; None where the whole text is not one.

    Read are the bare name, `doi:`, the resolver's address and those of the publishers that
    carry it. DOI Handbook, section 2: a name is `10.` and a registrant's number, `/`, and any
    printable characters; ASCII letters compare without case.
    """
    if "10." not in text or len(text) > _LONGEST:
        return None
    name = _unescaped(text.strip())
    if address := re.match(_DOI_ADDRESS, _decoded_slash(name)):
        from urllib.parse import unquote

        name = _decoded_slash(name)[address.end() :]
        name = unquote(re.split(r"[?#]", name, maxsplit=1)[0])
        name = re.sub(_DOI_PAGE, "", name)
    else:
        name = _decoded_slash(re.sub(_DOI_SCHEME, "", name, count=1))
    name = _without_trailing(name)
    if not re.fullmatch(_DOI, name) or not name.isprintable() or "\ufffd" in name:
        return None
    return name.encode().lower().decode()  # bytes know the case of ASCII letters only


def doi_as_written(text: str) -> str | None:
    """`doi` in the case in which *text* has it; None where the whole text is not a DOI."""
    known = doi(text)
    if known is None:
        return None
    from urllib.parse import unquote

    plain = _decoded_slash(_unescaped(text))
    for spelled in (plain, unquote(plain)):
        if found := re.search(f"(?i){re.escape(known)}", spelled):
            return found[0]
    return known


def arxiv(text: str) -> str | None:
    """The arXiv identifier that *text* is, without version; None where it is not one.

    info.arxiv.org/help/arxiv_identifier: `YYMM.NNNN` from April 2007, five digits from 2015;
    before, `archive/YYMMNNN`, whose subject class (`math.GT/`) is not part of the identifier.
    Read are the bare form, `arXiv:`, `abs/`, addresses at arxiv.org and ar5iv, and arXiv's DOIs.
    """
    if len(text) > _LONGEST or not any(map(str.isdecimal, text)):
        return None
    text = text.strip()
    prefix = re.match(_ARXIV_PREFIX, text)
    found = re.match(_ARXIV, text[prefix.end() :] if prefix else text)
    if not found or not text.isascii():
        return None
    archive, year, month, old, new = found.groups()
    announced = year + month
    if new:
        digits = 4 if announced < "1501" else 5
        valid = archive is None and announced >= "0704" and len(new) == digits
        return f"{announced}.{new}" if valid else None
    archive = (archive or "").lower()
    valid = archive in _ARXIV_ARCHIVES and (announced >= "9107" or announced <= "0703")
    return f"{archive}/{announced}{old}" if valid else None


def arxiv_numbers(text: str) -> tuple[str, ...]:
    """The arXiv identifiers within *text* behind `arXiv`, `CoRR` or `abs/`, as `arxiv` has them."""
    found = map(arxiv, re.findall(_ARXIV_IN_TEXT, text))
    return tuple(dict.fromkeys(filter(None, found)))


def arxiv_month(identifier: str) -> str | None:
    """The month, `YYYY-MM`, in which the paper of an arXiv identifier (any form) was announced."""
    name = arxiv(identifier)
    if name is None:
        return None
    old = "/" in name
    digits = name.split("/")[1] if old else name
    century = "19" if old and digits >= "91" else "20"
    return f"{century}{digits[:2]}-{digits[2:4]}"


def doi_link(doi: str) -> str:
    """The address that resolves *doi*, quoted (DOI Handbook, section 3)."""
    from urllib.parse import quote

    return "https://doi.org/" + quote(doi, safe="/:;().,-_~", errors="replace")


def arxiv_link(identifier: str) -> str:
    """The address of the abstract page of the arXiv *identifier*."""
    from urllib.parse import quote

    return "https://arxiv.org/abs/" + quote(identifier, safe="/", errors="replace")


def is_web_link(url: str) -> bool:
    """Whether *url* is safe to open or to make clickable.

    That is: http or https, a host, a valid port, no user name (it makes `https://doi.org@evil`
    look harmless), and no blank, backslash, control, bidi or other unprintable character.
    """
    return _split(url) is not None


def without_tracking(url: str) -> str:
    """*url* without the parameters that only tell where a reader came from (`utm_*`, `gclid`).

    The others keep their order and spelling; a url without such parameters is returned as is.
    """
    address, hash_sign, fragment = url.partition("#")
    path, _, query = address.partition("?")
    parameters = query.split("&")
    kept = [each for each in parameters if not re.fullmatch(_TRACKING, each.partition("=")[0])]
    if len(kept) == len(parameters):
        return url
    return path + ("?" if kept else "") + "&".join(kept) + hash_sign + fragment


def is_repository(url: str) -> bool:
    """Whether *url* leads into a repository (owner and name) on a known code host."""
    if (parts := _split(url)) is None:
        return False
    host, path = parts
    host = host.lower().removeprefix("www.").rstrip(".")
    names = [name for name in path.split("/") if name]
    if host == "huggingface.co" and names and names[0] in {"datasets", "spaces"}:
        return len(names) >= 3
    if host in {"sr.ht", "git.sr.ht", "hg.sr.ht"}:
        return len(names) >= 2 and names[0].startswith("~")
    known = host in _CODE_HOSTS or host == "huggingface.co" or host.startswith("gitlab.")
    return known and len(names) >= 2 and names[0].lower() not in _NOT_OWNERS


def links(text: str) -> tuple[str, ...]:
    r"""The http(s) addresses in *text*, BibTeX source or plain, each once, in order.

    LaTeX's escapes are undone (`\_`, `\~{}`, `$\sim$`); punctuation that ends a sentence and
    brackets that were opened before the address are not part of it.
    """
    if "://" not in text:
        return ()
    found = re.findall(_LINK, re.sub(_TILDE, "~", text))
    urls = (_without_trailing(_unescaped(each)) for each in found)
    return tuple(dict.fromkeys(url for url in urls if is_web_link(url)))


def _split(url: str) -> tuple[str, str] | None:
    """Host and path of a safe web address, else None."""
    if not url.isprintable() or " " in url or "\\" in url:
        return None
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return (host, parts.path) if re.fullmatch(_HOST_AND_PORT, parts.netloc) else None


def _unescaped(text: str) -> str:
    return re.sub(_ESCAPED, lambda found: found[1] or found[2], text) if "\\" in text else text


def _decoded_slash(text: str) -> str:
    return text.replace("%2F", "/").replace("%2f", "/")


def _without_trailing(text: str) -> str:
    """*text* without the punctuation after it; a bracket that *text* itself opens stays."""
    surplus = {
        closing: text.count(closing) - text.count(opening)
        for opening, closing in ("()", "[]", "{}", "<>")
    }
    end = len(text)
    while end:
        last = text[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in ".,;:!?'\"*":
            break
        end -= 1
    return text[:end]
