"""Bad worlds told in short: the name of a good one, and lines of it (`- `) that others (`+ `) take the place of."""

from pathlib import Path

CORPUS = Path(__file__).parents[1] / "corpus"


def changed(path: Path) -> str:
    """The text of the bad world of which a file tells the change."""
    name, *lines = path.read_text(encoding="utf-8").splitlines()
    old, new = ("\n".join(line[2:] for line in lines if line.startswith(sign)) for sign in ("- ", "+ "))
    text = (CORPUS / "good" / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text, f"{path} changes what {name} does not hold"
    return text.replace(old, new, 1)


def write_changed(path: Path, folder: Path) -> Path:
    """Write that world into a folder as a file of the same name."""
    written = folder / path.with_suffix(".yaml").name
    written.write_text(changed(path), encoding="utf-8")
    return written
