# Plays a scripted evening and asks the game's own tools about it, as a developer would.

file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
unset(ENV{SKALD_PROVIDER})  # a voice of the machine's owner is none of this test's

# run(status pattern command...): runs in FOLDER; its output must match.
function(run status pattern)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${FOLDER}" INPUT_FILE "${INPUT}"
                  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
  list(JOIN ARGN " " command)
  message("$ ${command}\n${output}")
  if(NOT result STREQUAL status)
    message(FATAL_ERROR "status ${result}, expected ${status}")
  endif()
  if(NOT output MATCHES "${pattern}")
    message(FATAL_ERROR "expected: ${pattern}")
  endif()
endfunction()

# Six lines, three seconds each; paused during one of them.
run(0 "Maud: .*\nMaud: .*\nrecorded 900 ticks to evening.skald" ${TAVERN})
run(0 "^evening.skald: same, 900 of 900 ticks" ${TAVERN} validate evening.skald)
run(0 "wolves by the mill.*Maud  .*stay for supper.*Maud  " ${TAVERN} replay evening.skald)
run(0 "tavern 1.* 900 at 60 a second" ${TAVERN} inspect evening.skald)
run(0 "request .*finished +- +offline" ${TAVERN} inspect evening.skald --calls)
run(0 "keeper .*coins = 12" ${TAVERN} inspect evening.skald --tick 1)

run(1 "diverged at tick 1 of 900.*talk .*keeper.*coins: recorded 12, replayed 13"
    ${DEARER} validate evening.skald)
run(1 "\"field\":\"coins\",\"recorded\":\"12\",\"replayed\":\"13\""
    ${DEARER} validate evening.skald --json)
