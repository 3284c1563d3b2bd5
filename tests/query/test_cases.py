"""Each case of the query language (cases.tsv) in the program; tests/page asks the page the same."""

import pytest

from query_cases import Program, cases

CASES = cases()


@pytest.fixture(scope="module")
def program():
    return Program()


@pytest.mark.parametrize("case", CASES, ids=[case.query for case in CASES])
def test_the_program_answers(program, case):
    found = program.answer(case.query)
    assert found.keys == case.keys
    assert bool(found.problem) == bool(case.problem)
    assert found.problem.startswith(case.problem)


def test_there_is_a_case_for_each_filter_of_the_document():
    assert len({case.query for case in CASES}) == len(CASES) > 250
