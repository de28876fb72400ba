# What a user may choose, and the compiler flags that follow from it.

option(SKALD_BUILD_FUZZERS "Build fuzzers (clang, with SKALD_SANITIZE)" OFF)
option(SKALD_CORE_ONLY "Build only the pure core and its scenario runner" OFF)
option(SKALD_BUILD_TESTS "Build tests and project checks" ${PROJECT_IS_TOP_LEVEL})
option(SKALD_WERROR "Treat warnings as errors" ${PROJECT_IS_TOP_LEVEL})
option(SKALD_INSTALL "Create install rules" ${PROJECT_IS_TOP_LEVEL})
set(SKALD_SANITIZE "" CACHE STRING "Sanitizers for everything, e.g. address,undefined or thread")

set(skald_tools_default ${PROJECT_IS_TOP_LEVEL})
if(SKALD_CORE_ONLY)
  set(skald_tools_default OFF)
endif()
option(SKALD_BUILD_TOOLS "Build the skald and skald-validate programs" ${skald_tools_default})

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(PROJECT_IS_TOP_LEVEL)
  foreach(kind RUNTIME LIBRARY)
    if(NOT CMAKE_${kind}_OUTPUT_DIRECTORY)
      set(CMAKE_${kind}_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
    endif()
  endforeach()
endif()

find_program(SKALD_CCACHE ccache)
mark_as_advanced(SKALD_CCACHE)
if(PROJECT_IS_TOP_LEVEL AND SKALD_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${SKALD_CCACHE}")
endif()

if(SKALD_SANITIZE)
  add_compile_options(-fsanitize=${SKALD_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SKALD_SANITIZE})
endif()

set(SKALD_WARNINGS
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
  -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wimplicit-fallthrough -Wformat=2
  -Wextra-semi -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports overlaps inside its own std::string (GCC bug 105651).
  list(APPEND SKALD_WARNINGS -Wduplicated-cond -Wlogical-op -Wno-restrict)
  if(SKALD_SANITIZE)
    # Instrumented code confuses GCC's flow analysis; the plain builds keep the warning.
    list(APPEND SKALD_WARNINGS -Wno-maybe-uninitialized)
  endif()
else()
  list(APPEND SKALD_WARNINGS -Wthread-safety)
endif()
if(SKALD_WERROR)
  list(APPEND SKALD_WARNINGS -Werror)
endif()
