# run(STATUS word...): runs stateless with the words and leaves what it printed in `out`,
# what it said in `err`.
function(run wanted)
	execute_process(COMMAND ${STATELESS} --plugins ${PLUGINS} ${ARGN}
		RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE err)
	if(NOT status EQUAL wanted)
		message(FATAL_ERROR "stateless ${ARGN}: ${status}, wanted ${wanted}\n"
			"${out}${err}")
	endif()
	set(out "${out}" PARENT_SCOPE)
	set(err "${err}" PARENT_SCOPE)
endfunction()

function(has text wanted)
	string(FIND "${text}" "${wanted}" at)
	if(at EQUAL -1)
		message(FATAL_ERROR "wanted \"${wanted}\" in:\n${text}")
	endif()
endfunction()

function(has_not text unwanted)
	string(FIND "${text}" "${unwanted}" at)
	if(NOT at EQUAL -1)
		message(FATAL_ERROR "unwanted \"${unwanted}\" in:\n${text}")
	endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK}/etc/stateless/images.d)
