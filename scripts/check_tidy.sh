#!/usr/bin/env bash
# clang-tidy with the short list of .clang-tidy. `scripts/check_tidy.sh` looks at the files that read what strangers send
# (some 5 s of CPU each); `scripts/check_tidy.sh BASE` at all C++ files that changed since that commit, as before a
# release; `scripts/check_tidy.sh FILE.cc …` at these.
set -euo pipefail
cd "$(dirname "$0")/.."

of_strangers=(
  src/base/csv.cc src/base/crypto/sealed_body.cc src/base/json/json_fault.cc src/base/text_encoding.cc
  src/document/yaml_tree.cc src/dialogue/{model_values,model_words,ssml}.cc src/guard/number_list.cc src/leads/lead.cc
  src/http/{hosts,proxies,range,request_reader,target}.cc src/media/rtp/{latch,receiver}.cc
  src/sip/{connections,digest,entry,info_key,sdp_address,sdp_parser,server_uri}.cc
)
if [ $# -eq 0 ]; then
  files=("${of_strangers[@]}")
elif [ $# -eq 1 ] && git rev-parse --quiet --verify "$1^{commit}" > /dev/null; then
  mapfile -t files < <(git diff --name-only --diff-filter=d "$1" -- 'src/*.cc' 'carrier/*.cc')
else
  files=("$@")
fi
[ ${#files[@]} -gt 0 ] || exit 0
flags=(-std=c++20 -Isrc -I. -DFMT_SHARED -DHAS_STRING_VIEW=1 -DONLY_C_LOCALE=1 -DUSE_OS_TZDB=1 '-DTILLER_VERSION="0"'
  -isystem /usr/include/sofia-sip-1.12)
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -I{} clang-tidy-16 --quiet {} -- "${flags[@]}" 2> /dev/null
