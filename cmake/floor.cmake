# cutwatch_floor(NAME DEPENDS ...): one static library per floor, named cutwatch_NAME, that sees the source root.
function(cutwatch_floor name)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  add_library(cutwatch_${name} STATIC)
  target_include_directories(cutwatch_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(cutwatch_${name} PRIVATE cutwatch_warnings)
  foreach(floor IN LISTS ARG_DEPENDS)
    target_link_libraries(cutwatch_${name} PUBLIC cutwatch_${floor})
  endforeach()
endfunction()

# cutwatch_unit_test(NAME SOURCES ... LINKS ...): one doctest executable per room, registered with CTest.
function(cutwatch_unit_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  target_link_libraries(test_${name} PRIVATE cutwatch_warnings cutwatch_test_main ${ARG_LINKS})
  add_test(NAME unit.${name} COMMAND test_${name})
  set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 1500)
endfunction()
