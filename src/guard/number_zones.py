#!/usr/bin/env python3
"""Writes the table of number_zones.cc from the data of the Debian package python3-phonenumbers (Apache-2.0, Google's libphonenumber)."""
import sys

from phonenumbers.tzdata import TIMEZONE_DATA

# Indonesia's mobile numbers are carried all over its three zones: the data says where a block was first sold, as for no other country's.
ANYWHERE = "628"
table = {prefix: zones for prefix, zones in TIMEZONE_DATA.items() if not prefix.startswith(ANYWHERE)}
sets = sorted({zones for zones in table.values()})
place = {zones: i for i, zones in enumerate(sets)}
with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write('#include "guard/number_zones_data.h"\n\nnamespace tiller::guard {\n\n')
    out.write("const std::vector<std::vector<const char*>> kZoneSets = {\n")
    for zones in sets:
        out.write("    {" + ", ".join(f'"{zone}"' for zone in zones) + "},\n")
    out.write("};\n\nconst std::vector<PrefixZones> kPrefixZones = {\n")
    for prefix in sorted(table, key=int):
        out.write(f"    {{{prefix}, {place[table[prefix]]}}},\n")
    out.write("};\n\n}  // namespace tiller::guard\n")
