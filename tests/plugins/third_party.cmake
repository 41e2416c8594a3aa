# Builds the plugins of third-party/ against an installed copy of this build, as anyone
# outside would: find_package(stateless), and pkg-config.
function(run)
	execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out
		ERROR_VARIABLE out)
	if(NOT status EQUAL 0)
		message(FATAL_ERROR "${ARGN}: ${status}\n${out}")
	endif()
	set(out "${out}" PARENT_SCOPE)
endfunction()

set(place ${BUILD}/third-party)
file(REMOVE_RECURSE ${place})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${place}/prefix)

run(${CMAKE_COMMAND} -S ${SOURCE} -B ${place}/build -G ${GENERATOR}
	-DCMAKE_C_COMPILER=${CC} -DCMAKE_PREFIX_PATH=${place}/prefix)
run(${CMAKE_COMMAND} --build ${place}/build)
run(${CMAKE_COMMAND} --install ${place}/build)

set(ENV{PKG_CONFIG_PATH} ${place}/prefix/${LIBDIR}/pkgconfig)
run(pkg-config --variable=abi stateless)
if(NOT out STREQUAL "0\n")
	message(FATAL_ERROR "stateless.pc has abi '${out}', wanted 0")
endif()
run(pkg-config --variable=plugindir stateless)
string(STRIP "${out}" plugindir)
run(pkg-config --cflags stateless)
string(STRIP "${out}" cflags)
run(${CC} -shared -fPIC -fvisibility=hidden ${cflags} ${SOURCE}/mirror.c
	-o ${place}/mirror.so)
run(${CHECK} ${place}/mirror.so)

foreach(name dpu mirror sealed smallest nbdroot)
	run(${CHECK} ${plugindir}/${name}.so)
endforeach()
if(NOT EXISTS ${place}/prefix/share/stateless/nbdroot/nbdroot.conf)
	message(FATAL_ERROR "the data of nbdroot was not installed")
endif()

# Where the command is part of the build, it finds them beside its own.
if(EXISTS ${place}/prefix/bin/stateless)
	run(${place}/prefix/bin/stateless --root ${place}/prefix plugins)
	foreach(name dpu mirror sealed smallest nbdroot)
		if(NOT out MATCHES "${name}")
			message(FATAL_ERROR "stateless plugins does not know ${name}:\n${out}")
		endif()
	endforeach()
endif()
file(REMOVE_RECURSE ${place})
