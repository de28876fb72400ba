# skald_embed(target name file...): put the bytes of files into a target.
#
# In C++:   #include "skald_embedded_<name>.h"
#           for (const skald::embedded::File& file : skald::embedded::<name>()) ...
#
# A file below data/ is named relative to data/, any other relative to the project. Files are in
# the order of their names, whatever the order they are given in.

set(SKALD_EMBED_DIR "${CMAKE_CURRENT_LIST_DIR}")

function(skald_embed target name)
  set(files "")
  foreach(file IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH file NORMALIZE)
    list(APPEND files "${file}")
  endforeach()
  list(SORT files)
  set(folder "${PROJECT_BINARY_DIR}/embedded")
  set(source "${folder}/skald_embedded_${name}.cpp")
  set(list_file "${folder}/skald_embedded_${name}.txt")

  set(EMBED_NAME "${name}")
  configure_file("${SKALD_EMBED_DIR}/embedded.h.in" "${folder}/skald_embedded_${name}.h" @ONLY)
  list(JOIN files "\n" lines)
  file(CONFIGURE OUTPUT "${list_file}" CONTENT "${lines}\n" @ONLY)
  add_custom_command(
    OUTPUT "${source}"
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFILES=${list_file} -DOUTPUT=${source}
            -DROOT=${PROJECT_SOURCE_DIR} -P "${SKALD_EMBED_DIR}/embed_files.cmake"
    DEPENDS ${files} "${list_file}" "${SKALD_EMBED_DIR}/embed_files.cmake"
    COMMENT "Embedding ${name}"
    VERBATIM)
  target_sources(${target} PRIVATE "${source}")
  target_include_directories(${target} PRIVATE "${SKALD_EMBED_DIR}/include" "${folder}")
endfunction()
