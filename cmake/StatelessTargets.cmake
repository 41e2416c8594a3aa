# What every target of ours is compiled with, and the functions that leaf folders use.

add_library(sl_flags INTERFACE)
target_compile_features(sl_flags INTERFACE c_std_11)
target_compile_definitions(sl_flags INTERFACE _GNU_SOURCE _FILE_OFFSET_BITS=64)
target_compile_options(sl_flags INTERFACE -Wall -Wextra -Wshadow -Wvla
	-Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings
	-Wformat-nonliteral -fno-common -fvisibility=hidden -fstack-protector-strong)
target_include_directories(sl_flags INTERFACE ${CMAKE_CURRENT_LIST_DIR}/..)
if(STATELESS_WERROR)
	target_compile_options(sl_flags INTERFACE -Werror)
endif()

# Not on plugins: the program that loads them brings the run-time library.
add_library(sl_sanitize INTERFACE)
if(STATELESS_SANITIZE)
	target_compile_options(sl_sanitize INTERFACE -fsanitize=address,undefined
		-fno-sanitize-recover=undefined -fno-omit-frame-pointer)
	target_link_options(sl_sanitize INTERFACE -fsanitize=address,undefined)
	if(CMAKE_C_COMPILER_ID MATCHES Clang) # so that fuzz targets see where they come
		target_compile_options(sl_sanitize INTERFACE -fsanitize=fuzzer-no-link)
	endif()
endif()

# sl_sources(FILE...): adds to the core library the files of this folder.
function(sl_sources)
	foreach(file IN LISTS ARGN)
		target_sources(sl_core PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/${file})
	endforeach()
endfunction()

# sl_unit(NAME [LIBRARY...]): NAME_test.c is a CUnit suite; its test is called by its
# folder and NAME.  Core's libraries are linked unless others are given.
function(sl_unit name)
	if(NOT STATELESS_TESTS)
		return()
	endif()
	file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
	string(REPLACE "/" "." dotted ${folder})
	set(target ${dotted}.${name}_test)
	add_executable(${target} ${name}_test.c)
	set(libraries ${ARGN})
	if(NOT libraries)
		set(libraries sl_core)
	endif()
	target_link_libraries(${target} PRIVATE sl_unit_driver ${libraries} sl_flags
		sl_sanitize)
	set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
		${CMAKE_BINARY_DIR}/unit)
	add_test(NAME ${dotted}.${name} COMMAND ${target})
	set_tests_properties(${dotted}.${name} PROPERTIES TIMEOUT 120 LABELS unit
		ENVIRONMENT "SOURCE_DIR=${PROJECT_SOURCE_DIR};BUILD_DIR=${CMAKE_BINARY_DIR}")
endfunction()

# sl_fuzz(NAME LIBRARY...): NAME_fuzz.c is a fuzz target of a parser of what comes from
# outside.  clang builds it with libFuzzer (`cmake --preset clang`), and it runs for a few
# seconds as a test; run build/clang/fuzz/NAME_fuzz for longer.  Outside tests/fuzz the
# folder stands before NAME, as it does in sl_unit().  NAME_seed.txt, where it is there, is
# what inputs are made from at first: a format that chance does not find.
function(sl_fuzz name)
	if(NOT STATELESS_TESTS OR NOT CMAKE_C_COMPILER_ID MATCHES Clang)
		return()
	endif()
	file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
	string(REPLACE "/" "." target ${folder}.${name}_fuzz)
	string(REGEX REPLACE "^tests\\.fuzz\\." "" target ${target})
	add_executable(${target} ${name}_fuzz.c)
	target_link_libraries(${target} PRIVATE ${ARGN} sl_flags sl_sanitize)
	target_compile_definitions(${target} PRIVATE SOURCE_DIR="${PROJECT_SOURCE_DIR}")
	target_compile_options(${target} PRIVATE -fsanitize=fuzzer -Wno-missing-prototypes)
	target_link_options(${target} PRIVATE -fsanitize=fuzzer)
	set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
		${CMAKE_BINARY_DIR}/fuzz)
	set(seed)
	if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${name}_seed.txt)
		set(seed -seed_inputs=${CMAKE_CURRENT_SOURCE_DIR}/${name}_seed.txt)
	endif()
	add_test(NAME fuzz.${target} COMMAND ${target} ${seed} -max_total_time=4
		-max_len=4096 -rss_limit_mb=1024 -timeout=10)
	set_tests_properties(fuzz.${target} PROPERTIES TIMEOUT 60 LABELS fuzz)
endfunction()
