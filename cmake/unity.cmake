# tiller_unity(<target> <source>...): with TILLER_UNITY, sources of the target are compiled some at a time: most of a
# small file's time goes into the headers that it includes. Which of them go together is told by unity_groups.py.
find_program(SYSTEM_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
set(TILLER_UNITY_LINES 1500 CACHE STRING "how many lines are compiled together in a unity build")

set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/unity_groups.py)

function(tiller_unity target)
  set(sources ${ARGN})
  list(FILTER sources INCLUDE REGEX "\\.cc$")
  if(NOT TILLER_UNITY OR NOT sources)
    return()
  endif()
  execute_process(COMMAND ${SYSTEM_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/unity_groups.py ${TILLER_UNITY_LINES} ${sources}
                  OUTPUT_VARIABLE groups OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" groups "${groups}")
  foreach(source group IN ZIP_LISTS sources groups)
    set_property(SOURCE ${source} PROPERTY UNITY_GROUP ${target}_${group})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
