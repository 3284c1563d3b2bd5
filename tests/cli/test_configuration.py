"""The user's configuration: what it changes, that its faults are said, and `mialit config`."""

import os

import pytest

from door import entry, keys, ok, on_terminal, run, visible, write

TEXT = entry("k", {"title": "One", "author": "Roe, Ann", "year": "2019", "venue": "CCS"})


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "settings" / "mialit"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def env(place):
    return {"XDG_CONFIG_HOME": str(place.parent), "HOME": str(place)}


def test_the_path_whether_the_file_exists_or_not(place, env):
    assert ok("config", "path", env=env).out == f"{place}/config.toml\n"


@pytest.mark.parametrize("stated", ["", "relative"])
def test_without_an_absolute_variable_it_is_in_the_home_folder(tmp_path, stated):
    env = {"XDG_CONFIG_HOME": stated, "HOME": str(tmp_path)}
    assert ok("config", "path", env=env).out == f"{tmp_path}/.config/mialit/config.toml\n"


@pytest.mark.parametrize("name", ["~/own.bib", "own.bib", "{place}/own.bib"])
def test_the_default_list_by_a_path_that_holds_wherever_one_is(place, env, folder, name):
    write(place, TEXT, "own.bib")
    write(place, f'bib = "{name.replace("{place}", str(place))}"\n', "config.toml")
    assert keys("list", cwd=folder, env=env) == ["k"]
    result = ok("list", "--format", "table", cwd=folder, env=env)
    assert result.err.splitlines()[-1] == f"1 entry in {place}/own.bib"


def test_option_variable_and_folder_are_before_it(place, env, folder):
    write(place, entry("configured"), "own.bib")
    write(place, 'bib = ["own.bib"]\n', "config.toml")
    variable, option = write(folder, entry("v"), "v.bib"), write(folder, entry("o"), "o.bib")
    assert keys("list", cwd=folder, env=env) == ["configured"]
    write(folder, entry("here"))
    assert keys("list", cwd=folder, env=env) == ["here"]
    env |= {"MIALIT_BIB": str(variable)}
    assert keys("list", cwd=folder, env=env) == ["v"]
    assert keys("list", "-b", option, cwd=folder, env=env) == ["o"]


def test_several_default_lists_and_one_that_is_written(place, env, folder):
    one, two = write(place, entry("a"), "one.bib"), write(place, entry("b"), "two.bib")
    write(place, 'bib = ["one.bib", "two.bib", "one.bib"]\n', "config.toml")
    assert keys("list", cwd=folder, env=env) == ["a", "b"]
    write(place, 'bib = "two.bib"\n', "config.toml")
    ok("set", "b", "note=new", cwd=folder, env=env)
    assert "new" in two.read_text()
    assert "new" not in one.read_text()


def test_default_columns_of_tables_and_not_of_data(place, env, folder):
    write(folder, TEXT)
    before = ok("list", cwd=folder).out, ok("list", "--json", cwd=folder).out
    write(place, 'columns = ["key", "year", "no-such-field"]\n', "config.toml")
    assert ok("list", "-f", "md", cwd=folder, env=env).lines[0] == "| Key | Year |"
    _, table = on_terminal("list", cwd=folder, env=env)
    assert visible(table).split()[:2] == ["Key", "Year"]
    assert "One" not in table
    after = ok("list", cwd=folder, env=env).out, ok("list", "--json", cwd=folder, env=env).out
    assert after == before
    assert "One" in ok("list", "-f", "md", "--columns", "title", cwd=folder, env=env).out


def test_default_columns_in_one_text_as_the_option_has_them(place, env, folder):
    write(folder, entry("k", {"title": "One", "pages": "1--9", "year": "2020"}))
    write(place, 'columns = "Key, pages"\n', "config.toml")
    head = ok("list", "-f", "table", cwd=folder, env={**env, "COLUMNS": "80"}).lines[0]
    assert head.split() == ["Key", "Pages"]
    assert "columns\tkey,pages\t" in ok("config", "show", cwd=folder, env=env).out


def test_columns_that_the_list_has_none_of_leave_its_own(place, env, folder):
    write(folder, TEXT)
    write(place, 'columns = ["no-such-field"]\n', "config.toml")
    assert ok("list", "-f", "md", cwd=folder, env=env).out == ok("list", "-f", "md", cwd=folder).out


@pytest.mark.parametrize("name", ["colour", "color"])
def test_colours_always_or_never_and_the_variables_before_it(place, env, folder, name):
    write(folder, TEXT)
    write(place, f'{name} = "always"\n', "config.toml")
    assert "\x1b[" in ok("list", "-f", "table", cwd=folder, env=env).out
    no_colour = env | {"NO_COLOR": "1"}
    assert "\x1b[" not in ok("list", "-f", "table", cwd=folder, env=no_colour).out
    write(place, f'{name} = "never"\n', "config.toml")
    assert "\x1b[36m" in on_terminal("list", cwd=folder)[1]
    assert "\x1b[36m" not in on_terminal("list", cwd=folder, env=env)[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bib = ", "not TOML"),
        ("colums = 'x'", "unknown setting 'colums', perhaps columns; settings: bib, columns,"),
        ("bib = 1", "bib is 1; write a text, or a list of texts"),
        ("bib = []", "bib is []"),
        ("bib = ['']", "bib has ''"),
        ("columns = [1]", "columns has 1"),
        ("colour = 'sometimes'", "colour is 'sometimes'; allowed: auto, always, never"),
        ("colour = 'auto'\ncolor = 'auto'", "color is stated twice"),
        ("bib = 'gone.bib'", "gone.bib, which does not exist"),
        (b"\xff", "cannot be read"),
    ],
)
def test_a_fault_is_a_file_error_that_names_the_file(place, env, folder, text, message):
    path = write(place, text, "config.toml")
    for words in (["list"], ["config", "show"]):
        result = run(*words, cwd=folder, env=env)
        assert (result.code, result.out) == (3, "")
        assert result.err.startswith(f"mialit: {path}: ")
        assert message in result.err
    assert run("config", "path", env=env).code == 0
    assert run("--help", env=env).code == 0


def test_show_says_each_setting_and_who_sets_it(place, env, folder):
    write(place, entry("k"), "own.bib")
    path = write(place, "bib = 'own.bib'\ncolumns = ['key']\ncolor = 'never'\n", "config.toml")
    assert ok("config", "show", cwd=folder, env=env).lines == [
        f"bib\t{place}/own.bib\t{path}",
        f"columns\tkey\t{path}",
        f"colour\tnever\t{path}",
        "quiet\tno\tdefault",
    ]
    more = {"MIALIT_BIB": "x.bib", "FORCE_COLOR": "1", "MIALIT_QUIET": "1"}
    assert [line.split("\t")[1:] for line in ok("config", "show", env=env | more).lines] == [
        ["x.bib", "MIALIT_BIB"],
        ["key", str(path)],
        ["always", "FORCE_COLOR"],
        ["yes", "MIALIT_QUIET"],
    ]
    path.unlink()
    lines = ok("config", "show", cwd=folder, env=env).lines
    assert [line.split("\t")[-1] for line in lines] == ["default"] * 4
    write(folder, entry("k"))
    assert ok("config", "show", cwd=folder, env=env).lines[0] == "bib\tpapers.bib\tfolder"


def test_a_home_folder_in_the_variable_is_expanded(place, env, folder):
    write(place, entry("home"), "own.bib")
    write(place, entry("other"), "other.bib")
    env |= {"MIALIT_BIB": "~/own.bib"}
    assert keys("list", cwd=folder, env=env) == ["home"]
    env |= {"MIALIT_BIB": f"~/own.bib{os.pathsep}~/other.bib"}
    assert keys("list", cwd=folder, env=env) == ["home", "other"]
    assert keys("list", "--bib=~/own.bib", cwd=folder, env=env) == ["home"]
    write(folder, entry("odd"), "~odd.bib")
    assert keys("list", "--bib", "~odd.bib", cwd=folder, env=env) == ["odd"]
    result = run("list", cwd=folder, env=env | {"MIALIT_BIB": "~nobody-has-it/x.bib"})
    assert result.code == 3
