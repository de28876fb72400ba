# shellcheck shell=bash
# For bash scripts that run several steps: says what runs, how long it took, and what failed.
# Source it, call `step NAME COMMAND...`, end with `steps_summary`.

steps_names=()
steps_seconds=()
steps_results=()
steps_failed=0

# step NAME COMMAND...: run it, note time and result, go on. Returns the command's status.
step() {
  local name=$1 start=$SECONDS status=0
  shift
  printf '\n==> %s\n' "$name"
  "$@" || status=$?
  steps_names+=("$name")
  steps_seconds+=($((SECONDS - start)))
  if [ "$status" -eq 0 ]; then
    steps_results+=(ok)
  else
    steps_results+=("FAILED ($status)")
    steps_failed=1
  fi
  return "$status"
}

# steps_summary: a table of what ran. Returns 1 when any step failed.
steps_summary() {
  local i
  printf '\n%-32s %8s  %s\n' step seconds result
  for i in "${!steps_names[@]}"; do
    printf '%-32s %8d  %s\n' "${steps_names[$i]}" "${steps_seconds[$i]}" "${steps_results[$i]}"
  done
  printf '%-32s %8d\n' total "$SECONDS"
  return "$steps_failed"
}
