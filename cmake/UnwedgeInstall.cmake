# Part of the unwedge Project, under the Apache License v2.0 with LLVM
# Exceptions. See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What `cmake --install` installs. All that depends on LLVM's version is in a
# tree of its own, lib/unwedge-N, as LLVM's own packages have it, so that several
# can be installed side by side; beside it are links with N in their names.
# The tree is laid out as the build tree is: the programs find what belongs to
# them in one way. The component `names` has the links without N.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(UnwedgeName "unwedge-${LLVM_VERSION_MAJOR}")
set(UnwedgeTree "lib/${UnwedgeName}")
set(UnwedgeDocs "${CMAKE_INSTALL_DATAROOTDIR}/doc/${UnwedgeName}")
set(UnwedgePackageDir "lib/cmake/${UnwedgeName}")

# An LLVM outside of the system's folders has to be found at run time as well.
set_target_properties(UnwedgeDriver PROPERTIES
  INSTALL_RPATH_USE_LINK_PATH TRUE)
install(TARGETS UnwedgeDriver
  RUNTIME DESTINATION "${UnwedgeTree}/bin" COMPONENT unwedge)
install(TARGETS UnwedgeTidyModule UnwedgeAnalyzerPlugin UnwedgeCompilerPlugin
  LIBRARY DESTINATION "${UnwedgeTree}/lib" COMPONENT unwedge)
set(UnwedgePrograms unwedge unwedge-tidy unwedge-analyze)
if(TARGET UnwedgeClangd)
  set_target_properties(UnwedgeClangd PROPERTIES
    INSTALL_RPATH_USE_LINK_PATH TRUE)
  install(TARGETS UnwedgeClangd
    RUNTIME DESTINATION "${UnwedgeTree}/bin" COMPONENT unwedge)
  list(APPEND UnwedgePrograms unwedge-clangd)
endif()

# Installs a link called Name to Target, both below the prefix.
function(unwedge_install_link Target Name Component)
  cmake_path(GET Name PARENT_PATH Folder)
  cmake_path(GET Name FILENAME File)
  cmake_path(RELATIVE_PATH Target BASE_DIRECTORY "${Folder}")
  set(Link "${CMAKE_BINARY_DIR}/install-links/${Name}")
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/install-links/${Folder}")
  file(CREATE_LINK "${Target}" "${Link}" SYMBOLIC)
  install(FILES "${Link}" DESTINATION "${Folder}" COMPONENT ${Component})
endfunction()

unwedge_install_link("${UnwedgeTree}/bin/unwedge"
  "${UnwedgeTree}/bin/unwedge-tidy" unwedge)
unwedge_install_link("${UnwedgeTree}/bin/unwedge"
  "${UnwedgeTree}/bin/unwedge-analyze" unwedge)
foreach(Program IN LISTS UnwedgePrograms)
  foreach(Suffix "-${LLVM_VERSION_MAJOR}" "")
    if(Suffix)
      set(Component unwedge)
    else()
      set(Component names)
    endif()
    unwedge_install_link("${UnwedgeTree}/bin/${Program}"
      "${CMAKE_INSTALL_BINDIR}/${Program}${Suffix}" ${Component})
  endforeach()
endforeach()

file(GLOB UnwedgeHeaders CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/include/unwedge/*.h")
if(UnwedgeHeaders)
  install(FILES ${UnwedgeHeaders}
    DESTINATION "${UnwedgeTree}/include/unwedge" COMPONENT unwedge)
  unwedge_install_link("${UnwedgeTree}/include/unwedge"
    "${CMAKE_INSTALL_INCLUDEDIR}/unwedge" names)
endif()

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
  DESTINATION "${UnwedgeDocs}" RENAME copyright COMPONENT unwedge)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/"
  DESTINATION "${UnwedgeDocs}" COMPONENT unwedge
  FILES_MATCHING PATTERN "*.md")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/integrations/"
  DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/${UnwedgeName}/integrations"
  USE_SOURCE_PERMISSIONS COMPONENT unwedge)

# It takes the labels from the integrations beside its folder.
set(UnwedgeLabels "${PROJECT_SOURCE_DIR}/tools/add_codechecker_labels.py")
if(EXISTS "${UnwedgeLabels}")
  install(PROGRAMS "${UnwedgeLabels}"
    DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/${UnwedgeName}/tools"
    COMPONENT unwedge)
endif()

set(PackageSource "${PROJECT_SOURCE_DIR}/cmake/package")
set(PackageBinary "${CMAKE_BINARY_DIR}/package")
configure_package_config_file(
  "${PackageSource}/unwedgeConfig.cmake.in"
  "${PackageBinary}/unwedgeConfig.cmake"
  INSTALL_DESTINATION "${UnwedgePackageDir}"
  PATH_VARS UnwedgeTree)
write_basic_package_version_file("${PackageBinary}/unwedgeBasicVersion.cmake"
  COMPATIBILITY SameMinorVersion)
configure_file("${PackageSource}/unwedgeConfigVersion.cmake.in"
  "${PackageBinary}/unwedgeConfigVersion.cmake" @ONLY)
install(FILES
    "${PackageBinary}/unwedgeConfig.cmake"
    "${PackageBinary}/unwedgeBasicVersion.cmake"
    "${PackageBinary}/unwedgeConfigVersion.cmake"
    "${PackageSource}/unwedgeArguments.cmake"
    "${PackageSource}/unwedgeCheck.cmake"
    "${PackageSource}/unwedgeEnable.cmake"
    "${PackageSource}/unwedgeRun.cmake"
  DESTINATION "${UnwedgePackageDir}" COMPONENT unwedge)
