"""Sums JUnit reports: count_tests.py FOLDER PASSED FAILED. Prints `N passed, N failed`; status 1 if anything failed or is missing."""
import pathlib
import sys
import xml.etree.ElementTree as xml


def cases(path):
    """(name, whether it passed) of each case that was not skipped."""
    for case in xml.parse(path).getroot().iter("testcase"):
        if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            continue
        yield case.get("name"), case.find("failure") is None and case.find("error") is None and case.get("status") != "fail"


def main():
    reports = pathlib.Path(sys.argv[1])
    passed, failed, wrong = int(sys.argv[2]), int(sys.argv[3]), []

    def add(source, name, good):
        nonlocal passed, failed
        passed, failed = passed + good, failed + (not good)
        if not good:
            wrong.append(f"{source}: {name}")

    # Of a program of unit tests its cases count; of one that died before it could tell them, and of a fuzz target, the program.
    for name, good in cases(reports / "ctest.xml"):
        unit = reports / "unit" / f"{name}_test.xml"
        if not unit.exists():
            add("ctest", name, good)
            continue
        all_good = True
        for case, case_good in cases(unit):
            all_good = all_good and case_good
            add(name, case, case_good)
        if all_good and not good:
            add("ctest", name, False)  # e.g. a leak, found after the last case
    for suite in ("functional", "sanitized"):
        report = reports / f"{suite}.xml"
        if not report.exists():
            add(suite, "did not run to its end", False)
            continue
        for name, good in cases(report):
            add(suite, name, good)

    for line in wrong:
        print(line)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
