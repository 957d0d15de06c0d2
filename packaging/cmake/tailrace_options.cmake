# SPDX-License-Identifier: Apache-2.0
# Language level, warnings and sanitizers for every target of ours, tests included.
set(TAILRACE_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")
option(TAILRACE_WERROR "Warnings are errors" ON)

add_library(tailrace_options INTERFACE)
target_compile_features(tailrace_options INTERFACE cxx_std_20)
target_compile_options(tailrace_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
    $<$<BOOL:${TAILRACE_WERROR}>:-Werror>)
target_include_directories(tailrace_options INTERFACE "${PROJECT_SOURCE_DIR}")
if(TAILRACE_SANITIZE)
    target_compile_options(tailrace_options INTERFACE -fsanitize=${TAILRACE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(tailrace_options INTERFACE -fsanitize=${TAILRACE_SANITIZE})
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)
