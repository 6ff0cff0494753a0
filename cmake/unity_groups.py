#!/usr/bin/env python3
"""Which sources of a target are compiled together: unity_groups.py LINES SOURCE... prints the number of its group for each source.

Two sources share a group only if neither speaks of a name that the other defines for itself: in an unnamed namespace,
as static, or as a macro. The same `using` of both is no such name. So a name means the same in a unity build as it does alone, and nobody has to choose other
names because of it. A group has at most LINES lines, unless one source alone has more.
"""
import pathlib
import re
import sys

COMMENT_OR_TEXT = re.compile(r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)
TYPE = re.compile(r"(?:struct|class|enum class|enum|union)\s+(?:alignas\(\w+\)\s+)?(\w+)|using\s+(\w+)\s*=|using\s+[\w:]+::(\w+);|using .*;")
FUNCTION_OR_VARIABLE = re.compile(r"(?<![\w.>:])([A-Za-z_]\w*)\s*(?=[({=;\[]|:(?!:))")
FREE_WORD = re.compile(r"(?<![\w.:])(?<!->)([A-Za-z_]\w*)")
NOT_NAMES = set("TEST TEST_F TEST_P template operator if for while switch return static_assert".split())


def private_names(code):
    """The names that a source defines for itself alone; a few more do no harm. The formatter puts them at the line's beginning."""
    names = set(re.findall(r"^\s*#\s*define\s+(\w+)", code, flags=re.M))
    inside = False
    for line in code.split("\n"):
        if re.match(r"namespace\s*\{", line):
            inside = True
        elif line.startswith("}") and line.rstrip().endswith("// namespace"):
            inside = False
        elif (inside or line.startswith("static ")) and re.match(r"\w", line):
            kind = TYPE.match(line)
            names.update(filter(None, kind.groups()) if kind else FUNCTION_OR_VARIABLE.findall(line)[:1])
    return names - NOT_NAMES


class Source:
    def __init__(self, path):
        text = pathlib.Path(path).read_text()
        code = COMMENT_OR_TEXT.sub(lambda found: found[0] if found[0].strip() == "// namespace" else " ", text)
        self.lines = text.count("\n")
        self.private = private_names(code)
        self.usings = {name: line for line, name in re.findall(r"^(using (?:[\w:]+::)?(\w+)(?: = [^;]+)?;)", code, flags=re.M)}
        self.words = set(FREE_WORD.findall(code))


class Group:
    def __init__(self):
        self.lines, self.private, self.words, self.usings = 0, set(), set(), {}

    def has_room_for(self, source, most_lines):
        clashes = (self.private & source.words) | (source.private & self.words)
        same = {name for name in clashes if self.usings.get(name) and self.usings[name] == source.usings.get(name)}
        return self.lines + source.lines <= most_lines and clashes == same

    def add(self, source):
        self.lines += source.lines
        self.private |= source.private
        self.words |= source.words
        self.usings |= source.usings


def main():
    most_lines = int(sys.argv[1])
    groups = []
    for source in map(Source, sys.argv[2:]):
        group = next((group for group in groups if group.has_room_for(source, most_lines)), None)
        if group is None:
            group = Group()
            groups.append(group)
        group.add(source)
        print(groups.index(group))


if __name__ == "__main__":
    main()
