execute_process(COMMAND ${PROGRAM} RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(NOT status EQUAL 1)
	message(FATAL_ERROR "a suite with one failing case ended with '${status}', not 1")
endif()
