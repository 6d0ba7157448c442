"""The blocks of an article's plain text, and what an archive should keep of them.

In fixtures/demo a body is blocks parted by blank lines: "## " a heading, lines of "- " a list, lines with " | " a
table, "![caption](src)" a picture; inside a paragraph "[text](url)" is a link and "**text**" is bold.
"""

import re
from dataclasses import dataclass

PICTURE = re.compile(r"!\[(.+)\]\((\S+)\)")
LINK = re.compile(r"\[([^\]]+)\]\((\S+?)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is paragraph, heading, list, table or picture; `lines` its text, items, rows, or caption and src."""

    kind: str
    lines: tuple[str, ...]


def parse_blocks(body: str) -> list[Block]:
    return [parse_block(text) for text in body.split("\n\n")]


def parse_block(text: str) -> Block:
    lines = tuple(text.strip().split("\n"))
    if picture := PICTURE.fullmatch(lines[0]):
        return Block("picture", picture.groups())
    if lines[0].startswith("## "):
        return Block("heading", (lines[0][3:],))
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line[2:] for line in lines))
    if len(lines) > 1 and all(" | " in line for line in lines):
        return Block("table", lines)
    return Block("paragraph", (" ".join(lines),))


def plain_body(body: str) -> str:
    """The body as the archive holds it: a list's items each "- item" and a table's rows each "a | b", one per line in
    one block, a heading a block of its own, no picture and no caption."""
    blocks = []
    for block in parse_blocks(body):
        if block.kind == "list":
            blocks.append("\n".join(f"- {plain(item)}" for item in block.lines))
        elif block.kind != "picture":
            blocks.append("\n".join(plain(line) for line in block.lines))
    return "\n\n".join(blocks)


def plain(text: str) -> str:
    return BOLD.sub(r"\1", LINK.sub(r"\1", text))
