#!/bin/sh
# Stands in for the download command of a NIM image. What it does is told by STAND_IN:
#   ok | slow | old | network | enospc | exit-zero | nothing | listing | stub | stuck
mode=${STAND_IN:-ok}
cache=${NIM_CACHE_PATH:-/opt/nim/.cache}
usage() {
  if [ "$mode" = old ]; then
    echo "usage: download-to-cache [-h] [--profile PROFILE]"
  else
    echo "usage: download-to-cache [-h] [--profiles [PROFILES ...]] [--all] [--lora] [--model-uri MODEL_URI] [--manifest-file MANIFEST_FILE] [--verify-checksums]"
  fi
}
wanted="" uri="" manifest="" verify=""
while [ $# -gt 0 ]; do
  case "$1" in
    -h|--help) usage; exit 0 ;;
    --profiles)
      if [ "$mode" = old ]; then usage >&2; echo "download-to-cache: error: unrecognized arguments: --profiles" >&2; exit 2; fi
      shift
      while [ $# -gt 0 ] && [ "${1#--}" = "$1" ]; do wanted="$wanted $1"; shift; done
      continue ;;
    --profile) shift; wanted="$wanted $1" ;;
    --all) for folder in /stand-in/profiles/*; do wanted="$wanted ${folder##*/}"; done ;;
    --model-uri) shift; uri=$1 ;;
    --manifest-file) shift; manifest=$1 ;;
    --verify-checksums) verify=yes ;;
    *) usage >&2; echo "download-to-cache: error: unrecognized arguments: $1" >&2; exit 2 ;;
  esac
  shift
done
echo "INFO 2026-11-21 12:00:00.000 info.py:21] ngc configured with api_loc: api.ngc.nvidia.com auth_loc: authn.nvidia.com scheme: https"
[ -n "$verify" ] && echo "INFO verify checksums"
if [ -z "$NGC_API_KEY$HF_TOKEN" ]; then
  echo "ERROR: Authentication Error: NGC_API_KEY is not set" >&2
  [ "$mode" = exit-zero ] && exit 0
  exit 1
fi
[ -n "$SAY_KEY" ] && echo "DEBUG: using key $NGC_API_KEY for https://files.example/x?X-Amz-Signature=0123456789abcdef0123456789abcdef&x=1"
case "$NGC_API_KEY" in
  nvapi-revoked*) echo "Error: HTTP status client error (403 Forbidden) for url (https://authn.nvidia.com/token)" >&2; exit 1 ;;
  nvapi-elsewhere*) echo "Error: HTTP status client error (451 Unavailable For Legal Reasons) for url (https://api.ngc.nvidia.com/v2/org/nim/team/meta/models/stand-in/files)" >&2; exit 1 ;;
esac
case "$mode" in
  exit-zero) echo "ERROR: Authentication Error" ; exit 0 ;;
  nothing) exit 0 ;;
  listing) echo "Error: the repo file list has not been validated" >&2; exit 1 ;;
  stuck) trap "" TERM; while :; do sleep 1; done ;;
esac
if [ -n "$uri" ]; then
  wanted=model-free
  [ -n "$manifest" ] && printf 'schema_version: "2.0"\nprofiles: []\n' > "$manifest"
fi
if [ -z "$wanted" ]; then echo "no GPU detected; cannot choose an optimal profile" >&2; exit 1; fi
for profile in $wanted; do
  if [ ! -d "/stand-in/profiles/$profile" ]; then
    echo "Unknown profiles provided: {'$profile'}" >&2
    echo "All valid profiles: {$(for f in /stand-in/profiles/*; do printf "'%s', " "${f##*/}"; done)}" >&2
    exit 1
  fi
done
for profile in $wanted; do
  version=$(cat "/stand-in/profiles/$profile/version")
  if [ "$profile" = model-free ]; then base=$cache/huggingface/hub/models--meta--stand-in
  else base=$cache/ngc/hub/models--nim--meta--stand-in; fi
  mkdir -p "$base/blobs" "$base/refs" "$base/snapshots/$version" "$cache/ngc/hub/tmp" || exit 1
  printf %s "$version" > "$base/refs/$version"
  cd "/stand-in/profiles/$profile/files" || exit 1
  find . -type f | sort | while read -r found; do
    file=${found#./}
    hash=$(md5sum "$file" | cut -d' ' -f1)
    link=$base/snapshots/$version/$file
    if [ -e "$link" ]; then echo "INFO Skipping download, using cached copy of $file at $link"; continue; fi
    mkdir -p "$(dirname "$link")"
    partial=$cache/ngc/hub/tmp/$hash.part
    size=$(stat -c %s "$file")
    [ "$mode" = stub ] && size=$((size / 20))
    : > "$partial" || exit 1
    done=0
    while [ "$done" -lt "$size" ]; do
      dd if="$file" of="$partial" bs=65536 skip=$((done / 65536)) seek=$((done / 65536)) count=1 conv=notrunc 2>/tmp/dd || {
        cat /tmp/dd >&2; echo "Error: No space left on device (os error 28)" >&2; exit 1; }
      done=$((done + 65536))
      [ "$mode" = slow ] && sleep 0.2
      if [ "$mode" = enospc ] && [ "$done" -gt 131072 ]; then echo "Error: No space left on device (os error 28)" >&2; exit 1; fi
      if [ "$mode" = network ] && [ "$done" -gt 131072 ]; then echo "Error: error sending request for url (https://api.ngc.nvidia.com/v2/org/nim/team/meta/models/stand-in/files)" >&2; exit 1; fi
    done
    [ "$mode" = stub ] && truncate -s "$size" "$partial"
    mv "$partial" "$base/blobs/$hash"
    up=$(printf %s "$file" | sed 's|[^/]||g; s|/|../|g')
    ln -s "../../${up}blobs/$hash" "$link"
    echo "INFO Downloaded filename: $file ($size bytes)"
  done || exit 1
done
exit 0
