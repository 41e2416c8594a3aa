# stateless config: shows values with their origin, and can be read back.
include(${CMAKE_CURRENT_LIST_DIR}/command.cmake)
set(site ${WORK}/etc/stateless/stateless.conf)
set(image ${WORK}/etc/stateless/images.d/compute.conf)

function(values text)
	string(REGEX REPLACE " *# [^\n]*" "" text "${text}")
	set(values "${text}" PARENT_SCOPE)
endfunction()

run(0 --root ${WORK} config)
has("${out}" "installdir = \"/install\"                  # default\n")
has("${out}" "# domain = \"\"                            # unset\n")

file(WRITE ${site} "# a site
domain = \"a\\\"b\\\\c\"
rootpw = 'very-secret'
dns = { 10.0.0.1, \"10.0.0.2\" }
dwarfs { level = 3 }
")
run(0 --root ${WORK} config)
has("${out}" "domain = \"a\\\"b\\\\c\"                       # ${site}:2\n")
has("${out}" "dns = { \"10.0.0.1\", \"10.0.0.2\" }         # ${site}:4\n")
has("${out}" "    level = \"3\"                          # ${site}:5\n")
has("${out}" "# rootpw = \"***\"                         # ${site}:3\n")
has_not("${out}" "very-secret")
values("${out}")
set(before "${values}")
file(WRITE ${site} "${out}")
run(0 --root ${WORK} config)
values("${out}")
if(NOT values STREQUAL before)
	message(FATAL_ERROR "read back, the site differs:\n${before}\n---\n${values}")
endif()

file(WRITE ${image} "image \"compute\" {
	distro = debian
	dwarfs { level = 5 }
}
")
run(0 --root ${WORK} config compute)
has("${out}" "    distro = \"debian\"                    # ${image}:2\n")
has("${out}" "        level = \"5\"                      # ${image}:3\n")
values("${out}")
set(before "${values}")
file(WRITE ${image} "${out}")
run(0 --root ${WORK} config compute)
values("${out}")
if(NOT values STREQUAL before)
	message(FATAL_ERROR "read back, the image differs:\n${before}\n---\n${values}")
endif()

run(0 --root ${WORK} config --json compute)
string(JSON level GET "${out}" dwarfs level value)
if(NOT level STREQUAL 5)
	message(FATAL_ERROR "--json has level ${level}, wanted 5")
endif()

# A mistake is a matter of usage, and is named.
file(WRITE ${site} "dwarfs { levle = 3 }\n")
run(2 --root ${WORK} config)
has("${err}" "${site}:1: there is no key levle of dwarfs; did you mean level?")
run(2 --root ${WORK}/nowhere config)
file(WRITE ${site} "")
run(1 --root ${WORK} config nothing)
run(2 --root ${WORK} config one two)
