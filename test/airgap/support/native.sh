#!/bin/sh
# Stands in for an image of the protocol native-v1: it downloads at its start, and serves unless told not to.
[ "$NIM_ENGINE_MODEL_DOWNLOAD_ONLY" = 1 ] || { echo "serving" ; exec sleep 3600; }
target=${NIM_ENGINE_MODEL_PATH:?}
[ -n "$NGC_API_KEY" ] || { echo "ERROR: Authentication Error" >&2; exit 0; }
[ "${STAND_IN:-ok}" = nothing ] && exit 0
mkdir -p "$target" || exit 1
cd /stand-in/profiles/native/files || exit 1
find . -type f | sort | while read -r found; do
  file=${found#./}
  if [ -e "$target/$file" ]; then echo "Skipping download, using cached copy of $file"; continue; fi
  mkdir -p "$(dirname "$target/$file")"
  [ "${STAND_IN:-ok}" = slow ] && sleep 0.5
  cp "$file" "$target/$file.incomplete" && mv "$target/$file.incomplete" "$target/$file" || exit 1
  echo "Downloaded filename: $file"
done
