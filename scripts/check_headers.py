#!/usr/bin/env python3
"""Fails if a header does not include what it names, so that it would not compile alone.

To compile each of the 460 headers alone takes 20 minutes of CPU; the precompiled header and those that are included
before hide what one forgets. So this reads them as text and asks that of
  1. each name of the standard library (std::vector) and of libraries that the precompiled headers hold (fmt::, EXPECT_EQ),
  2. each fixed-width integer (int64_t),
  3. each type, constant or other capitalized name of our own, as seen from the header's namespace,
a header that has it is included: by the header itself or by one of ours that it includes. A type that the header itself
declares, if only by `class X;`, needs no include. Names of functions and of members are not looked at.
"""
import re
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "carrier")
PRECOMPILED = ("src/base/precompiled.h", "src/base/precompiled_tests.h")

INCLUDE = re.compile(r'^ *# *include ([<"])([^">]+)[">]', re.M)
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.S)

# Standard headers, and the names of std:: that each of them has.
STANDARD = {
    "algorithm": "min max clamp sort count_if any_of all_of none_of find find_if copy fill fill_n transform lower_bound upper_bound "
                 "stable_sort ranges reverse equal max_element min_element",
    "array": "array to_array",
    "atomic": "atomic atomic_bool atomic_thread_fence memory_order memory_order_relaxed memory_order_release "
              "memory_order_acquire memory_order_acq_rel memory_order_seq_cst",
    "bitset": "bitset",
    "chrono": "chrono chrono_literals",
    "cmath": "sqrt exp sin cos pow log log10 lround abs floor ceil isfinite isnan",
    "compare": "strong_ordering weak_ordering partial_ordering",
    "concepts": "integral floating_point same_as invocable convertible_to derived_from",
    "condition_variable": "condition_variable cv_status",
    "cstddef": "size_t nullptr_t max_align_t byte ptrdiff_t",
    "cstdio": "fopen fclose FILE",
    "cstring": "memcpy memset memcmp strlen strerror",
    "ctime": "time_t tm time",
    "deque": "deque",
    "exception": "exception_ptr exception current_exception rethrow_exception",
    "filesystem": "filesystem",
    "fstream": "ifstream ofstream fstream",
    "functional": "function hash less greater invoke bind ref cref equal_to",
    "future": "future promise future_status async",
    "initializer_list": "initializer_list",
    "iterator": "istreambuf_iterator back_inserter size ssize data begin end",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map multimap",
    "memory": "unique_ptr shared_ptr weak_ptr make_unique make_shared enable_shared_from_this",
    "mutex": "mutex lock_guard unique_lock scoped_lock once_flag call_once recursive_mutex",
    "numbers": "numbers",
    "optional": "optional nullopt",
    "istream": "istream",
    "ostream": "ostream",
    "random": "mt19937 mt19937_64 normal_distribution uniform_int_distribution uniform_real_distribution",
    "semaphore": "counting_semaphore binary_semaphore",
    "set": "set multiset",
    "span": "span",
    "sstream": "stringstream istringstream ostringstream",
    "stdexcept": "runtime_error logic_error invalid_argument out_of_range",
    "string": "string u32string to_string stoi getline",
    "string_view": "string_view",
    "system_error": "error_code system_error",
    "thread": "thread this_thread",
    "tuple": "tuple make_tuple tie apply tuple_cat tuple_size_v tuple_element_t",
    "type_traits": "is_same_v is_void_v is_integral_v is_enum_v remove_reference_t decay_t invoke_result_t conditional_t "
                   "remove_cvref_t enable_if_t is_base_of_v underlying_type_t",
    "unordered_map": "unordered_map",
    "unordered_set": "unordered_set",
    "utility": "exchange index_sequence make_index_sequence in_place",
    "variant": "variant monostate visit get_if holds_alternative variant_size_v variant_alternative_t",
    "vector": "vector",
}
# What more than one header has.
ALSO = {
    "hash": "string string_view memory optional variant thread",
    "invoke_result_t": "functional",
    "ios": "fstream sstream iostream",
    "get": "variant tuple array utility map",
    "move": "utility string string_view vector functional map span array mutex atomic deque set tuple memory unordered_map "
            "optional variant",
    "forward": "utility string vector functional map memory tuple optional variant",
    "swap": "utility string vector memory",
    "pair": "utility string string_view vector functional map span array mutex deque set tuple memory unordered_map",
    "size": "array string string_view vector span map",
    "data": "array string string_view vector span map",
    "begin": "array string string_view vector span map",
    "end": "array string string_view vector span map",
    "error_code": "filesystem mutex",
    "exception_ptr": "future",
    "exception": "stdexcept",
    "abs": "cstdlib",
    "time_t": "chrono",
    "initializer_list": "string vector map set unordered_map",
    "less": "map set",
    "min": "string vector array",
    "max": "string vector array",
}
TYPE_TRAITS = "functional memory optional variant tuple string string_view vector concepts chrono"  # all have <type_traits>
STRING_VIEW_TOO = "string"  # [string.syn] does not say so; every library's <string> has std::string_view
FIXED_WIDTH = re.compile(r"(?<![\w:.])(?:std::)?u?int(?:8|16|32|64)_t\b")
HAVE_FIXED_WIDTH = set("cstdint stdint.h string string_view memory mutex atomic chrono thread condition_variable filesystem "
                       "future random sys/types.h sys/socket.h netinet/in.h simdjson.h".split())
# Other libraries' names that the precompiled headers bring along, and how the header that has them begins.
LIBRARIES = ((re.compile(r"(?<![\w:])fmt::"), "fmt/"), (re.compile(r"(?<![\w:])simdjson::"), "simdjson.h"),
             (re.compile(r"(?<![\w:])(?:::)?testing::|\b(?:EXPECT|ASSERT)_[A-Z]+\b|\bTEST(?:_[FP])?\("), ("gtest/", "gmock/")))

STD_NAME = re.compile(r"\bstd::(\w+)")
DECLARED = re.compile(r"\b(?:class|struct|enum(?:\s+class|\s+struct)?|union|concept|typename|class\.\.\.)\s+(?:\[\[\w+\]\]\s*)?"
                      r"(\w+)|\busing\s+(\w+)\s*=|\bconstexpr\b[^;{}()=]*?\b(k[A-Z]\w*)\b")
NAME = re.compile(r"(?<![\w.>])((?:\w+::)*)((?:[A-Z]\w*[a-z]\w*)|k[A-Z]\w*)\b(?!\s*\()")


class Header:
    def __init__(self, path):
        self.path = path
        text = path.read_text()
        self.text = NOT_CODE.sub(lambda found: "\n" * found[0].count("\n") + ("" if found[0][0] == "/" else '""'), text)
        found = INCLUDE.findall(text)
        self.system = {name for kind, name in found if kind == "<"}
        self.ours = {name for kind, name in found if kind == '"'}
        self.declared = {name for groups in DECLARED.findall(self.text) for name in groups if name}
        self.outer = {}  # a name defined in a namespace -> that namespace
        self.forward = set()  # names with their namespace that are declared only: `class X;`
        self.namespaces = set()
        self.read_scopes()

    def read_scopes(self):
        """Which names are declared directly in which namespace."""
        text, open_scopes, begin = self.text, [], 0
        for token in re.finditer(r"[{};]", text):
            statement = text[begin:token.start()]
            inside = "::".join(scope for scope in open_scopes if scope)
            all_namespaces = all(scope is not None for scope in open_scopes)
            if token[0] == "{":
                name = re.search(r"\bnamespace(?:\s+([\w:]+))?\s*$", statement)
                if all_namespaces and not name:
                    self.note(statement, inside, defined=True)
                open_scopes.append((name[1] or "") if name else None)
                if name and name[1]:
                    self.namespaces.add("::".join(scope for scope in open_scopes if scope))
            elif token[0] == "}":
                if open_scopes:
                    open_scopes.pop()
            elif all_namespaces:
                self.note(statement, inside, defined=False)
            begin = token.end()

    def note(self, statement, namespace, defined):
        statement = re.sub(r"^[ \t]*#.*$", "", statement, flags=re.M).strip()
        statement = re.sub(r"\btemplate\s*<[^{};]*?>\s*(?=class|struct|using|concept|inline|constexpr)", "", statement)
        found = re.match(r"(?:class|struct|union|enum(?: class| struct)?)\s+(?:\[\[\w+\]\]\s*)?(\w+)\b(?!::)", statement)
        if found and not defined and not statement.startswith("enum"):
            self.forward.add(f"{namespace}::{found[1]}".strip(":"))
        elif found:
            self.outer[found[1]] = namespace
        if found:
            return
        found = re.match(r"using\s+(\w+)\s*=|concept\s+(\w+)", statement) or \
            re.match(r"(?:inline |static |extern )*(?:constexpr|const) [^()=]*?\b(k[A-Z]\w*)", statement)
        if found:
            self.outer[next(name for name in found.groups() if name)] = namespace


def main():
    headers = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.h")):
            name = str(path.relative_to(ROOT))
            if name not in PRECOMPILED:
                headers[name.removeprefix("src/")] = Header(path)
    homes = {}  # our name -> {namespace: headers}
    for name, header in headers.items():
        for declared, namespace in header.outer.items():
            homes.setdefault(declared, {}).setdefault(namespace, set()).add(name)

    def target(name, include):
        """An include is said from src/, or from the header's own folder."""
        beside = str(Path(name).parent / include)
        return include if include in headers else beside if beside in headers else None

    @cache
    def reach(name):
        seen, waiting = set(), [name]
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            waiting += [found for include in headers[one].ours if (found := target(one, include))]
        return frozenset(seen)

    faults = []
    have = {}
    for header, names in STANDARD.items():
        for name in names.split():
            have.setdefault(name, set()).add(header)
    for name, more in ALSO.items():
        have.setdefault(name, set()).update(more.split())
    for name in STANDARD["type_traits"].split():
        have[name].update(TYPE_TRAITS.split())
    have["string_view"].update(STRING_VIEW_TOO.split())

    for name, header in headers.items():
        near = reach(name)
        system = set().union(*(headers[one].system for one in near))
        forward = set().union(*(headers[one].forward for one in near))

        def need(token, line, what):
            faults.append(f"{header.path.relative_to(ROOT)}:{line}: {token} without {what}")

        said = set()

        def first(token):
            return not (token in said or said.add(token))

        for found in STD_NAME.finditer(header.text):
            token = found[1]
            line = header.text.count("\n", 0, found.start()) + 1
            if first("std::" + token) and not have.get(token, set()) & system:
                known = " or ".join(f"<{one}>" for one in sorted(have.get(token, ()))) or \
                    "a line in scripts/check_headers.py that says which header has it"
                need("std::" + token, line, known)
        if not HAVE_FIXED_WIDTH & system:
            if found := FIXED_WIDTH.search(header.text):
                need(found[0], header.text.count("\n", 0, found.start()) + 1, "<cstdint>")
        for pattern, begins in LIBRARIES:
            found = pattern.search(header.text)
            if found and not any(one.startswith(begins) for one in system):
                need(found[0], header.text.count("\n", 0, found.start()) + 1, f"an include of {begins}")

        spaces = sorted(header.namespaces, key=len) or [""]
        for found in NAME.finditer(header.text):
            parts = (found[1] + found[2]).split("::")
            type_at = next(at for at, part in enumerate(parts) if part[0].isupper() or part == found[2])
            qualifier, token = "::".join(parts[:type_at]), parts[type_at]  # of Segment::Kind, Segment counts
            if token not in homes or (not qualifier and token in header.declared):
                continue
            possible = set()
            for space in spaces:
                outer = space.split("::")
                for length in range(len(outer), -1, -1):
                    full = "::".join(outer[:length] + ([qualifier] if qualifier else [])).strip(":")
                    if f"{full}::{token}".strip(":") in forward:
                        break
                    if full in homes[token]:
                        possible |= homes[token][full]
                        break
            if possible and not possible & near and first(f"{qualifier}::{token}"):
                need(found[0], header.text.count("\n", 0, found.start()) + 1,
                     " or ".join(f'"{one}"' for one in sorted(possible)))
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
