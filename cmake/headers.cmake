# The header-only packages that core is built from: xxHash and RapidJSON.
#
# A native compiler finds them in /usr/include by itself, and passing that folder again would break
# the standard library's #include_next. A cross compiler does not look there, and must not: the
# rest of the folder belongs to this machine. It gets links to these packages only.

set(SKALD_HEADER_ONLY_PACKAGES xxhash.h rapidjson)
set(SKALD_HEADER_ONLY_ROOT "/usr/include" CACHE PATH "Where the header-only packages are")

function(skald_link_header_only_packages folder)
  file(MAKE_DIRECTORY "${folder}")
  foreach(package IN LISTS SKALD_HEADER_ONLY_PACKAGES)
    if(NOT EXISTS "${SKALD_HEADER_ONLY_ROOT}/${package}")
      message(FATAL_ERROR "${package} is not in ${SKALD_HEADER_ONLY_ROOT}; run tools/setup, "
                          "or set SKALD_HEADER_ONLY_ROOT")
    endif()
    file(CREATE_LINK "${SKALD_HEADER_ONLY_ROOT}/${package}" "${folder}/${package}" SYMBOLIC)
  endforeach()
endfunction()

set(skald_header_only_folder "")
if(CMAKE_CROSSCOMPILING OR NOT SKALD_HEADER_ONLY_ROOT STREQUAL "/usr/include")
  set(skald_header_only_folder "${PROJECT_BINARY_DIR}/header_only")
  skald_link_header_only_packages("${skald_header_only_folder}")
endif()

function(skald_use_header_only_packages target)
  if(NOT TARGET ${target})
    return()
  endif()
  # Defined empty, so that a source which defines it again is not a redefinition.
  target_compile_definitions(${target} PRIVATE XXH_INLINE_ALL=)
  if(skald_header_only_folder)
    target_include_directories(${target} SYSTEM PRIVATE "${skald_header_only_folder}")
  endif()
endfunction()
