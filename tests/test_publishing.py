"""The recipe of docs/page.md: a new list whose workflow publishes the page and the feed."""

import re

from door import ROOT, entry, shell, write


def test_the_recipe_and_the_workflow_make_the_same(folder):
    text = (ROOT / "docs" / "page.md").read_text("utf-8")
    recipe = text.split("### As a repository's static page")[1].split("\n## ")[0]
    (block,) = re.findall(r"(?s)```sh\n(.*?)```", recipe)
    first, second = block.splitlines()
    result = shell(first, folder)
    assert result.code == 0, result.err
    assert "PUBLISH_PAPERS" in result.err
    write(folder / "my-list", entry("a", {"title": "Alpha", "year": "2020"}))
    assert shell(second, folder).code == 0
    workflow = (folder / "my-list/.github/workflows/papers.yml").read_text("utf-8")
    for line in re.findall(r"(?m)run: (mkdir .*|mialit render html .*)$", workflow):
        assert shell(line, folder / "my-list").code == 0
    site = folder / "my-list" / "site"
    assert sorted(path.name for path in site.iterdir()) == ["feed.xml", "index.html"]
    for name in ("index.html", "feed.xml"):
        assert (site / name).read_bytes() == (folder / name).read_bytes()
    assert 'href="feed.xml"' in (site / "index.html").read_text("utf-8")


def test_the_workflow_publishes_what_it_made_with_pinned_actions(folder):
    assert shell("mialit init . --ci", folder).code == 0
    text = (folder / ".github/workflows/papers.yml").read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert {each.split("@")[0] for each in used} >= {
        "actions/upload-pages-artifact", "actions/deploy-pages",
    }  # fmt: skip
    assert all(re.search(r"@v\d+$", each) for each in used)
    assert re.search(r"upload-pages-artifact@v\d+\n.*PUBLISH_PAPERS.*\n.*\n +path: site\n", text)
    # A feed's dates are those of the commits.
    assert "fetch-depth: 0" in text
