"""What the compiled reader and those who hand it texts agree on. Knows no library: it is asked where the compiler is not loaded."""

from __future__ import annotations

# Forms of texts: as pasted, HTML, HTML whose entities are escaped once more.
PASTED, MARKUP, ESCAPED = range(3)
# Added to the form of one that is a string of JSON as it came, with its quotation marks.
QUOTED = 4
# Instead of what was found: whatever a parser would have to mend, to move or to hide.
DOUBT = -1
# Bytes that are looked at behind the last text, and may be written behind the last line.
BEYOND = 80
# Elements that may be open at once.
MOST_OPEN = 256
# What the reader is handed: where bytes or whole numbers begin, or one number.
BYTES, NUMBERS, NUMBER = range(3)
GIVEN = (BYTES, NUMBERS, NUMBER, BYTES, BYTES, NUMBERS)
