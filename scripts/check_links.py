#!/usr/bin/env python3
"""Fails if the docs or a comment point to something that is not there. Looks at every tracked text file:

1. a link of a page, `[text](target)`: the file or folder exists, and so does the heading after `#`;
2. `docs/….md` anywhere (comments, texts of the program, scripts): the page exists;
3. a title in quotes after a page of the wire contract, `docs/contract/voice.md, "Webhooks"`: the page has such a heading or row;
4. a source file in backticks on a page, `room/file.h`: it exists, seen from the root, from src/ or from the page.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)\s]+)\)")
PAGE = re.compile(r"(?<![\w/.-])((?:\.\./)*docs/[\w./-]*\w)")
OLD_CONTRACT = re.compile(r"(?<![\w/])contract/\w+\.md")
TITLE = re.compile(r"(docs/contract/\w+\.md),? \"([^\"]+)\"")
SOURCE = re.compile(r"`([\w./-]+/[\w.-]+\.(?:h|cc|c|py|sh|md|yaml|patch|txt))`")
CONTINUED = re.compile(r"\n\s*(?:///?|#|\*)?\s*")  # a comment goes on in the next line
TEXT = {".md", ".h", ".cc", ".c", ".py", ".sh", ".txt", ".yaml", ".cmake", ".service", ".patch", ".ts", ".json", ""}
FOREIGN = {"LICENSE", "packages.txt"}


def tracked():
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, names.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix in TEXT and path.name not in FOREIGN:
            yield path


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them; a heading that comes again is numbered."""
    found = {}
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.M | re.S)
    for title in re.findall(r"^#+ +(.+?)\s*$", text, flags=re.M):
        anchor = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        count = found.get(anchor, -1) + 1
        found[anchor] = count
        if count:
            found[f"{anchor}-{count}"] = 0
    return found


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def links(path, text):
    for link in LINK.finditer(text):
        target, _, anchor = link[1].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = (path.parent / target).resolve() if target else path
        if not there.exists():
            yield link.start(), f"the link leads to {target}, which is not there"
        elif anchor and anchor not in anchors(there):
            yield link.start(), f"{target or path.name} has no heading #{anchor}"


def pages(path, text):
    for page in PAGE.finditer(text):
        if page[1].startswith("../"):
            continue  # a link of a page or of a description, checked as such
        if not (ROOT / page[1]).exists():
            yield page.start(), f"{page[1]} is not there"
    for page in OLD_CONTRACT.finditer(text):
        if not path.is_relative_to(ROOT / "docs"):
            yield page.start(), f"{page[0]}: the wire contract is in docs/contract"


def titles(text):
    for title in TITLE.finditer(CONTINUED.sub(" ", text)):
        page = ROOT / title[1]
        if page.exists() and title[2].lower() not in page.read_text().lower().replace("`", ""):
            yield text.find(title[1]), f"{title[1]} does not speak of \"{title[2]}\""


def sources(path, text):
    for source in SOURCE.finditer(text):
        if not any((base / source[1]).exists() for base in (ROOT, ROOT / "src", path.parent)):
            yield source.start(), f"{source[1]} is not there"


def main():
    faults = 0
    for path in tracked():
        text = path.read_text(errors="replace")
        found = list(pages(path, text)) + list(titles(text))
        if path.suffix == ".md":
            found += list(links(path, text)) + list(sources(path, text))
        for at, fault in found:
            print(f"{path.relative_to(ROOT)}:{line_of(text, at)}: {fault}")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
