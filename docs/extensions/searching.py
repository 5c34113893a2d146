"""Check that a search of the built site finds every command, option, key of a file and public name: give its folder."""

import json
import re
import sys
from pathlib import Path

from generated_reference import KEY, all_commands
from sphinx.search.en import SearchEnglish

import nrc_sim


def wanted_words() -> list[str]:
    """List all that has to be found."""
    commands = all_commands()
    options = [name for command in commands.values() for one in command.params for name in one.opts if name[0] == "-"]
    keys = KEY.findall((Path(__file__).parents[1] / "keys.md").read_text(encoding="utf-8"))
    return list(dict.fromkeys([*commands, *options, *keys, *nrc_sim.__all__]))


def main(site: Path) -> int:
    """Look for each as the page of search does: among entries of the index, names, and words of pages."""
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    entries, words = set(index["indexentries"]), {**index["terms"], **index["titleterms"]}
    named = {entry[4] if isinstance(entry, list) else entry for found in index["objects"].values() for entry in found}
    language = SearchEnglish({})

    def is_found(word: str) -> bool:
        parts = [language.stem(part.lower()) for part in re.findall(r"\w+", word)]
        return word.lower() in entries or word in named or all(part in words for part in parts)

    wanted = wanted_words()
    missing = [word for word in wanted if not is_found(word)]
    print(f"{len(wanted) - len(missing)} of {len(wanted)} words are found" + (f"; not: {missing}" if missing else ""))
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
