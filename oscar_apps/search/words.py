"""What a buyer typed, as words that an engine may be asked for."""

import re
import unicodedata

LONGEST_QUERY = 200
MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Lower-case words of letters and digits in any script; everything an engine could read as syntax is gone."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_QUERY]).casefold()
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
    return list(dict.fromkeys(_WORD.findall(plain)))[:MOST_WORDS]


def stem(word: str) -> str:
    """The beginning that a word shares with its plural and singular: enough for a second try."""
    return word[:-1] if len(word) > 4 else word
