# sl_add_plugin(NAME SOURCES file... [LIBRARIES target...] [DATA file-or-folder...]
#               [FOLDER folder]): NAME.so, one plugin.
#
# DATA is what the plugin finds in its folder SL_DATA; a file `programs` there names the
# programs that it runs, for `stateless doctor` (docs/design.md, section 4).
# FOLDER: where the .so is built, instead of plugins/ of the build tree; such a plugin is
# not installed.
#
# The tree's own plugins and a third party's use this same function: it is installed, and
# find_package(stateless) brings it.  STATELESS_PLUGINDIR and STATELESS_DATADIR say where
# plugins and their data are installed.  Test suites beside the sources are the caller's
# matter.
function(sl_add_plugin name)
	cmake_parse_arguments(arg "" "FOLDER" "SOURCES;LIBRARIES;DATA" ${ARGN})
	add_library(plugin_${name} MODULE ${arg_SOURCES})
	sl_plugin_flags(${name})
	target_link_libraries(plugin_${name} PRIVATE stateless::api ${arg_LIBRARIES})
	if(TARGET sl_flags)
		target_link_libraries(plugin_${name} PRIVATE sl_flags)
	endif()
	if(arg_FOLDER)
		set_target_properties(plugin_${name} PROPERTIES
			LIBRARY_OUTPUT_DIRECTORY ${arg_FOLDER})
	else()
		set_target_properties(plugin_${name} PROPERTIES
			LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
		install(TARGETS plugin_${name} LIBRARY DESTINATION ${STATELESS_PLUGINDIR})
		sl_plugin_data(${name} ${arg_DATA})
	endif()
	if(STATELESS_TESTS)
		add_test(NAME plugins.${name}.conformance
			COMMAND plugin_conformance $<TARGET_FILE:plugin_${name}>)
		set_tests_properties(plugins.${name}.conformance PROPERTIES
			TIMEOUT 300 LABELS unit)
	endif()
endfunction()

# One symbol is exported, whatever libraries are linked in, and none is left open.
function(sl_plugin_flags name)
	set(map ${CMAKE_CURRENT_BINARY_DIR}/plugin_${name}.map)
	file(CONFIGURE OUTPUT ${map} CONTENT "{ global: sl_plugin_*; local: *; };\n")
	set_target_properties(plugin_${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name}
		C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden LINK_DEPENDS ${map})
	target_compile_definitions(plugin_${name} PRIVATE _GNU_SOURCE _FILE_OFFSET_BITS=64)
	target_link_options(plugin_${name} PRIVATE -Wl,-z,defs -Wl,-z,now -Wl,-z,relro
		-Wl,--version-script=${map})
endfunction()

# In the build tree data/NAME links to the sources, so that an edit is seen at once.
function(sl_plugin_data name)
	set(built ${CMAKE_BINARY_DIR}/data/${name})
	foreach(item IN LISTS ARGN)
		get_filename_component(item ${item} ABSOLUTE)
		get_filename_component(base ${item} NAME)
		file(MAKE_DIRECTORY ${built})
		file(CREATE_LINK ${item} ${built}/${base} SYMBOLIC)
		if(IS_DIRECTORY ${item})
			install(DIRECTORY ${item} DESTINATION ${STATELESS_DATADIR}/${name})
		else()
			install(FILES ${item} DESTINATION ${STATELESS_DATADIR}/${name})
		endif()
	endforeach()
endfunction()
