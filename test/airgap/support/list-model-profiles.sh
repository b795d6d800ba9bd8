#!/bin/sh
# Stands in for list-model-profiles; STAND_IN_LIST: json | text
format="" file=""
while [ $# -gt 0 ]; do
  case "$1" in
    --output-format) shift; format=$1 ;;
    --output-file) shift; file=$1 ;;
  esac
  shift
done
echo "==============================================="
echo "== NVIDIA Inference Microservice (stand-in)  =="
echo "==============================================="
if [ "$format" = json ] && [ "${STAND_IN_LIST:-json}" = json ]; then
  if [ -n "$file" ]; then cat /stand-in/list.json > "$file"; else cat /stand-in/list.json; fi
  exit 0
fi
if [ -n "$format" ]; then echo "list-model-profiles: error: unrecognized arguments: --output-format" >&2; exit 2; fi
cat /stand-in/list.txt
