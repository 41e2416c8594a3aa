# sl_add_plugin(NAME SOURCES file... [LIBRARIES target...]): NAME.so, one plugin.
#
# The tree's own plugins and a third party's use this same function: it is installed
# beside stateless.pc.  Test suites beside the sources are the caller's matter.
function(sl_add_plugin name)
	cmake_parse_arguments(arg "" "FOLDER" "SOURCES;LIBRARIES" ${ARGN})
	add_library(plugin_${name} MODULE ${arg_SOURCES})
	if(NOT arg_FOLDER)
		set(arg_FOLDER ${CMAKE_BINARY_DIR}/plugins)
	endif()
	set_target_properties(plugin_${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name}
		C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
		LIBRARY_OUTPUT_DIRECTORY ${arg_FOLDER})
	target_compile_definitions(plugin_${name} PRIVATE _GNU_SOURCE _FILE_OFFSET_BITS=64)
	target_link_options(plugin_${name} PRIVATE -Wl,-z,defs -Wl,-z,now -Wl,-z,relro)
	target_link_libraries(plugin_${name} PRIVATE stateless::api ${arg_LIBRARIES})
	if(TARGET sl_flags)
		target_link_libraries(plugin_${name} PRIVATE sl_flags)
	endif()
endfunction()
