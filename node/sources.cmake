# What the node program is made of, for this machine and for others.
set(NODE_SOURCES acl.c agent.c chunks.c console.c copytree.c dhcp.c dhcp_client.c digest.c early.c failure.c fetch.c
	handover.c handover_ifupdown.c handover_networkd.c handover_networkmanager.c
	handover_wicked.c hostkeys.c hosts.c http.c httphead.c inroot.c ipconf.c loop.c memory.c
	modalias.c modprobe.c modules.c netaddr.c nfsattributes.c nfsclient.c nfslive.c nfsmount.c nic.c overlay.c overlay_size.c
	phase_handover.c phase_files.c phase_init.c phase_leave.c phase_manifest.c phase_modules.c phase_mounts.c
	phase_network.c phase_root.c phase_words.c removetree.c reporter.c retry.c rtnl.c selinux.c
	selinux_relabel.c servers.c state.c sysfile.c units.c unpack.c unroot.c untar.c untar_pax.c unzstd.c
	up.c way_fetch.c way_nfs.c way_ram.c way_run.c way_tar.c
	writable.c)

# Unit suites that need nothing but these.
set(NODE_SUITES acl chunks copytree dhcp handover hostkeys hosts http httphead ipconf memory modalias
	netaddr nfsattributes nfslive nfsmount overlay_size removetree retry selinux servers)

# node_program_of(FOLDER NETTLE ZSTD): the target node_program, `init` in FOLDER.
function(node_program_of folder nettle zstd)
	list(TRANSFORM NODE_SOURCES PREPEND ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/)
	list(TRANSFORM SL_WIRE_SOURCES PREPEND ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../wire/)
	add_executable(node_program ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/main.c ${NODE_SOURCES}
		${SL_WIRE_SOURCES})
	target_link_libraries(node_program PRIVATE sl_flags ${nettle} ${zstd})
	target_compile_options(node_program PRIVATE -Os -g0 -ffunction-sections -fdata-sections
		-fno-profile-arcs -fno-test-coverage)
	target_link_options(node_program PRIVATE -static -Wl,--gc-sections -Wl,-s)
	set_target_properties(node_program PROPERTIES OUTPUT_NAME init
		POSITION_INDEPENDENT_CODE OFF RUNTIME_OUTPUT_DIRECTORY ${folder})
endfunction()
