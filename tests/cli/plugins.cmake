# stateless plugins: lists plugins, and the options of one.
include(${CMAKE_CURRENT_LIST_DIR}/command.cmake)

run(0 --root ${WORK} plugins)
has("${out}" "root as one DwarFS image in memory\n")
has("${out}" "bootloader: uboot\n")

run(0 --root ${WORK} plugins dwarfs)
has("${out}" "dwarfs 1.0: root as one DwarFS image in memory\n  packimage: dwarfs\n")
has("${out}" "  cache = size (site,image)\n      block cache on the node\n      default: 64M\n")

run(0 --root ${WORK} plugins --json uboot)
string(JSON arch GET "${out}" 0 bootloader 0)
string(JSON option GET "${out}" 0 options 0 name)
if(NOT "${arch} ${option}" STREQUAL "uboot dtb")
	message(FATAL_ERROR "--json: got ${arch} ${option}")
endif()

# An unfit file is passed over with a warning, and stops nothing.
file(WRITE ${WORK}/plugins/broken.so "no ELF")
file(CHMOD ${WORK}/plugins/broken.so PERMISSIONS OWNER_READ OWNER_WRITE)
run(0 --root ${WORK} --plugins ${WORK}/plugins plugins)
has("${err}" "warning: the plugin ${WORK}/plugins/broken.so is passed over: it is no ELF file")
has("${out}" "bootloader: uboot\n")

run(1 --root ${WORK} plugins nothing)
has("${err}" "there is no plugin nothing")
run(2 --root ${WORK} --plugins ${WORK}/nowhere plugins)
has("${err}" "cannot read the folder of plugins")
