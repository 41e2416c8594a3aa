/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/attributes_test.c - what attributes accept, and how they keep it.
 */
#include "attributes.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct row {
	enum object_type type;
	const char *key, *value;
	const char *want; /* NULL: refused */
};

static const struct row rows[] = {
	{ OBJECT_NODE, "mac", "52:54:00:12:34:56", "52:54:00:12:34:56" },
	{ OBJECT_NODE, "mac", "52-54-00-AB-CD-EF", "52:54:00:ab:cd:ef" },
	{ OBJECT_NODE, "mac", "5254.00AB.cdef", "52:54:00:ab:cd:ef" },
	{ OBJECT_NODE, "mac", "525400abcdef", "52:54:00:ab:cd:ef" },
	{ OBJECT_NODE, "mac", "0:1:2:3:4:5", "00:01:02:03:04:05" },
	{ OBJECT_NODE, "mac",
	  "80:00:00:48:fe:80:00:00:00:00:00:00:f4:52:14:03:00:11:22:33",
	  "80:00:00:48:fe:80:00:00:00:00:00:00:f4:52:14:03:00:11:22:33" },
	{ OBJECT_NODE, "mac", "52:54:00:12:34", NULL },
	{ OBJECT_NODE, "mac", "52:54:00:12:34:56:78", NULL },
	{ OBJECT_NODE, "mac", "52:54:00:12:34:5g", NULL },
	{ OBJECT_NODE, "mac", "52:54:00:12:34:", NULL },
	{ OBJECT_NODE, "mac", "52:54:00:12:34:56:", NULL },
	{ OBJECT_NODE, "mac", "525400abcde", NULL },
	{ OBJECT_NODE, "mac", "ff:ff:ff:ff:ff:ff", NULL },
	{ OBJECT_NODE, "mac", "00:00:00:00:00:00", NULL },
	{ OBJECT_NODE, "mac", "01:00:5e:00:00:01", NULL },
	{ OBJECT_NODE, "ip", "10.0.0.1", "10.0.0.1" },
	{ OBJECT_NODE, "ip", "FD00:0:0::1", "fd00::1" },
	{ OBJECT_NODE, "ip", "10.0.0.300", NULL },
	{ OBJECT_NODE, "ip", "10.0.0", NULL },
	{ OBJECT_NODE, "ip", "node1", NULL },
	{ OBJECT_NODE, "groups", "all, compute,all", "all,compute" },
	{ OBJECT_NODE, "groups", "all,-x", NULL },
	{ OBJECT_GROUP, "groups", "all", NULL },
	{ OBJECT_NODE, "arch", "x86_64", "x86_64" },
	{ OBJECT_NODE, "arch", "a/b", NULL },
	{ OBJECT_NODE, "addkcmdline", "quiet a=\"b c\"", "quiet a=\"b c\"" },
	{ OBJECT_NODE, "addkcmdline", "quiet\nroot=x", NULL },
	{ OBJECT_NODE, "serialport", "0", "0" },
	{ OBJECT_NODE, "serialport", "ttyAMA0", "ttyAMA0" },
	{ OBJECT_NODE, "serialport", "/dev/ttyS0", NULL },
	{ OBJECT_NODE, "serialspeed", "115200", "115200" },
	{ OBJECT_NODE, "serialspeed", "fast", NULL },
	{ OBJECT_NODE, "serialflow", "hard", "hard" },
	{ OBJECT_NODE, "serialflow", "cts", NULL },
	{ OBJECT_NODE, "server", "10.0.0.1:80, fd00::1,[FD00::2]:8080",
	  "10.0.0.1:80,[fd00::1],[fd00::2]:8080" },
	{ OBJECT_NODE, "server", "10.0.0.1:0", NULL },
	{ OBJECT_NODE, "server", "10.0.0.1:65536", NULL },
	{ OBJECT_NODE, "server", "10.0.0.1:", NULL },
	{ OBJECT_NODE, "server", "[", NULL },
	{ OBJECT_NODE, "server", "[]:80", NULL },
	{ OBJECT_NODE, "server", "mn:80", NULL },
	{ OBJECT_NODE, "server", ":80", NULL },
	{ OBJECT_NODE, "memory", "64g", "64G" },
	{ OBJECT_NODE, "memory", "65536", "65536" },
	{ OBJECT_NODE, "memory", "64GB", NULL },
	{ OBJECT_NODE, "overlay", "512m", "512M" },
	{ OBJECT_NODE, "overlay", "50%", "50%" },
	{ OBJECT_NODE, "overlay", "none", "none" },
	{ OBJECT_NODE, "overlay", "0", NULL },
	{ OBJECT_NODE, "overlay", "101%", NULL },
	{ OBJECT_NODE, "overlay", "lots", NULL },
	{ OBJECT_NODE, "net", "10.0.0.0", NULL },
	{ OBJECT_NODE, "test.depth", "3", "3" },
	{ OBJECT_NODE, "test.depth", "x", NULL },
	{ OBJECT_NODE, "test.none", "3", NULL },
	{ OBJECT_GROUP, "ip", "|n(\\d+)|10.0.0.($1+10)|", "|n(\\d+)|10.0.0.($1+10)|" },
	{ OBJECT_GROUP, "ip", "|n(\\d+)|10.0.0.($2)|", NULL },
	{ OBJECT_GROUP, "test.depth", "|($1*2)|", "|($1*2)|" },
	{ OBJECT_NODE, "ip", "|n(\\d+)|10.0.0.($1+10)|", NULL },
	{ OBJECT_NETWORK, "net", "10.0.0.0", "10.0.0.0" },
	{ OBJECT_NETWORK, "mask", "255.255.252.0", "255.255.252.0" },
	{ OBJECT_NETWORK, "mask", "255.0.255.0", NULL },
	{ OBJECT_NETWORK, "prefix", "24", "24" },
	{ OBJECT_NETWORK, "prefix", "129", NULL },
	{ OBJECT_NETWORK, "dns", "10.0.0.1,fd00::1", "10.0.0.1,fd00::1" },
	{ OBJECT_NETWORK, "domain", "cluster.example.org", "cluster.example.org" },
	{ OBJECT_NETWORK, "domain", "cluster..org", NULL },
	{ OBJECT_NETWORK, "dynamicrange", "10.0.3.1-10.0.3.200", "10.0.3.1-10.0.3.200" },
	{ OBJECT_NETWORK, "dynamicrange", "10.0.3.200-10.0.3.1", NULL },
	{ OBJECT_NETWORK, "dynamicrange", "10.0.3.200", NULL },
	{ OBJECT_NETWORK, "mac", "52:54:00:12:34:56", NULL },
	{ OBJECT_NETWORK, "test.depth", "3", NULL },
};

static int check_plugin(void *arg, const char *key, const char *value, struct str *why)
{
	(void)arg;
	if (strcmp(key, "test.depth") == 0 && strspn(value, "0123456789"))
		return 0;
	str_add(why, "must be a number");
	return -EINVAL;
}

static void plugin_keys(void *arg, struct strv *keys)
{
	(void)arg;
	strv_add(keys, "test.depth");
}

static const struct attribute_plugins plugins = { check_plugin, plugin_keys, NULL };

static void values_are_checked_and_kept_in_one_form(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct attribute attribute = { (char *)(uintptr_t)rows[i].key,
						     (char *)(uintptr_t)rows[i].value };
		struct str why CLEANUP_STR = { 0 };
		char *normal CLEANUP_FREE = NULL;
		int rc = attribute_check(&plugins, rows[i].type, &attribute, &normal,
					 &why);

		if (rc != (rows[i].want ? 0 : -EINVAL))
			fprintf(stderr, "\n  %s=%s: %d %s\n", rows[i].key, rows[i].value,
				rc, str_text(&why));
		UNIT_INT(rc, rows[i].want ? 0 : -EINVAL);
		UNIT_INT(why.n != 0, rc != 0);
		if (rows[i].want)
			UNIT_STR(normal, rows[i].want);
	}
}

static void unknown_attributes_get_similar_ones_named(void)
{
	const struct attribute near = { (char[]){ "grops" }, (char[]){ "x" } };
	const struct attribute far = { (char[]){ "frobnicate" }, (char[]){ "x" } };
	struct str why CLEANUP_STR = { 0 };
	char *normal;

	UNIT_INT(attribute_check(&plugins, OBJECT_NODE, &near, &normal, &why), -EINVAL);
	UNIT_STR(str_text(&why), "nodes have no such attribute; is it groups?");
	str_fini(&why);
	UNIT_INT(attribute_check(&plugins, OBJECT_NODE, &far, &normal, &why), -EINVAL);
	CU_ASSERT(strstr(str_text(&why), "--help") != NULL);
}

static void names_are_fit_for_paths_and_dns(void)
{
	static const struct {
		enum object_type type;
		const char *name;
		bool fit;
	} names[] = {
		{ OBJECT_NODE, "n1", true },
		{ OBJECT_NODE, "10", true },
		{ OBJECT_NODE, "n1.cluster-a.x_y", true },
		{ OBJECT_NODE, "", false },
		{ OBJECT_NODE, "-n1", false },
		{ OBJECT_NODE, ".n1", false },
		{ OBJECT_NODE, "n1.", false },
		{ OBJECT_NODE, "n1..x", false },
		{ OBJECT_NODE, "n/1", false },
		{ OBJECT_NODE, "n 1", false },
		{ OBJECT_NODE, "n\xc3\xa9", false },
		{ OBJECT_NODE,
		  "a23456789012345678901234567890123456789012345678901234567890123",
		  true },
		{ OBJECT_NODE,
		  "a234567890123456789012345678901234567890123456789012345678901234",
		  false },
		{ OBJECT_GROUP, "rack1", true },
		{ OBJECT_GROUP, "rack-a", true },
		{ OBJECT_GROUP, "rack1-rack3", false },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str why CLEANUP_STR = { 0 };
		int rc = attribute_check_name(names[i].type, names[i].name, &why);

		UNIT_INT(rc, names[i].fit ? 0 : -EINVAL);
		UNIT_INT(why.n == 0, names[i].fit);
	}
}

static void the_attributes_of_a_network_fit_each_other(void)
{
	static const struct {
		const char *attrs; /* "net=... mask=..." */
		bool fit;
	} networks[] = {
		{ "net=10.0.0.0 mask=255.255.252.0 gateway=10.0.3.1", true },
		{ "net=10.0.0.0 prefix=22 dynamicrange=10.0.3.1-10.0.3.9", true },
		{ "net=fd00:: prefix=64 gateway=fd00::1", true },
		{ "net=0.0.0.0 prefix=0 gateway=10.0.0.1", true },
		{ "net=10.0.0.0", false },
		{ "mask=255.0.0.0", false },
		{ "net=10.0.0.0 mask=255.255.252.0 prefix=22", false },
		{ "net=10.0.0.1 prefix=24", false },
		{ "net=10.0.0.0 prefix=64", false },
		{ "net=fd00:: mask=255.255.252.0", false },
		{ "net=10.0.0.0 prefix=24 gateway=10.0.1.1", false },
		{ "net=10.0.0.0 prefix=24 gateway=fd00::1", false },
		{ "net=10.0.0.0 prefix=24 dynamicrange=10.0.0.9-10.0.1.9", false },
	};

	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++) {
		struct object network = { .type = OBJECT_NETWORK };
		struct strv words CLEANUP_STRV = { 0 };
		struct str why CLEANUP_STR = { 0 };

		strv_split(&words, networks[i].attrs, " ");
		for (size_t k = 0; k < words.n; k++) {
			char *equals = strchr(words.v[k], '=');

			*equals = '\0';
			object_set(&network, words.v[k], equals + 1);
		}
		UNIT_INT(attribute_check_all(&network, &why),
			 networks[i].fit ? 0 : -EINVAL);
		UNIT_INT(why.n == 0, networks[i].fit);
		object_fini(&network);
	}
}

const char unit_suite[] = "attributes";
const struct unit_case unit_cases[] = {
	{ "values are checked and kept in one form",
	  values_are_checked_and_kept_in_one_form },
	{ "unknown attributes get similar ones named",
	  unknown_attributes_get_similar_ones_named },
	{ "names are fit for paths and DNS", names_are_fit_for_paths_and_dns },
	{ "the attributes of a network fit each other",
	  the_attributes_of_a_network_fit_each_other },
	{ NULL, NULL },
};
