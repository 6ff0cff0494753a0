#!/usr/bin/env bash
# Is a webhook genuine?  ./check_webhook.sh ID TIMESTAMP SIGNATURE <BODY
#
# The arguments are the headers webhook-id, webhook-timestamp and webhook-signature; the body comes exactly as it arrived.
# TILLER_WEBHOOK_SECRET is the secret of the endpoint, as in the set-up file. Needs openssl.
set -euo pipefail
id=${1:?webhook-id} sent=${2:?webhook-timestamp} signatures=${3:?webhook-signature}
key=$(base64 -d <<<"${TILLER_WEBHOOK_SECRET#whsec_}" | od -An -v -tx1 | tr -d ' \n')
age=$(($(date +%s) - sent))
expected=v1,$({ printf '%s.%s.' "$id" "$sent"; cat; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)

[ "${age#-}" -le 300 ] || { echo "too old or from the future: $age s"; exit 1; }
for signature in $signatures; do # two while the secret is being changed
  [ "$signature" = "$expected" ] && { echo genuine; exit 0; }
done
echo "not genuine"
exit 1
