# How this project declares libraries and programs. Sources are globbed per folder: a new file
# needs no line here, and CONFIGURE_DEPENDS notices it at the next build.

# Flags that every target of ours is compiled with.
function(skald_target_defaults target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON)
  # No absolute path of the build machine may end up in a binary through __FILE__.
  target_compile_options(${target} PRIVATE
    ${SKALD_WARNINGS} "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=")
endfunction()

# skald_sources(result folder...): every .cpp below the folders.
function(skald_sources result)
  set(found "")
  foreach(folder IN LISTS ARGN)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cpp")
    list(APPEND found ${sources})
  endforeach()
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

# skald_add_library(name SOURCES folder... [HEADERS include_folder...]
#                   [PRIVATE_INCLUDES folder...] [LINK part...])
# makes the static library skald_<name>, used and exported as skald::<name>.
function(skald_add_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;PRIVATE_INCLUDES;LINK" ${ARGN})
  skald_sources(sources ${arg_SOURCES})
  if(NOT sources)
    message(STATUS "skald::${name}: no sources, skipped")
    return()
  endif()

  set(target skald_${name})
  add_library(${target} STATIC ${sources})
  add_library(skald::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  skald_target_defaults(${target})
  # Fused multiply-add changes results between machines; users' worlds need the flag as well.
  target_compile_options(${target} PUBLIC -ffp-contract=off)
  target_compile_features(${target} PUBLIC cxx_std_20)

  foreach(folder IN LISTS arg_HEADERS)
    target_include_directories(${target} PUBLIC
      $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/${folder}>)
  endforeach()
  target_include_directories(${target} PUBLIC $<INSTALL_INTERFACE:include>)
  foreach(folder IN LISTS arg_PRIVATE_INCLUDES)
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/${folder})
  endforeach()
  foreach(part IN LISTS arg_LINK)
    target_link_libraries(${target} PUBLIC skald::${part})
  endforeach()
endfunction()

# skald_link_if_built(name scope library...): links skald_<name> where both sides exist.
function(skald_link_if_built name scope)
  if(NOT TARGET skald_${name})
    return()
  endif()
  foreach(library IN LISTS ARGN)
    if(library MATCHES "^skald::" AND NOT TARGET ${library})
      continue()
    endif()
    target_link_libraries(skald_${name} ${scope} ${library})
  endforeach()
endfunction()

# skald_add_program(target output_name SOURCES folder... LINK library...)
function(skald_add_program target output_name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  skald_sources(sources ${arg_SOURCES})
  if(NOT sources)
    message(STATUS "${output_name}: no sources, skipped")
    return()
  endif()
  add_executable(${target} ${sources})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${output_name})
  skald_target_defaults(${target})
  target_include_directories(${target} PRIVATE ${arg_SOURCES})
  foreach(library IN LISTS arg_LINK)
    if(NOT library MATCHES "^skald::" OR TARGET ${library})
      target_link_libraries(${target} PRIVATE ${library})
    endif()
  endforeach()
endfunction()
