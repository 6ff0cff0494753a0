# tiller_room(NAME <room> [ROOMS <lower rooms>...] [LIBS <libraries>...] [TEST_LIBS <libraries>...] [TEST_SHARDS <n>])
#
# A room is a library of all x.cc in its folder and in those sub-folders that are no rooms themselves; x_test.cc go into
# <room>_test, x_bench.cc into <room>_bench. A room within a room (web/cloud) has the target name web_cloud.
#
# ROOMS is the one place that says which rooms a room may look at: scripts/check_rooms.py reads it there and fails the
# build on any other include. A room sees what it names, not what those see in turn.
#
# TEST_SHARDS is for a room whose tests take minutes: ctest runs them as n programs <room>_1 to <room>_n with a part of
# the cases each, before the others, so that no core waits for one long program at the end.
function(tiller_room)
  cmake_parse_arguments(R "" "NAME;TEST_SHARDS" "ROOMS;LIBS;TEST_LIBS" ${ARGN})
  string(REPLACE "/" "_" name ${R_NAME})
  file(GLOB_RECURSE all CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  file(GLOB inner ${CMAKE_CURRENT_SOURCE_DIR}/*/CMakeLists.txt)
  foreach(list ${inner})
    get_filename_component(folder ${list} DIRECTORY)
    list(FILTER all EXCLUDE REGEX "^${folder}/")
  endforeach()
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "_(test|bench|main)\\.cc$")
  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  set(benches ${all})
  list(FILTER benches INCLUDE REGEX "_bench\\.cc$")

  set(lower)
  foreach(room ${R_ROOMS})
    string(REPLACE "/" "_" room ${room})
    list(APPEND lower tiller_${room})
  endforeach()
  if(sources)
    add_library(tiller_${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(tiller_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  # Sources say #include "room/x.h".
  target_include_directories(tiller_${name} ${scope} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(tiller_${name} ${scope} ${lower} ${R_LIBS} Threads::Threads)
  if(name STREQUAL "base")
    target_precompile_headers(tiller_base PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${CMAKE_SOURCE_DIR}/src/base/precompiled.h>)
    if(TILLER_TESTS)
      # The other precompiled header belongs to no room: one empty source carries it for all tests.
      file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/test_headers.cc CONTENT "")
      add_library(tiller_test_headers OBJECT ${CMAKE_BINARY_DIR}/test_headers.cc)
      target_link_libraries(tiller_test_headers PRIVATE tiller_base GTest::gtest GTest::gmock)
      tiller_test_options(tiller_test_headers)
      target_precompile_headers(tiller_test_headers PRIVATE ${CMAKE_SOURCE_DIR}/src/base/precompiled_tests.h)
    endif()
  elseif(sources)
    target_precompile_headers(tiller_${name} REUSE_FROM tiller_base)
  endif()
  if(sources)
    tiller_unity(tiller_${name} ${sources})
  endif()

  if(TILLER_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE tiller_${name} ${R_TEST_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
    tiller_test_options(${name}_test)
    target_precompile_headers(${name}_test REUSE_FROM tiller_test_headers)
    tiller_unity(${name}_test ${tests})
    if(R_TEST_SHARDS)
      foreach(shard RANGE 1 ${R_TEST_SHARDS})
        math(EXPR index "${shard} - 1")
        add_test(NAME ${name}_${shard} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
        # Each writes a report of its own into the folder that test.sh names.
        set_tests_properties(${name}_${shard} PROPERTIES COST 1000
          ENVIRONMENT "GTEST_TOTAL_SHARDS=${R_TEST_SHARDS};GTEST_SHARD_INDEX=${index}"
          ENVIRONMENT_MODIFICATION "GTEST_OUTPUT=string_append:${name}_${shard}_test.xml")
      endforeach()
    else()
      add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    endif()
  endif()
  if(TILLER_BENCH AND benches)
    find_package(benchmark REQUIRED)
    add_executable(${name}_bench ${benches})
    target_link_libraries(${name}_bench PRIVATE tiller_${name} ${R_TEST_LIBS} benchmark::benchmark_main)
    target_precompile_headers(${name}_bench REUSE_FROM tiller_base)
  endif()
endfunction()
