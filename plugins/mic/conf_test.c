/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/conf_test.c - the vendor's configuration: of the example that was seen to be
 * taken by its reader, what images that are made elsewhere need.
 */
#include "fixture.h"

const char unit_suite[] = "mic conf";

#define HEAD                                                                             \
	"# n001-mic0: image phi, generation 0123456789abcdef. Written by stateless "     \
	"nodeset.\n\n"

static void mpss3(void)
{
	struct host_fixture f;

	fixture_init(&f);
	fixture_option(&f, "bridge", "micbr0");
	fixture_option(&f, "bridges", FIXTURE_BRIDGE);
	fixture_option(&f, "starter", "mpssd");
	UNIT_INT(fixture_card(&f), 0);
	conf_mpss3(&f.card, &f.text);
	UNIT_STR(fixture_text(&f),
		 HEAD "Version 1 1\n\nInclude default.conf\n\n"
		      "Include \"conf.d/*.conf\"\n\nFamily x100\n\nMPSSVersion 3.x\n\n"
		      "MicDir /var/mpss/mic0\n\nHostName n001-mic0\n\nMacAddrs Serial\n\n"
		      "Network class=StaticBridge bridge=micbr0 micip=192.168.0.1 "
		      "modhost=no modcard=no\n\nVerboseLogging Disabled\n\n"
		      "OSimage /var/mpss/boot/0123456789abcdef/kernel "
		      "/var/mpss/boot/0123456789abcdef/System.map\n\n"
		      "BootOnStart Enabled\n\n"
		      "ExtraCommandLine \"highres=off noautogroup\"\n\n"
		      "RootDevice StaticRamFS /var/mpss/mic0.image.gz\n\n"
		      "PowerManagement \"cpufreq_on;corec6_off;pc3_on;pc6_on\"\n\n"
		      "Cgroup memory=disabled\n");
	f.text.n = 0;
	conf_default(&f.card.bridge, 1, &f.text);
	UNIT_STR(fixture_text(&f),
		 "# What the cards of this host share. Written by stateless nodeset.\n\n"
		 "CommonDir /var/mpss/common\n\nShutdownTimeout 300\n\n"
		 "CrashDump /var/crash/mic 16\n\nConsole \"hvc0\"\n\n"
		 "Bridge micbr0 Internal 192.168.0.254 24 64512\n");
	fixture_fini(&f);
}

static void mpss4(void)
{
	struct host_fixture f;

	fixture_init(&f);
	f.files[1].role = SL_ROOT;
	f.files[1].name = "root.ext4";
	f.node.ip = NULL;
	fixture_option(&f, "flavour", "mpss4");
	fixture_option(&f, "bridge", "br0");
	fixture_option(&f, "bridges", "br0:external:dhcp/16");
	fixture_option(&f, "cmdline", "a=b c");
	UNIT_INT(fixture_card(&f), 0);
	conf_mpss4(&f.card, &f.text);
	UNIT_STR(fixture_text(&f),
		 HEAD "EfiImage /usr/share/mpss/boot/efiImage-knl-lb.hddimg\n"
		      "KernelImage /var/mpss/boot/0123456789abcdef/kernel\n"
		      "KernelSymbols /var/mpss/boot/0123456789abcdef/System.map\n"
		      "InitRamFsImage /var/mpss/mic0.image.gz\n"
		      "RootFsImage /var/mpss/boot/0123456789abcdef/root.ext4\n"
		      "AutoBoot Disabled\nShutdownTimeout 60\nBootTimeout 90\n"
		      "KernelExtraCommandLine \"mic_root_in_ram=1 a=b c\"\n"
		      "HostNetworkConfig bridge br0\n"
		      "CardNetworkConfig inet dhcp hostname=n001-mic0\n"
		      "HostMacAddress Serial\nCardMacAddress Serial\n");
	fixture_fini(&f);
}

const struct unit_case unit_cases[] = {
	{ "MPSS 3 reads what the example has, but Base and Overlay", mpss3 },
	{ "MPSS 4 reads keywords of its own", mpss4 },
	{ NULL, NULL }
};
