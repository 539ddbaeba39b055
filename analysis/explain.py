"""An explanation on a terminal: sections in the margin, words in the colour of their level, a note a mention below.

Knows colours and columns, nothing of how a posting is read. A level is always told in words too: without colours (no
terminal, NO_COLOR) the same lines come as plain text. Of this package the only user of rich.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from rich.console import RenderableType

    from analysis.explanation import Explanation, Note, Row

# With a background of their own, so that they can be read on black and on white.
STYLES = {
    "required": "bold white on blue",
    "preferred": "black on cyan",
    "used": "black on green",
    "incidental": "dim underline",
    "absent": "dim",
}
_MARKS = {"heading": "# ", "item": "- ", "text": "", "more": "  "}
_MARGIN = 12
_PIPED_WIDTH = 110


def show(explanation: Explanation, out: TextIO) -> None:
    """Print an explanation: in colour on a terminal, else as plain text."""
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="replace")  # a locale may lack a posting's letters
    console = Console(file=out, highlight=False)
    if console.is_terminal and not console.no_color:
        for part in drawn(explanation):
            console.print(part)
        return
    # Told NO_COLOR, rich leaves bold and underlined words; plain text has neither, nor blanks to the right margin.
    width = console.width if console.is_terminal else _PIPED_WIDTH
    plain = Console(file=out, highlight=False, color_system=None, force_terminal=False, width=width)
    for part in drawn(explanation):
        with plain.capture() as printed:
            plain.print(part)
        out.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines())


def drawn(explanation: Explanation) -> Iterator[RenderableType]:
    """The parts of an explanation, from top to bottom; a row of the text each, so that a long one is not held twice."""
    yield Text(explanation.heading, "bold")
    yield _columns(explanation.facts)
    yield _table("Verdicts", ("what", "verdict", "rule"), explanation.verdicts)
    if explanation.titles:
        yield _table("Titles found", ("words", "kind", "standing", "its demands count"), explanation.titles)
    yield _table("Categories", ("category", "level", "rests on"), map(_category, explanation.categories))
    yield Text("\nText", "bold")
    yield from _in_the_title(explanation)
    for row in explanation.rows:
        yield _row(row)


def _columns(facts: Iterable[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    for name, value in facts:
        grid.add_row(Text(name, "dim"), Text(value))
    return grid


def _table(title: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(
        title=f"\n{title}", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, STYLES.get(cell, "")) for cell in row))
    return table


def _category(row: tuple[str, str, str, str]) -> tuple[str, str, str]:
    name, level, rests_on, counted = row
    return name, level, f"{rests_on}; run counts it as {counted}" if counted else rests_on


def _in_the_title(explanation: Explanation) -> Iterator[Table]:
    if explanation.title_notes:
        yield _beside_margin(
            "title", [Text(explanation.heading, "bold"), *map(_note, explanation.title_notes)]
        )


def _row(row: Row) -> Table:
    words = Text(_MARKS[row.kind], "bold" if row.kind == "heading" else "")
    for piece, level in row.pieces:
        words.append(piece, STYLES[level] if level else None)
    return _beside_margin(row.section, [words, *map(_note, row.notes)])


def _beside_margin(section: str, lines: list[Text]) -> Table:
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=_MARGIN, justify="right", overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(Text(section, "dim"), Group(*lines))
    return grid


def _note(note: Note) -> Text:
    same = note.words.casefold() == note.skill.casefold()
    line = Text("    ").append(note.words if same else f"{note.words} = {note.skill}").append(": ")
    line.append(note.level, STYLES[note.level])
    line.append(f" ({', '.join(note.categories)}; rule: {note.rule})", "dim")
    return line.append(f" {note.counted}", "bold") if note.counted else line
