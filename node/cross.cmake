# The node program for other architectures than this machine's: by cross compilers, with the
# static libraries that packaging/sysroot fetches.  Where one of them is missing, the node
# program of that architecture is not built, and packimage says so of its images.
include(ExternalProject)

# The suites of the node program, by qemu-user, where the sysroot has CUnit.
function(suites_for arch cunit folder)
	find_program(EMULATOR_${arch} qemu-${arch}-static)
	mark_as_advanced(EMULATOR_${arch})
	if(NOT STATELESS_TESTS OR NOT EMULATOR_${arch} OR NOT EXISTS ${cunit})
		return()
	endif()
	foreach(suite IN LISTS NODE_SUITES)
		add_test(NAME node.${arch}.${suite}
			COMMAND ${EMULATOR_${arch}} ${folder}/${suite}_test)
		set_tests_properties(node.${arch}.${suite} PROPERTIES TIMEOUT 120 LABELS unit
			ENVIRONMENT "SOURCE_DIR=${PROJECT_SOURCE_DIR};BUILD_DIR=${CMAKE_BINARY_DIR}")
	endforeach()
endfunction()

function(node_program_for arch triplet)
	if(arch STREQUAL NODE_ARCH)
		return()
	endif()
	set(sysroot ${STATELESS_SYSROOTS}/${arch})
	find_program(CROSS_${arch} ${triplet}-gcc)
	mark_as_advanced(CROSS_${arch})
	if(NOT CROSS_${arch} OR NOT EXISTS ${sysroot}/usr/include/zstd.h)
		message(STATUS "No node program for ${arch}: needs ${triplet}-gcc and "
			"packaging/sysroot ${STATELESS_SYSROOTS} ${arch}")
		return()
	endif()
	set(folder ${CMAKE_BINARY_DIR}/node/${arch})
	ExternalProject_Add(node_${arch}
		SOURCE_DIR ${CMAKE_CURRENT_SOURCE_DIR}/cross
		BINARY_DIR ${CMAKE_CURRENT_BINARY_DIR}/${arch}.project/build
		PREFIX ${CMAKE_CURRENT_BINARY_DIR}/${arch}.project
		CMAKE_ARGS -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=${arch}
			-DCMAKE_C_COMPILER=${CROSS_${arch}} -DSTATELESS_WERROR=${STATELESS_WERROR}
			-DSYSROOT=${sysroot} -DTRIPLET=${triplet} -DFOLDER=${folder}
			-DSUITES=${STATELESS_TESTS}
		BUILD_ALWAYS ON INSTALL_COMMAND ""
		LOG_CONFIGURE ON LOG_BUILD ON LOG_OUTPUT_ON_FAILURE ON
		BUILD_BYPRODUCTS ${folder}/init)
	install(PROGRAMS ${folder}/init
		DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/stateless/node/${arch})
	suites_for(${arch} ${sysroot}/usr/lib/${triplet}/libcunit.a ${folder}/unit)
endfunction()

node_program_for(x86_64 x86_64-linux-gnu)
node_program_for(aarch64 aarch64-linux-gnu)
node_program_for(ppc64le powerpc64le-linux-gnu)
node_program_for(ppc64 powerpc64-linux-gnu)
