"""The colours of pictures and pages, light and dark, and how labels are moved apart.

Knows no picture and no page: both take their colours here, so that a line has one colour wherever it is drawn.
"""

from __future__ import annotations

# Okabe and Ito's colours, which the colour-blind tell apart; each goes with a dash and a mark for grey scale. On dark
# paper their sky blue stands for blue and white for black.
LIGHT = {
    "paper": "#ffffff",
    "ink": "#222222",
    "grey": "#5f5f5f",
    "pale": "#d5d9dd",
    "hair": "#ececec",
    "band": "#f4ecd6",
    "shade": "#eef1f4",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "orange": "#E69F00",
    "purple": "#CC79A7",
    "black": "#000000",
}
DARK = {
    "paper": "#16181b",
    "ink": "#e8e8e8",
    "grey": "#a9adb3",
    "pale": "#4a5058",
    "hair": "#2b2f34",
    "band": "#3b331f",
    "shade": "#23282e",
    "blue": "#56B4E9",
    "vermillion": "#E8702A",
    "green": "#20B98C",
    "orange": "#E69F00",
    "purple": "#CC79A7",
    "black": "#ffffff",
}


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move places apart until `gap` lies between neighbours, as little as can be, within `low` and `high`.

    Places too near form a block around their mean; order is kept. Too many for the room: they share it evenly.
    """
    if len(places) > 1:
        gap = min(gap, (high - low) / (len(places) - 1))
    blocks: list[tuple[list[int], float]] = []
    for index in sorted(range(len(places)), key=places.__getitem__):
        members, start = [index], _block_start([places[index]], gap, low, high)
        while blocks and blocks[-1][1] + gap * len(blocks[-1][0]) > start:
            members = blocks.pop()[0] + members
            start = _block_start([places[member] for member in members], gap, low, high)
        blocks.append((members, start))
    moved = {member: start + gap * step for members, start in blocks for step, member in enumerate(members)}
    return [moved[index] for index in range(len(places))]


def _block_start(places: list[float], gap: float, low: float, high: float) -> float:
    length = gap * (len(places) - 1)
    return min(max(sum(places) / len(places) - length / 2, low), high - length)
