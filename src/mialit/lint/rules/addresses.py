"""Rules about addresses: of the paper and of its code."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from mialit.bibtex.edit_fields import remove_field
from mialit.bibtex.edits import Edit
from mialit.bibtex.values import is_strict
from mialit.errors import Severity
from mialit.lint.base import ADDRESS_FIELDS, Content, Context, Violation, if_possible, rule
from mialit.records.identifiers import doi, is_repository, is_web_link, without_tracking
from mialit.text.phrases import quoted

_ADDRESS = re.compile(r"(?i)https?://[^\s{}<>\"|^`]+")
_FIELDS = ("url", "howpublished", "note", "bdsk-url-1", "bdsk-url-2", "pdf", "ee")

# Hosts that redirect every http address to the same at https, and their subdomains.
_SECURE = (
    "doi.org", "arxiv.org", "github.com", "github.io", "gitlab.com", "bitbucket.org", "acm.org",
    "ieee.org", "ieeecomputersociety.org", "springer.com", "sciencedirect.com", "elsevier.com",
    "wiley.com", "nature.com", "science.org", "pnas.org", "jstor.org", "openreview.net",
    "mlr.press", "neurips.cc", "nips.cc", "thecvf.com", "aclweb.org", "aclanthology.org",
    "usenix.org", "iacr.org", "ndss-symposium.org", "petsymposium.org", "jmlr.org", "aaai.org",
    "ijcai.org", "dblp.org", "semanticscholar.org", "wikipedia.org", "ncbi.nlm.nih.gov",
    "hal.science", "tandfonline.com", "oup.com", "cambridge.org", "plos.org", "mdpi.com",
    "frontiersin.org", "huggingface.co", "zenodo.org", "google.com", "microsoft.com", "archive.org",
)  # fmt: skip
_OLD_RESOLVER = re.compile(r"(?i)\Ahttps?://(?:dx\.|www\.)doi\.org/")
# The address of a repository, without `.git` and slashes at its end.
_REPOSITORY = re.compile(
    r"(?i)\A(https://(?:www\.)?(?:github|gitlab)\.com/[^/\s]+/[^/\s?#]+?)(?:\.git)?/*\Z"
)


def _declared(context: Context) -> list[str]:
    return [name for name, spec in context.vocabulary.fields.items() if spec.form == "urls"]


def _addresses(context: Context) -> Iterator[tuple[Content, re.Match[str]]]:
    for _, content in context.contents(*_FIELDS, *_declared(context)):
        if "://" in content.text:
            for found in _ADDRESS.finditer(content.text):
                yield content, found


@rule(
    "tracking-parameter",
    "An address has parameters that only track readers.",
    "`utm_*`, `gclid`, `casa_token` and the like; the page is the same without them.",
    "@misc{a, url = {https://example.org/paper?id=1&utm_source=feed}}",
    "@misc{a, url = {https://example.org/paper?id=1}}",
    touches=(*_FIELDS, ADDRESS_FIELDS),
)
def _tracking_parameter(context: Context) -> Iterator[Violation]:
    for content, found in _addresses(context):
        if "?" not in found[0]:
            continue
        # `\&` and `\_` are `&` and `_` where an address is LaTeX.
        plain = found[0].replace("\\&", "&").replace("\\_", "_").replace("\\%", "%")
        kept = without_tracking(plain)
        if kept == plain:
            continue
        message = f"the address has tracking parameters; write {quoted(kept)}"
        fix: tuple[Edit, ...] = ()
        if plain == found[0] and is_strict(f"{{{kept}}}"):
            fix = (content.edit(found.start(), found.end(), kept),)
        yield Violation(content.part(*found.span()), message, fix)


@rule(
    "plain-http",
    "An address begins with http:// or names an old DOI resolver.",
    "Fixed for hosts known to redirect every address to https, and for dx.doi.org "
    "(DOI Handbook, section 3: https://doi.org/ is the form). At other hosts it is a note.",
    "@misc{a, url = {http://arxiv.org/abs/1706.03762}}",
    "@misc{a, url = {https://arxiv.org/abs/1706.03762}}",
    touches=(*_FIELDS, ADDRESS_FIELDS),
)
def _plain_http(context: Context) -> Iterator[Violation]:
    for content, found in _addresses(context):
        address, start = found[0], found.start()
        fix: tuple[Edit, ...] = ()
        if resolver := _OLD_RESOLVER.match(address):
            message = "dx.doi.org and http are old forms of a DOI's address; write https://doi.org/"
            fix = (content.edit(start, start + resolver.end(), "https://doi.org/"),)
        elif address[:7].lower() != "http://":
            continue
        elif _is_secure(address):
            message = "this host serves https; write https://"
            fix = (content.edit(start, start + 7, "https://"),)
        else:
            message = "the address is not encrypted; write https:// if the host serves it"
        severity = None if fix else Severity.NOTE
        yield Violation(content.part(*found.span()), message, fix, severity)


def _is_secure(address: str) -> bool:
    try:
        parts = urlsplit(address)
        if parts.port not in (None, 80) or ":" in parts.netloc or "@" in parts.netloc:
            return False
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(host == known or host.endswith(f".{known}") for known in _SECURE)


@rule(
    "url-repeats-doi",
    "`url` is the address of the entry's DOI.",
    "Styles that know `doi` print the address twice. Fixed by removing `url` in a list with a "
    "vocabulary; elsewhere it is a note, because styles that know only `url` would lose the link.",
    "@misc{a,\n  doi = {10.1145/3523273},\n  url = {https://doi.org/10.1145/3523273},\n}",
    "@misc{a,\n  doi = {10.1145/3523273},\n}",
    touches=("url",),
)
def _url_repeats_doi(context: Context) -> Iterator[Violation]:
    for entry, content in context.contents("url"):
        same = doi(content.text.strip()) if "doi.org/" in content.text.lower() else None
        if same and doi(context.stated(entry, "doi")) == same:
            fix: tuple[Edit, ...] = ()
            if context.own:
                fix = if_possible(remove_field, context.library, entry, content.field)
            message = "`url` says the same as `doi`; styles that know both print the address twice"
            severity = None if context.own else Severity.NOTE
            yield Violation(content.field.span, message, fix, severity)


@rule(
    "code-form",
    "A field of addresses holds something else, or a repository's address with a suffix.",
    "These fields are those that the vocabulary declares as `urls`. `.git` and slashes at the "
    "end of a repository's address are fixed.",
    "@misc{a, code = {https://github.com/owner/name.git}}",
    "@misc{a, code = {https://github.com/owner/name}}",
    touches=(ADDRESS_FIELDS,),
    needs_own_vocabulary=True,
)
def _code_form(context: Context) -> Iterator[Violation]:
    for _, content in context.contents(*_declared(context)):
        for found in re.finditer(r"\S+", content.text):
            address, span = found[0], content.part(*found.span())
            bare = _REPOSITORY.match(address)
            if not is_web_link(address):
                message = f"{quoted(address)} is not a web address; write it with https://"
                yield Violation(span, message)
            elif bare and bare[1] != address and is_repository(bare[1]):
                fix = (content.edit(*found.span(), bare[1]),)
                yield Violation(span, f"write the repository's address as {quoted(bare[1])}", fix)
