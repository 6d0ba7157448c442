"""White space in a text: what a page's markup puts there is none of the author's."""


def one_line(text: str) -> str:
    """`text` with each stretch of white space as one blank, and none at its ends: " ".join(text.split())."""
    text = text.strip()
    if text.isprintable() and "  " not in text:  # only single blanks, as in most texts: told in half the time
        return text
    return " ".join(text.split())
