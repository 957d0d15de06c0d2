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
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 is wrong about std::string at -O3 (GCC bug 105329).
    target_compile_options(tailrace_options INTERFACE -Wno-restrict)
endif()
if(TAILRACE_SANITIZE)
    target_compile_options(tailrace_options INTERFACE -fsanitize=${TAILRACE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(tailrace_options INTERFACE -fsanitize=${TAILRACE_SANITIZE})
endif()
if(TAILRACE_SANITIZE MATCHES "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 is wrong about <regex> when it instruments it.
    target_compile_options(tailrace_options INTERFACE -Wno-maybe-uninitialized)
endif()
if(TAILRACE_SANITIZE MATCHES "thread")
    # Every program needs them: librdkafka's threads, as ThreadSanitizer knows threads.
    add_library(tailrace_c11_threads OBJECT "${PROJECT_SOURCE_DIR}/tests/support/tsan_c11_threads.cpp")
    target_compile_features(tailrace_c11_threads PRIVATE cxx_std_20)
    target_compile_options(tailrace_c11_threads PRIVATE -fsanitize=${TAILRACE_SANITIZE} -fno-omit-frame-pointer)
    target_sources(tailrace_options INTERFACE $<TARGET_OBJECTS:tailrace_c11_threads>)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)
