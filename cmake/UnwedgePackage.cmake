# Part of the unwedge Project, under the Apache License v2.0 with LLVM
# Exceptions. See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# `cpack` makes a Debian package for this LLVM, or an archive elsewhere.

set(UNWEDGE_MAINTAINER "The unwedge Project"
  CACHE STRING "Who maintains the package: a name and an address")

set(CPACK_PACKAGE_NAME "${UnwedgeName}")
set(CPACK_PACKAGE_VENDOR "The unwedge Project")
set(CPACK_PACKAGE_CONTACT "${UNWEDGE_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
  "finds code that gets stuck in production (LLVM ${LLVM_VERSION_MAJOR})")
set(CPACK_PACKAGE_DESCRIPTION
  "unwedge finds, at compile time, four ways in which a C++ program that passes
its tests stops in production, or grows until it does: skipped cleanup, reader
locks that are taken again, consumers that wait for themselves, and cache keys
that never match. Here are the program unwedge, the module for clang-tidy-${LLVM_VERSION_MAJOR}
and the plugins for clang-${LLVM_VERSION_MAJOR} itself and for its static analyzer.")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES TRUE)
set(CPACK_VERBATIM_VARIABLES TRUE)
# The names without a version are left to Debian's alternatives.
set(CPACK_COMPONENTS_ALL unwedge)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL TRUE)
set(CPACK_ARCHIVE_COMPONENT_INSTALL TRUE)

find_program(UNWEDGE_DPKG_QUERY dpkg-query)
set(LLVMPackage)
if(UNWEDGE_DPKG_QUERY)
  execute_process(
    COMMAND "${UNWEDGE_DPKG_QUERY}" --show "--showformat=\${Version}"
            "libclang-cpp${LLVM_VERSION_MAJOR}"
    OUTPUT_VARIABLE LLVMPackage ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
if(NOT LLVMPackage)
  # Not Debian's LLVM: nothing is known of what a package would depend on.
  set(CPACK_GENERATOR TGZ)
  include(CPack)
  return()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# Debian counts 1:22 as newer than 22: versions have to have the epoch.
string(REGEX MATCH "^[0-9]+:" Epoch "${LLVMPackage}")
# The program runs with any patch release, as LLVM's libraries have one name for
# all of them; dpkg-shlibdeps adds those. It needs the compiler's own headers, and
# Ninja to run.
set(Major "${LLVM_VERSION_MAJOR}")
set(Minor "${Major}.${LLVM_VERSION_MINOR}")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS TRUE)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "libclang-common-${Major}-dev (>= ${Epoch}${LLVM_PACKAGE_VERSION}), ninja-build (>= 1.10)")
# clang turns away a plugin of another patch release. These are no dependencies:
# the program works without, and a new clang must not be held up.
math(EXPR NextPatch "${LLVM_VERSION_PATCH} + 1")
math(EXPR NextMinor "${LLVM_VERSION_MINOR} + 1")
string(CONCAT CPACK_DEBIAN_PACKAGE_RECOMMENDS
  "clang-tidy-${Major} (>= ${Epoch}${Minor}), "
  "clang-tidy-${Major} (<< ${Epoch}${Major}.${NextMinor}~), "
  "clang-${Major} (>= ${Epoch}${LLVM_PACKAGE_VERSION}), "
  "clang-${Major} (<< ${Epoch}${Minor}.${NextPatch}~), git")

set(UnwedgeSlaves "")
set(Slaves ${UnwedgePrograms})
list(REMOVE_ITEM Slaves unwedge)
foreach(Program IN LISTS Slaves)
  string(APPEND UnwedgeSlaves " \\\n    --slave /usr/bin/${Program} ${Program}"
    " /usr/bin/${Program}-${Major}")
endforeach()
if(UnwedgeHeaders)
  string(APPEND UnwedgeSlaves " \\\n    --slave /usr/include/unwedge"
    " unwedge-include /usr/${UnwedgeTree}/include/unwedge")
endif()
foreach(Script postinst prerm)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/package/${Script}.in"
    "${CMAKE_BINARY_DIR}/package/${Script}" @ONLY
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
                     GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${CMAKE_BINARY_DIR}/package/${Script}")
endforeach()
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
include(CPack)
