"""Check that a search of the built site finds every command, option, key and name, and answers: give its folder."""

import json
import re
import sys
from pathlib import Path

from generated_reference import KEY, all_commands
from sphinx.search.en import SearchEnglish

import nrc_sim

QUESTIONS = {
    "change date of a shock": "howto",
    "switch off shock": "howto",
    "compare two scenarios variable month": "howto",
    "how many runs": "howto",
    "continue interrupted run": "howto",
    "trust at the beginning": "howto",
    "country joins alliance": "howto",
    "classes of outcome bounds": "howto",
    "why crisis run": "howto",
    "probability before a date": "howto",
    "pandas spreadsheet": "howto",
    "figure pdf paper": "howto",
    "first run takes long": "howto",
    "same numbers again": "howto",
    "own world": "worlds",
    "forecast events": "forecasting",
    "dask cluster": "cluster",
    "install": "start",
}
"""What people type first, and the page that has to be among the first that are found."""

_FIRST = 5
"""Pages at which people look."""

_IN_TITLE, _IN_TEXT = 15, 5
"""What a word counts for where it stands, as the page of search has it."""


def wanted_words() -> list[str]:
    """List all that has to be found."""
    commands = all_commands()
    options = [name for command in commands.values() for one in command.params for name in one.opts if name[0] == "-"]
    keys = KEY.findall((Path(__file__).parents[1] / "keys.md").read_text(encoding="utf-8"))
    return list(dict.fromkeys([*commands, *options, *keys, *nrc_sim.__all__]))


class Index:
    """The index of a built site, asked as its page of search asks it."""

    def __init__(self, site: Path) -> None:
        text = (site / "searchindex.js").read_text(encoding="utf-8")
        found = json.loads(text[text.index("(") + 1 : text.rindex(")")])
        self.pages, self.titles = found["docnames"], found["titles"]
        self.words = [(_IN_TEXT, found["terms"]), (_IN_TITLE, found["titleterms"])]
        self.entries = set(found["indexentries"])
        objects = found["objects"].values()
        self.named = {entry[4] if isinstance(entry, list) else entry for listed in objects for entry in listed}
        self.language = SearchEnglish({})

    def stems(self, text: str) -> list[str]:
        """Bring words to the form in which the index has them."""
        words = [word.lower() for word in re.findall(r"\w+", text)]
        return [self.language.stem(word) for word in words if word not in self.language.stopwords]

    def knows(self, word: str) -> bool:
        """Whether a word is an entry of the index, a name, or stands on a page."""
        stemmed = [self.language.stem(part.lower()) for part in re.findall(r"\w+", word)]
        own = word.lower() in self.entries or word in self.named
        return own or all(any(part in words for _, words in self.words) for part in stemmed)

    def scores(self, stem: str) -> dict[int, int]:
        """Number of each page that has a word, and what it counts for there."""
        found: dict[int, int] = {}
        for score, words in self.words:
            numbers = words.get(stem, [])
            found |= dict.fromkeys([numbers] if isinstance(numbers, int) else numbers, score)
        return found

    def find(self, typed: str) -> list[str]:
        """Names of the pages that have all words, those with a word in a title first."""
        scores = [self.scores(stem) for stem in self.stems(typed)]
        common = set.intersection(*map(set, scores))
        order = sorted(common, key=lambda page: (-max(one[page] for one in scores), self.titles[page]))
        return [self.pages[page] for page in order]


def main(site: Path) -> int:
    """Look for all words, and for the page that answers each question."""
    index, wanted = Index(site), wanted_words()
    missing = [word for word in wanted if not index.knows(word)]
    print(f"{len(wanted) - len(missing)} of {len(wanted)} words are found" + (f"; not: {missing}" if missing else ""))
    lost = {typed: found for typed, page in QUESTIONS.items() if page not in (found := index.find(typed)[:_FIRST])}
    print(f"{len(QUESTIONS) - len(lost)} of {len(QUESTIONS)} questions are answered")
    for typed, found in lost.items():
        print(f"  {typed!r} should lead to {QUESTIONS[typed]}, and leads to {', '.join(found) or 'nothing'}")
    return bool(missing or lost)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
