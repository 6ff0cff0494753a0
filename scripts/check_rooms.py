#!/usr/bin/env python3
"""Fails if a room includes a room that it does not name, names one that it does not include, if includes go in a circle,
or if SQL, or the engine that runs it, stands outside of store/.

A room is a folder of src/ with a CMakeLists.txt; what it may look at is the ROOMS list of its tiller_room() there.
"""
import re
import sys
from pathlib import Path

SRC = Path(__file__).resolve().parent.parent / "src"
INCLUDE = re.compile(r'^ *# *include "([a-z0-9_]+/[^"]+)"', re.M)
STORE = "store"
ENGINE = "store/sqlite/sqlite.h"  # the rooms above take what store/handles.h names
SQL = re.compile(
    r"\bSELECT\b[^;]{1,300}?\bFROM\b|\bSELECT (?:EXISTS|count)\b|\bINSERT (?:OR [A-Z]+ )?INTO\b|\bUPDATE \S+ SET\b"
    r"|\bDELETE FROM\b|\b(?:CREATE|DROP|ALTER) (?:TABLE|INDEX|TRIGGER|VIEW)\b|\bPRAGMA \w|<sqlite3\.h>")

# Looks at tables as an older release left them, for which today's store has no functions.
READS_OLD_TABLES = {"dialer/released_store_test.cc"}


def read_rooms():
    rooms = {}
    for listing in SRC.rglob("CMakeLists.txt"):
        found = re.search(r"tiller_room\(NAME (\S+?)(?: ROOMS ([a-z0-9_/ \n]+))?[\s)]*(?:[A-Z]|\)|$)", listing.read_text())
        name = str(listing.parent.relative_to(SRC))
        if not found or found.group(1) != name:
            sys.exit(f"{listing}: must say tiller_room(NAME {name} …)")
        rooms[name] = set((found.group(2) or "").split())
    return rooms


def line_of(text, match):
    return text.count("\n", 0, match.start()) + 1


def room_of(path, rooms):
    """The innermost room that holds the path."""
    parts = path.split("/")
    for end in range(len(parts) - 1, 0, -1):
        if "/".join(parts[:end]) in rooms:
            return "/".join(parts[:end])
    return None


def find_circle(graph):
    """A path that leads back to its beginning, or nothing."""
    done, way = set(), []

    def visit(node):
        if node in way:
            return way[way.index(node):] + [node]
        if node in done:
            return None
        way.append(node)
        for next_node in sorted(graph.get(node, ())):
            if circle := visit(next_node):
                return circle
        way.pop()
        done.add(node)
        return None

    for start in sorted(graph):
        if circle := visit(start):
            return circle
    return None


def main():
    sys.setrecursionlimit(10_000)
    rooms = read_rooms()
    faults, files, seen = [], {}, {room: set() for room in rooms}
    for path in sorted(SRC.rglob("*")):
        if path.suffix not in (".h", ".cc", ".c", ".in"):
            continue
        name = str(path.relative_to(SRC))
        room = room_of(name, rooms)
        if room is None:
            faults.append(f"src/{name}: belongs to no room")
            continue
        text = path.read_text()
        if room != STORE and name not in READS_OLD_TABLES:
            for match in SQL.finditer(text):
                faults.append(f"src/{name}:{line_of(text, match)}: SQL stands in store/ alone: {' '.join(match[0].split())}")
        for match in INCLUDE.finditer(text):
            other = room_of(match.group(1), rooms)
            if other is None:
                continue  # a folder of its own room: "flite/…" in speech
            files.setdefault(name, set()).add(match.group(1))
            seen[room].add(other)
            if room != STORE and match.group(1) == ENGINE:
                faults.append(f"src/{name}:{line_of(text, match)}: only store looks at {ENGINE}; store/handles.h names Db and Tx")
            if other != room and other not in rooms[room]:
                faults.append(f"src/{name}:{line_of(text, match)}: {room} may not look at {other}")
    for room, named in rooms.items():
        for other in sorted(named - seen[room]):
            faults.append(f"src/{room}/CMakeLists.txt: {room} names {other} and never looks at it")
    for what, graph in (("rooms", rooms), ("files", files)):
        if circle := find_circle(graph):
            faults.append(f"a circle of {what}: " + " -> ".join(circle))
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
