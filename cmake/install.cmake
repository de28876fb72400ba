# cmake --install, and what find_package(skald) finds afterwards.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(skald_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/skald")

foreach(target skald_core skald_store skald_log skald_voices skald_all)
  if(TARGET ${target})
    install(TARGETS ${target} EXPORT skaldTargets
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  endif()
endforeach()
foreach(program skald_cli skald_validate)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()

foreach(module replay llm engine)
  if(EXISTS "${PROJECT_SOURCE_DIR}/${module}/include")
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/${module}/include/"
      DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
  endif()
endforeach()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(TARGET skald_core)
  install(EXPORT skaldTargets NAMESPACE skald:: DESTINATION ${skald_cmake_dir})
endif()
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/skaldConfig.cmake.in" "${PROJECT_BINARY_DIR}/skaldConfig.cmake"
  INSTALL_DESTINATION ${skald_cmake_dir})
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/skaldConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/skaldConfig.cmake"
  "${PROJECT_BINARY_DIR}/skaldConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindZstd.cmake"
  DESTINATION ${skald_cmake_dir})
