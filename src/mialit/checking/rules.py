"""The rules of `check`: what each finds, why, and an example. What finds it is in `comparing`.

Most examples are of one paper, as the list has it: "Membership Inference Attacks Against Machine
Learning Models" by Shokri, Stronati, Song and Shmatikov, S&P 2017, pages 3-18.
"""

from mialit.checking.base import Rule
from mialit.errors import Severity

STALE_PREPRINT = Rule(
    "stale-preprint",
    "The entry cites a preprint that has been published since.",
    "The list has the publication, and readers look for that: the message says where it is. Venue, "
    "year, pages, DOI and a title that the publication changed are not reported once more. The "
    "preprint's identifier may stay beside the publication.",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and Stronati, Marco and Song, Congzheng and Shmatikov, Vitaly},\n"
    "  year = {2016},\n  eprint = {1610.05820},\n  archiveprefix = {arXiv},\n}",
    "@inproceedings{a,\n"
    "  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and Stronati, Marco and Song, Congzheng and Shmatikov, Vitaly},\n"
    "  booktitle = {IEEE Symposium on Security and Privacy},\n  year = {2017},\n}",
)
NOT_PUBLISHED = Rule(
    "not-published",
    "The entry names a venue, and the list knows only a preprint of the paper.",
    "Some programs turn preprints into publications that never were, and some papers move faster "
    "than a list. Look at the venue's own page. What is said to be under review is not meant.",
    "@inproceedings{a,\n  title = {{MRMMIA}: Membership Inference Attacks on Memory in Chat "
    "Agents},\n  author = {Chen, Kai and Pang, Yan and Wang, Tianhao},\n"
    "  booktitle = {NeurIPS},\n  year = {2026},\n}",
    "@misc{a,\n  title = {{MRMMIA}: Membership Inference Attacks on Memory in Chat "
    "Agents},\n  author = {Chen, Kai and Pang, Yan and Wang, Tianhao},\n"
    "  year = {2026},\n  eprint = {2605.27825},\n  archiveprefix = {arXiv},\n}",
)
RETITLED = Rule(
    "retitled",
    "The entry has an earlier title of the paper.",
    "Preprints change their titles, and readers find the paper under the last one. The list has "
    "the earlier titles in `formerly`.",
    "@inproceedings{a,\n  title = {Inherent Challenges of Post-Hoc Membership Inference for Large "
    "Language Models},\n  author = {Meeus, Matthieu and others},\n"
    "  booktitle = {SaTML},\n  year = {2025},\n}",
    "@inproceedings{a,\n  title = {{SoK}: Membership Inference Attacks on {LLMs} are Rushing "
    "Nowhere (and How to Fix It)},\n  author = {Meeus, Matthieu and others},\n"
    "  booktitle = {SaTML},\n  year = {2025},\n}",
)
TITLE_DIFFERS = Rule(
    "title-differs",
    "The title is not the paper's.",
    "Capitals, accents, hyphens, formulas, braces and punctuation make no difference, nor does a "
    "remark such as `(extended version)` at the end. A title without its subtitle is a note.",
    "@inproceedings{a,\n  title = {Membership Inference Attacks on Machine Learning},\n"
    "  author = {Shokri, Reza and Stronati, Marco and Song, Congzheng and Shmatikov, Vitaly},\n"
    "  booktitle = {S\\&P},\n  year = {2017},\n}",
    "@inproceedings{a,\n  title = {Membership inference attacks against machine-learning models},\n"
    "  author = {Shokri, Reza and Stronati, Marco and Song, Congzheng and Shmatikov, Vitaly},\n"
    "  booktitle = {S\\&P},\n  year = {2017},\n}",
)
AUTHORS_MISSING = Rule(
    "authors-missing",
    "The entry leaves out some of the paper's authors.",
    'A list that is cut short ends in `and others`, which BibTeX prints as "et al."; behind the '
    "first authors in their order that is right. Without it the others seem not to exist.",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and Stronati, Marco},\n}",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and Stronati, Marco and others},\n}",
)
AUTHORS_DIFFER = Rule(
    "authors-differ",
    "The entry names people who are not the paper's authors.",
    "Initials, names written family name first or last, with or without particles, accents or "
    "hyphens, and ü written ue are the same person's; another given name, a nickname and a typo "
    "are not. Names separated by anything else than ` and `, such as commas, are one person's for "
    "BibTeX: that is said alone, and `--fix` writes the whole list anew.",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and Doe, Jane and Song, Congzheng and Shmatikov, Vitaly},\n}",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {R. Shokri and M. Stronati and C. Song and V. Shmatikov},\n}",
)
AUTHOR_ORDER = Rule(
    "author-order",
    "The authors are the paper's, in another order.",
    "The order is part of what a paper says, and the first author is who it is cited by.",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Stronati, Marco and Shokri, Reza and Song, Congzheng and Shmatikov, Vitaly},\n}",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and Stronati, Marco and Song, Congzheng and Shmatikov, Vitaly},\n}",
)
VENUE_DIFFERS = Rule(
    "venue-differs",
    "The paper appeared elsewhere.",
    "Any spelling that the list's vocabulary declares will do, with ordinals, years, places and "
    "volumes around it, and so will abbreviated words. Year, pages and DOI, which go with the "
    "venue, are not reported once more. A preprint has `stale-preprint`.",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n"
    "  booktitle = {USENIX Security Symposium},\n  year = {2017},\n}",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n"
    "  booktitle = {Proc. of the 2017 IEEE S\\&P},\n  year = {2017},\n}",
)
YEAR_DIFFERS = Rule(
    "year-differs",
    "The paper appeared in another year.",
    "Of a publication its year counts, and of one that appeared online before, with no preprint, "
    "that one too; of a preprint the year of its first version.",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  booktitle = {S\\&P},\n  year = {2018},\n}",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  booktitle = {S\\&P},\n  year = {2017},\n}",
)
PAGES_DIFFER = Rule(
    "pages-differ",
    "The pages are not the paper's.",
    "Any dash will do, `1021-35` is 1021 to 1035, the first page alone is enough, and a range that "
    "counts within an article that has a number says nothing else than the number.",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  booktitle = {S\\&P},\n  pages = {13-28},\n}",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  booktitle = {S\\&P},\n  pages = {3-18},\n}",
)
DOI_DIFFERS = Rule(
    "doi-differs",
    "The DOI is not the one that the list has for the paper.",
    "A DOI is compared without case and in any writing: bare, `doi:` or an address. arXiv's own "
    "DOIs name the preprint and may stand.",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  doi = {10.1109/SP.2017.14},\n}",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  doi = {https://doi.org/10.1109/sp.2017.41},\n}",
)
EPRINT_DIFFERS = Rule(
    "eprint-differs",
    "The arXiv identifier is not the one that the list has for the paper.",
    "It is compared without its version, wherever it stands: in `eprint`, in an address, or in "
    "`journal = {arXiv preprint arXiv:...}`.",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  booktitle = {S\\&P},\n  eprint = {1610.05802},\n"
    "  archiveprefix = {arXiv},\n}",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  booktitle = {S\\&P},\n  eprint = {1610.05820v2},\n"
    "  archiveprefix = {arXiv},\n}",
)
DOI_OF_ANOTHER_PAPER = Rule(
    "doi-of-another-paper",
    "The DOI leads to another listed paper.",
    "Who clicks on it reads something else. Title and people decide which paper is meant.",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  doi = {10.1109/sp.2019.00065},\n}",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  doi = {10.1109/sp.2017.41},\n}",
)
EPRINT_OF_ANOTHER_PAPER = Rule(
    "eprint-of-another-paper",
    "The arXiv identifier is that of another listed paper.",
    "An entry that has nothing in common with the paper but the identifier, of a DOI too, is some "
    "other work.",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  booktitle = {S\\&P},\n  eprint = {1812.00910},\n"
    "  archiveprefix = {arXiv},\n}",
    "@inproceedings{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n  booktitle = {S\\&P},\n  eprint = {1610.05820},\n"
    "  archiveprefix = {arXiv},\n}",
)
DUPLICATE_ENTRY = Rule(
    "duplicate-entry",
    "Two entries of the manuscript are the same paper.",
    "Cited under both keys it appears twice among the references. Cite one and delete the other.",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n}\n\n"
    "@misc{b,\n  title = {Membership inference attacks against machine learning models},\n"
    "  author = {R. Shokri and others},\n}",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n}",
)
UNDEFINED_KEY = Rule(
    "undefined-key",
    "The manuscript cites a key that its bibliographies do not have.",
    "LaTeX prints a question mark there. Told where the manuscript is named as .tex, .aux or .bcf "
    "and all its bibliographies were read.",
    "% paper.tex: \\cite{shokri2017, nasr2019}\n@misc{shokri2017, title = {One}}",
    "% paper.tex: \\cite{shokri2017}\n@misc{shokri2017, title = {One}}",
    Severity.ERROR,
)
UNCITED_ENTRY = Rule(
    "uncited-entry",
    "The manuscript does not cite the entry.",
    "With `--uncited`. BibTeX leaves such an entry out, so it does no harm; a shorter file is "
    "easier to keep right.",
    "% paper.tex: \\cite{a}\n@misc{a, title = {One}}\n\n@misc{b, title = {Two}}",
    "% paper.tex: \\cite{a}\n@misc{a, title = {One}}",
)
UNKNOWN_ENTRY = Rule(
    "unknown-entry",
    "The list does not know the entry's paper.",
    "With `--unknown`. That says nothing against it: most references of a paper are of other "
    "fields. Of an entry that should be in the list, look closely at title and authors.",
    "@misc{a,\n  title = {On Computable Numbers},\n  author = {Turing, A. M.},\n"
    "  year = {1937},\n}",
    "@misc{a,\n  title = {Membership Inference Attacks Against Machine Learning Models},\n"
    "  author = {Shokri, Reza and others},\n}",
    Severity.NOTE,
)

# In the order in which they are described. Rules of syntax are those of `lint`.
RULES = (
    STALE_PREPRINT, NOT_PUBLISHED, RETITLED, TITLE_DIFFERS, AUTHORS_MISSING, AUTHORS_DIFFER,
    AUTHOR_ORDER, VENUE_DIFFERS, YEAR_DIFFERS, PAGES_DIFFER, DOI_DIFFERS, EPRINT_DIFFERS,
    DOI_OF_ANOTHER_PAPER, EPRINT_OF_ANOTHER_PAPER, DUPLICATE_ENTRY, UNDEFINED_KEY, UNCITED_ENTRY,
    UNKNOWN_ENTRY,
)  # fmt: skip
# Looked for only where they are asked for.
ON_REQUEST = {UNCITED_ENTRY.name, UNKNOWN_ENTRY.name}
# Those of `lint` about the file as BibTeX, which `check` reports as `lint` does.
OF_SYNTAX = ("syntax", "no-key", "duplicate-key", "duplicate-field", "undefined-macro")
# Those whose findings `--fix` corrects, of an entry that is a listed paper.
FIXED = frozenset(
    rule.name
    for rule in (
        STALE_PREPRINT, RETITLED, TITLE_DIFFERS, AUTHORS_MISSING, AUTHORS_DIFFER, AUTHOR_ORDER,
        VENUE_DIFFERS, YEAR_DIFFERS, PAGES_DIFFER, DOI_DIFFERS, EPRINT_DIFFERS,
        DOI_OF_ANOTHER_PAPER, EPRINT_OF_ANOTHER_PAPER,
    )
)  # fmt: skip
